package io.clientela.kpi.retention;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Customers;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Subscriptions;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers under contract and their recurring revenue at the start of a period, what moved, and
 * both at its end.
 *
 * <p>A subscription changes the state of its customer on two days: its first, and the first without
 * it. The changes up to the start and up to the end of a period give both states, and these the
 * movement; nothing is made for a period in which a customer does not change.
 */
public record SubscriptionChurn(
    @Meaning("Lengths of the period: day, week, month, quarter") List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field CUSTOMERS_AT_START =
      Field.count("customers_at_start", "With a running subscription on the day before the period");
  static final Field NEW_CUSTOMERS =
      Field.count("new_customers", "None at the start, one at the end, the first in the period");
  static final Field REACTIVATED_CUSTOMERS =
      Field.count("reactivated_customers", "None at the start, one at the end, but one earlier");
  static final Field LOST = Field.count("lost", "Customers with one at the start, none at the end");
  static final Field CUSTOMERS_AT_END =
      Field.count(
          "customers_at_end",
          "With a running subscription on the last day of the period; on the day before as-of where"
              + " the period is not over");
  static final Field CHURN_RATE = Field.share("churn_rate", LOST.over(CUSTOMERS_AT_START));
  static final Field REVENUE_AT_START =
      Field.money(
          "recurring_revenue_at_start", "Monthly amounts that run on the day before the period");
  static final Field NEW = Field.money("new", "Monthly amounts at the end, of new customers");
  static final Field EXPANSION =
      Field.money("expansion", "More a month at the end than at the start, of customers in both");
  static final Field CONTRACTION =
      Field.money("contraction", "Less a month at the end than at the start, of customers in both");
  static final Field CHURNED =
      Field.money("churned", "Monthly amounts at the start, of lost customers");
  static final Field REACTIVATED =
      Field.money("reactivated", "Monthly amounts at the end, of reactivated customers");
  static final Field REVENUE_AT_END =
      Field.money(
          "recurring_revenue_at_end", "Monthly amounts that run on the day of customers_at_end");
  static final Field NET_REVENUE_RETENTION =
      Field.ratio(
          "net_revenue_retention",
          Quotient.Terms.of(REVENUE_AT_START, EXPANSION)
              .minus(CONTRACTION, CHURNED)
              .over(REVENUE_AT_START));
  static final Field GROSS_REVENUE_RETENTION =
      Field.share(
          "gross_revenue_retention",
          Quotient.Terms.of(REVENUE_AT_START).minus(CONTRACTION, CHURNED).over(REVENUE_AT_START));
  static final Field REVENUE_CHURN_RATE =
      Field.share("revenue_churn_rate", CHURNED.over(REVENUE_AT_START));

  /** What changes between the start and the end of a period. */
  static final Field[] MEASURES = {
    NEW_CUSTOMERS, REACTIVATED_CUSTOMERS, LOST, NEW, EXPANSION, CONTRACTION, CHURNED, REACTIVATED
  };

  public SubscriptionChurn {
    grains = grains == null ? List.of(Grain.MONTH) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("subscription_churn")
        .titled("Subscription churn and recurring revenue", "Churn contratual e receita recorrente")
        .grain(
            "One row per grain, segment and period, without gaps from the segment's first",
            "Uma linha por granularidade, segmento e período, sem lacunas desde o"
                + " primeiro do segmento")
        .key(PeriodSeries.KEY)
        .values(
            CUSTOMERS_AT_START,
            NEW_CUSTOMERS,
            REACTIVATED_CUSTOMERS,
            LOST,
            CUSTOMERS_AT_END,
            CHURN_RATE,
            Proportion.low(CHURN_RATE),
            Proportion.high(CHURN_RATE),
            REVENUE_AT_START,
            NEW,
            EXPANSION,
            CONTRACTION,
            CHURNED,
            REACTIVATED,
            REVENUE_AT_END,
            NET_REVENUE_RETENTION,
            GROSS_REVENUE_RETENTION,
            REVENUE_CHURN_RATE,
            Timeline.IS_COMPLETE)
        .definedBy(
            "customers_at_end = customers_at_start + new_customers + reactivated_customers - lost;"
                + " recurring_revenue_at_end = recurring_revenue_at_start + new + expansion -"
                + " contraction - churned + reactivated. A subscription runs from started_on to the"
                + " day before ended_on; who has one that runs is a customer, whatever its amount;"
                + " trials are left out."
                + " Only the states at start and end are compared, customer by customer: a change"
                + " of plan, or a pause that is over at the end, is expansion, contraction or"
                + " nothing, never churn. Who begins and ends within one period is in neither state"
                + " and no movement, and reactivated when back in a later one. A breakdown that"
                + " customers does not have is that of the customer's first subscription",
            "customers_at_end = customers_at_start + new_customers +"
                + " reactivated_customers - lost; recurring_revenue_at_end ="
                + " recurring_revenue_at_start + new + expansion - contraction - churned +"
                + " reactivated. Uma assinatura vale de started_on até a véspera de ended_on;"
                + " quem tem uma que vale é cliente, qualquer que seja o valor; testes ficam de fora. Só se comparam"
                + " os estados no início e no fim, cliente a cliente: troca de plano, ou pausa"
                + " que terminou até o fim, é expansion, contraction ou nada, nunca churn. Quem"
                + " começa e termina dentro de um período não está em nenhum dos estados nem em"
                + " movimento algum, e é reactivated se volta num período posterior. Um recorte"
                + " que customers não tem é o da primeira assinatura do cliente");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(CHURN_RATE, "Subscription churn", "Churn de assinaturas")
            .named("subscription_churn_rate")
            .lowerIsBetter(),
        Headline.of(REVENUE_AT_END, "Monthly recurring revenue", "Receita recorrente mensal")
            .named("recurring_revenue")
            .cases(CUSTOMERS_AT_END)
            .higherIsBetter(),
        Headline.of(
                NET_REVENUE_RETENTION,
                "Net revenue retention of subscriptions",
                "Retenção líquida de receita de assinaturas")
            .named("subscription_net_revenue_retention")
            .cases(CUSTOMERS_AT_START)
            .higherIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(Subscriptions.TABLE).optional(Customers.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return facts
        .of(Subscriptions.TABLE)
        .transform(Subscriptions::withoutTrials)
        .transform(rows -> SubscriptionMovements.of(rows, grains, facts));
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    long customers = 0;
    BigDecimal revenue = BigDecimal.ZERO;
    for (Period period : Period.ofSeries(cells, dates, MEASURES)) {
      Sums moved = period.sums();
      period
          .row(out, dates, series())
          .put(moved)
          .put(CUSTOMERS_AT_START, customers)
          .put(REVENUE_AT_START, revenue);
      customers +=
          moved.count(NEW_CUSTOMERS) + moved.count(REACTIVATED_CUSTOMERS) - moved.count(LOST);
      revenue =
          revenue
              .add(moved.money(NEW))
              .add(moved.money(EXPANSION))
              .add(moved.money(REACTIVATED))
              .subtract(moved.money(CONTRACTION))
              .subtract(moved.money(CHURNED));
      out.put(CUSTOMERS_AT_END, customers).put(REVENUE_AT_END, revenue).add();
    }
  }
}
