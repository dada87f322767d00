package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.model.OwnCells;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Tickets;
import io.clientela.model.Timeline;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** How fast customer service answers and resolves, and how much customers complain. */
public record ServicePerformance(
    @Meaning("Lengths of the period in which the ticket was created: day, week, month, quarter")
        List<Grain> grains,
    @Meaning(
            "Time within which a ticket should get its first answer; it runs in the business-hours"
                + " of the team where it has some")
        Duration responseTarget)
    implements Kpi {

  static final Field UNANSWERED =
      Field.count("unanswered", "Tickets without an answer so far, resolved ones among them");
  static final Field WITHIN_TARGET_RATE =
      Field.share("within_target_rate", TicketCounts.WITHIN_TARGET.over(TicketCounts.TARGET_DUE));
  static final Field REOPEN_RATE =
      Field.share("reopen_rate", TicketCounts.REOPENED.over(TicketCounts.EVER_RESOLVED));
  static final Field ONE_TOUCH_RATE =
      Field.share("one_touch_rate", TicketCounts.ONE_TOUCH.over(TicketCounts.REPLIES_KNOWN));
  static final Field COMPLAINTS =
      Field.count(
              "complaints",
              "Tickets that are complaints; null where of no ticket it is known whether it is one")
          .orNull();
  static final Field COMPLAINING_CUSTOMERS =
      Field.count(
              "complaining_customers", "Customers who complained; null where complaints is null")
          .orNull();
  static final Field ORDERS =
      Field.count(
              "orders",
              "Orders of the whole shop in the period, the same in every segment; null without"
                  + " source of orders")
          .orNull();
  static final Field COMPLAINTS_PER_1000_ORDERS =
      Field.perThousand("complaints_per_1000_orders", "1000 x complaints / orders");

  /** The ticket's own columns, whatever breakdowns are configured. */
  static final List<Field> DIMENSIONS =
      List.of(Tickets.CHANNEL, Tickets.TEAM, Tickets.AGENT, Tickets.PRIORITY, Tickets.CATEGORY);

  private static final TimeSpread RESPONSE =
      TimeSpread.minutes(
          TicketTimes.RESPONSE,
          TicketCounts.ANSWERED,
          "first_response_minutes",
          "time from creation to the first answer, of those answered");
  private static final TimeSpread BUSINESS_RESPONSE =
      TimeSpread.minutes(
          TicketTimes.BUSINESS_RESPONSE,
          TicketCounts.BUSINESS_ANSWERED,
          "business_first_response_minutes",
          "time to the first answer in opening hours, of those whose team has some");
  private static final TimeSpread RESOLUTION =
      TimeSpread.hours(
          TicketTimes.RESOLUTION,
          TicketCounts.RESOLVED,
          "resolution_hours",
          "time from creation to the last resolution, of those resolved");
  private static final TimeSpread BUSINESS_RESOLUTION =
      TimeSpread.hours(
          TicketTimes.BUSINESS_RESOLUTION,
          TicketCounts.BUSINESS_RESOLVED,
          "business_resolution_hours",
          "time to the last resolution in opening hours, of those whose team has some");

  public ServicePerformance {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
    responseTarget = responseTarget == null ? Duration.ofHours(1) : responseTarget;
  }

  @Override
  public Table output() {
    List<Field> values = new ArrayList<>();
    values.addAll(List.of(TicketCounts.TICKETS, TicketCounts.ANSWERED, UNANSWERED));
    values.addAll(RESPONSE.fields());
    values.addAll(BUSINESS_RESPONSE.fields());
    values.addAll(List.of(TicketCounts.TARGET_DUE, TicketCounts.WITHIN_TARGET));
    values.addAll(List.of(Proportion.fields(WITHIN_TARGET_RATE)));
    values.add(TicketCounts.RESOLVED);
    values.addAll(RESOLUTION.fields());
    values.addAll(BUSINESS_RESOLUTION.fields());
    values.addAll(List.of(TicketCounts.EVER_RESOLVED, TicketCounts.REOPENED));
    values.addAll(List.of(Proportion.fields(REOPEN_RATE)));
    values.addAll(List.of(TicketCounts.REPLIES_KNOWN, TicketCounts.ONE_TOUCH));
    values.addAll(List.of(Proportion.fields(ONE_TOUCH_RATE)));
    values.addAll(List.of(COMPLAINTS, COMPLAINING_CUSTOMERS, ORDERS, COMPLAINTS_PER_1000_ORDERS));
    values.addAll(List.of(TicketCounts.BACKLOG, Timeline.IS_COMPLETE));
    return Table.named("service_performance")
        .titled("Response and resolution times, complaints", "Desempenho do atendimento")
        .grain(
            "One row per grain, segment and period, without gaps from the segment's first ticket",
            "Uma linha por granularidade, segmento e período, sem lacunas desde o"
                + " primeiro chamado do segmento")
        .key(OwnCells.key())
        .values(values.toArray(Field[]::new))
        .definedBy(
            "By the period in which the ticket was created; what has not happened by as-of is null,"
                + " not 0. The target of the first answer is "
                + responseTarget.toMinutes()
                + " minutes. Medians are exact up to 10,000 tickets of a cell, beyond that within"
                + " 0.05 %",
            "Pelo período em que o chamado foi criado; o que não aconteceu até a data da"
                + " posição é nulo, não 0. A meta da primeira resposta é de "
                + responseTarget.toMinutes()
                + " minutos. As medianas são exatas até 10.000 chamados de uma célula, além"
                + " disso com erro de até 0,05 %");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(TicketCounts.TICKETS, "Tickets", "Chamados")
            .cases(TicketCounts.TICKETS)
            .additive(),
        Headline.of(
                RESPONSE.median(),
                "Median minutes to the first response",
                "Mediana de minutos até a primeira resposta")
            .named("first_response_minutes")
            .cases(TicketCounts.ANSWERED)
            .lowerIsBetter(),
        Headline.of(WITHIN_TARGET_RATE, "Answered within target", "Respondidos dentro da meta")
            .higherIsBetter(),
        Headline.of(
                RESOLUTION.median(),
                "Median hours to resolution",
                "Mediana de horas até a resolução")
            .named("resolution_hours")
            .cases(TicketCounts.RESOLVED)
            .lowerIsBetter(),
        Headline.of(ONE_TOUCH_RATE, "Resolved with one reply", "Resolvidos com uma resposta")
            .higherIsBetter(),
        Headline.of(REOPEN_RATE, "Reopened tickets", "Chamados reabertos").lowerIsBetter(),
        Headline.of(
                COMPLAINTS_PER_1000_ORDERS,
                "Complaints per 1,000 orders",
                "Reclamações por 1.000 pedidos")
            .cases(ORDERS)
            .lowerIsBetter(),
        Headline.of(TicketCounts.BACKLOG, "Open tickets", "Chamados em aberto")
            .cases(TicketCounts.BACKLOG)
            .lowerIsBetter());
  }

  @Override
  public Asks asks() {
    return PeriodSeries.asks(grains);
  }

  @Override
  public Set<Table> reads() {
    return Set.of(TicketTimes.TABLE);
  }

  @Override
  public Set<Table> mayRead() {
    return Set.of(Orders.TABLE, Activity.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    OwnCells cells = OwnCells.by(DIMENSIONS, grains);
    Dataset<Row> times = facts.of(TicketTimes.TABLE);
    long target = responseTarget.toMillis() * 1000;
    return new TicketCounts(cells, target)
        .of(times, facts)
        .join(quantiles(times, cells, facts), OwnCells.names(), "left")
        .join(complainingCustomers(times, cells, facts), OwnCells.names(), "left")
        .transform(rows -> withOrders(rows, facts))
        .transform(rows -> rate(rows, facts));
  }

  private static Dataset<Row> quantiles(Dataset<Row> times, OwnCells cells, Facts facts) {
    return cells.quantiles(
        times,
        unix_date(Tickets.CREATED_ON.col()),
        facts,
        TicketTimes.RESPONSE,
        TicketTimes.BUSINESS_RESPONSE,
        TicketTimes.RESOLUTION,
        TicketTimes.BUSINESS_RESOLUTION);
  }

  private static Dataset<Row> complainingCustomers(
      Dataset<Row> times, OwnCells cells, Facts facts) {
    Column customer = Tickets.CUSTOMER_ID.col();
    return times
        .where(Tickets.IS_COMPLAINT.col().and(customer.isNotNull()))
        .transform(rows -> cells.of(rows, unix_date(Tickets.CREATED_ON.col()), facts, customer))
        .groupBy(OwnCells.cell(customer))
        .agg(TicketCounts.TICKETS.is(count(lit(1))))
        .groupBy(OwnCells.cell())
        .agg(COMPLAINING_CUSTOMERS.is(count(lit(1))));
  }

  private static Dataset<Row> withOrders(Dataset<Row> rows, Facts facts) {
    if (!facts.has(Orders.TABLE)) {
      return rows.withColumn(ORDERS.name(), ORDERS.isNull());
    }
    Column isOrder = History.ACTIVITY.col().equalTo(Activity.ofOrders(facts));
    Column isTotal = Breakdowns.DIMENSION.col().equalTo(Breakdowns.ALL);
    Dataset<Row> orders =
        facts
            .of(Activity.TABLE)
            .where(isOrder.and(isTotal))
            .groupBy(Activity.GRAIN.col(), Activity.PERIOD.col())
            .agg(ORDERS.is(sum(Activity.ACTIONS.col())));
    String[] names = {Activity.GRAIN.name(), Activity.PERIOD.name()};
    return rows.join(orders, names, "left")
        .withColumn(ORDERS.name(), coalesce(ORDERS.col(), lit(0)));
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column isUnknown = TicketCounts.TICKETS.col().gt(0).and(TicketCounts.FLAGGED.col().equalTo(0));
    Column complaints = when(isUnknown, lit(null)).otherwise(TicketCounts.COMPLAINING.col());
    Column customers =
        when(isUnknown, lit(null)).otherwise(coalesce(COMPLAINING_CUSTOMERS.col(), lit(0)));
    List<Column> values = new ArrayList<>();
    values.addAll(List.of(TicketCounts.TICKETS.col(), TicketCounts.ANSWERED.col()));
    values.add(UNANSWERED.is(TicketCounts.TICKETS.col().minus(TicketCounts.ANSWERED.col())));
    values.addAll(RESPONSE.columns());
    values.addAll(BUSINESS_RESPONSE.columns());
    values.addAll(rate(TicketCounts.WITHIN_TARGET, TicketCounts.TARGET_DUE, WITHIN_TARGET_RATE));
    values.add(TicketCounts.RESOLVED.col());
    values.addAll(RESOLUTION.columns());
    values.addAll(BUSINESS_RESOLUTION.columns());
    values.addAll(rate(TicketCounts.REOPENED, TicketCounts.EVER_RESOLVED, REOPEN_RATE));
    values.addAll(rate(TicketCounts.ONE_TOUCH, TicketCounts.REPLIES_KNOWN, ONE_TOUCH_RATE));
    values.addAll(List.of(COMPLAINTS.is(complaints), COMPLAINING_CUSTOMERS.is(customers)));
    values.add(ORDERS.is(ORDERS.col()));
    values.add(
        COMPLAINTS_PER_1000_ORDERS.is(
            try_divide(complaints.multiply(1000.0), ORDERS.col().cast(DataTypes.DoubleType))));
    values.add(TicketCounts.BACKLOG.is(TicketCounts.BACKLOG.col()));
    values.add(Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
    return rows.select(OwnCells.published(facts, values.toArray(Column[]::new)));
  }

  /** The whole, the part and their rate with its bounds. */
  private static List<Column> rate(Field part, Field whole, Field share) {
    List<Column> columns = new ArrayList<>(List.of(whole.col(), part.col()));
    columns.addAll(List.of(Proportion.of(part, whole).as(share)));
    return columns;
  }
}
