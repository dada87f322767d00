package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Proportion;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** The customers of each RFM segment and what they are worth. */
public record RfmSegments() implements Kpi {

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
  public Asks asks() {
    return Asks.ORDERS;
  }

  @Override
  public Set<Table> reads() {
    return Set.of(CustomerValue.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    // One row per segment here, so that the window over all of them is small.
    Column everyone = sum(CUSTOMERS.col()).over(Window.partitionBy(lit(true)));
    return facts
        .of(CustomerValue.TABLE)
        .groupBy(RfmScores.RFM_SEGMENT.col())
        .agg(
            CUSTOMERS.is(count(lit(1))),
            REVENUE.is(sum(CustomerValue.REVENUE.col())),
            MEAN_RECENCY_DAYS.is(avg(CustomerValue.RECENCY_DAYS.col())),
            MEAN_FREQUENCY.is(avg(CustomerValue.ORDERS.col())))
        .select(
            RfmScores.RFM_SEGMENT.col(),
            NAME_PT.is(RfmSegment.inPortuguese(RfmScores.RFM_SEGMENT.col())),
            CUSTOMERS.col(),
            SHARE.is(new Proportion(CUSTOMERS.col(), everyone).share()),
            REVENUE.col(),
            MEAN_RECENCY_DAYS.col(),
            MEAN_FREQUENCY.col(),
            MEAN_MONETARY.is(REVENUE.col().divide(CUSTOMERS.col())));
  }
}
