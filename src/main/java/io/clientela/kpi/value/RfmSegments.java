package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The customers of each RFM segment and what they are worth. */
public record RfmSegments() implements Kpi, ReadOut {

  static final Field NAME_PT = Field.label("name_pt", "Name of the segment in Portuguese");
  static final Field CUSTOMERS = Field.count("customers", "Customers of the segment");
  static final Field SHARE = Field.share("share", "customers / all customers with an order");
  static final Field REVENUE = Field.money("revenue", "Their revenue so far");
  static final Field MEAN_RECENCY_DAYS =
      Field.meanDays("mean_recency_days", "Mean days since the last order");
  static final Field MEAN_FREQUENCY = Field.number("mean_frequency", "Mean orders per customer");
  static final Field MEAN_MONETARY = Field.average("mean_monetary", REVENUE.over(CUSTOMERS));

  @Override
  public Table output() {
    return Table.named("rfm_segments")
        .titled("RFM segments", "Segmentos RFM")
        .grain("One row per segment that has customers", "Uma linha por segmento que tem clientes")
        .key(RfmScores.RFM_SEGMENT)
        .values(
            NAME_PT, CUSTOMERS, SHARE, REVENUE, MEAN_RECENCY_DAYS, MEAN_FREQUENCY, MEAN_MONETARY)
        .definedBy(
            "Every customer with an order is in exactly one segment",
            "Cada cliente com pedido está em exatamente um segmento");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(SHARE, "Share of customers in the RFM segment", "Clientes no segmento RFM")
            .named("rfm_segment_share")
            .cases(CUSTOMERS)
            .bySegment(RfmScores.RFM_SEGMENT));
  }

  @Override
  public Needs needs() {
    return Needs.all(CustomerValue.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return facts
        .of(CustomerValue.TABLE)
        .groupBy(RfmScores.RFM_SEGMENT.col())
        .agg(
            CUSTOMERS.is(count(lit(1))),
            REVENUE.is(sum(CustomerValue.REVENUE.col())),
            MEAN_RECENCY_DAYS.is(avg(CustomerValue.RECENCY_DAYS.col())),
            MEAN_FREQUENCY.is(avg(CustomerValue.ORDERS.col())));
  }

  @Override
  public List<Field> series() {
    return List.of();
  }

  @Override
  public List<Field> order() {
    return List.of(RfmScores.RFM_SEGMENT);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> segments = Cell.all(cells);
    double everyone = segments.stream().mapToLong(cell -> cell.count(CUSTOMERS)).sum();
    for (Cell segment : segments) {
      String name = segment.label(RfmScores.RFM_SEGMENT);
      out.put(
              segment,
              List.of(RfmScores.RFM_SEGMENT, CUSTOMERS, REVENUE, MEAN_RECENCY_DAYS, MEAN_FREQUENCY))
          .put(NAME_PT, RfmSegment.inPortuguese(name))
          .put(SHARE, segment.count(CUSTOMERS) / everyone)
          .add();
    }
  }
}
