package io.clientela.kpi.service;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.Orders;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.PeriodSeries;
import io.clientela.model.Tickets;
import io.clientela.model.Timeline;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Sums;
import io.clientela.table.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How fast customer service answers and resolves, and how much customers complain. */
public record ServicePerformance(
    @Meaning("Lengths of the period in which the ticket was created: day, week, month, quarter")
        List<Grain> grains,
    @Meaning(
            "Time within which a ticket should get its first answer; it runs in the business-hours"
                + " of the team where it has some")
        Duration responseTarget)
    implements Kpi, PeriodReadOut {

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

  private static final List<TimeSpread> SPREADS =
      List.of(RESPONSE, BUSINESS_RESPONSE, RESOLUTION, BUSINESS_RESOLUTION);

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
  public Needs needs() {
    return Needs.all(TicketTimes.TABLE)
        .optional(Orders.TABLE, Activity.TABLE)
        .holding(PeriodSeries.asks(grains));
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    long target = responseTarget.toMillis() * 1000;
    return TicketCounts.cells(facts, OwnCells.by(DIMENSIONS, grains), target);
  }

  @Override
  public Optional<Dataset<Row>> beside(Facts facts) {
    return Complaints.orders(facts, grains);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    read(cells, Optional.empty(), dates, out);
  }

  @Override
  public void read(Iterator<Cell> cells, Optional<List<Cell>> orders, RunDates dates, RowsOut out) {
    List<Period> periods = Period.ofSeries(cells, dates, TicketCounts.MEASURES);
    Complaints complaints = new Complaints(orders, periods.get(0).grain());
    long backlog = 0;
    for (Period period : periods) {
      Sums sums = period.sums();
      long opened = sums.count(TicketCounts.TICKETS);
      backlog += opened - sums.count(TicketCounts.CLOSED);
      TicketCounts of = new TicketCounts(period.cells());
      SPREADS.forEach(spread -> spread.put(sums, of.times(spread.micros()), out));
      complaints.put(period, of.complainingCustomers(), out);
      period
          .row(out, dates, series())
          .put(sums)
          .put(UNANSWERED, opened - sums.count(TicketCounts.ANSWERED))
          .put(TicketCounts.BACKLOG, backlog)
          .add();
    }
  }
}
