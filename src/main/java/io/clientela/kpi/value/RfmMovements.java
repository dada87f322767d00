package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Orders;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Money;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where the customers of each RFM segment were some time before. */
public record RfmMovements(
    @Meaning("Days before as-of with which the segments of as-of are compared") Integer daysBefore)
    implements Kpi, ReadOut {

  static final Field FROM_SEGMENT =
      Field.label(
          "from_segment", "RFM segment days-before days before as-of; (new) = no order by then");
  static final Field TO_SEGMENT = Field.label("to_segment", "RFM segment as of as-of");
  static final Field CUSTOMERS =
      Field.count("customers", "Customers who went from one to the other");
  static final Field SHARE_OF_FROM =
      Field.share("share_of_from", "customers / all customers of from_segment");

  private static final String NEW = "(new)";
  private static final Field THEN = Field.label("segment_then", "Segment then").orNull();

  public RfmMovements {
    daysBefore = daysBefore == null ? 30 : daysBefore;
    Kpi.require(daysBefore >= 1, "days-before", daysBefore, "1 or more");
  }

  @Override
  public Table output() {
    return Table.named("rfm_movements")
        .titled("Movement between RFM segments", "Movimento entre segmentos RFM")
        .grain(
            "One row per pair of segments that a customer went between, or stayed in",
            "Uma linha por par de segmentos entre os quais um cliente se moveu, ou em que"
                + " ficou")
        .key(FROM_SEGMENT, TO_SEGMENT)
        .values(CUSTOMERS, SHARE_OF_FROM)
        .definedBy(
            "Segments of as-of and of "
                + daysBefore
                + " days before, each by the cut points of its own day; refunds as known at as-of",
            "Segmentos na data da posição e "
                + daysBefore
                + " dias antes dela, cada um pelos cortes de seu próprio dia; reembolsos como"
                + " conhecidos na data da posição");
  }

  @Override
  public Needs needs() {
    return Needs.all(Orders.TABLE, History.TABLE, CustomerValue.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return facts
        .of(CustomerValue.TABLE)
        .select(History.CUSTOMER_ID.col(), RfmScores.RFM_SEGMENT.col())
        .join(segmentsThen(facts), History.CUSTOMER_ID.name(), "left")
        .groupBy(
            FROM_SEGMENT.is(coalesce(THEN.col(), lit(NEW))),
            TO_SEGMENT.is(RfmScores.RFM_SEGMENT.col()))
        .agg(CUSTOMERS.is(count(lit(1))));
  }

  @Override
  public List<Field> series() {
    return List.of(FROM_SEGMENT);
  }

  @Override
  public List<Field> order() {
    return List.of(TO_SEGMENT);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> ways = Cell.all(cells);
    double customers = ways.stream().mapToLong(cell -> cell.count(CUSTOMERS)).sum();
    for (Cell way : ways) {
      out.put(way, List.of(FROM_SEGMENT, TO_SEGMENT, CUSTOMERS))
          .put(SHARE_OF_FROM, way.count(CUSTOMERS) / customers)
          .add();
    }
  }

  /** Of the customers who had ordered by then. */
  private Dataset<Row> segmentsThen(Facts facts) {
    int last = facts.lastDay() - daysBefore;
    Dataset<Row> then =
        new EarlierHistories(last)
            .of(facts.of(History.TABLE))
            .select(
                History.CUSTOMER_ID.col(),
                CustomerValue.RECENCY_DAYS.is(lit(last + 1).minus(History.LAST_DAY.col())),
                CustomerValue.ORDERS.is(History.ACTIONS.col()),
                History.REVENUE.col().as(CustomerValue.REVENUE.name()));
    Dataset<Row> cuts = RfmCuts.of(then);
    Column revenue = Money.fromTenThousandths(CustomerValue.REVENUE.col());
    return then.withColumn(CustomerValue.REVENUE.name(), revenue)
        .transform(rows -> RfmScores.of(rows, cuts))
        .select(History.CUSTOMER_ID.col(), RfmScores.RFM_SEGMENT.col().as(THEN.name()));
  }
}
