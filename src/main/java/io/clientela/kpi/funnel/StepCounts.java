package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.FunnelConversion.CAPPED_CUSTOMERS;
import static io.clientela.kpi.funnel.FunnelConversion.CUSTOMERS;
import static io.clientela.kpi.funnel.FunnelConversion.CUT_EVENTS;
import static io.clientela.kpi.funnel.FunnelConversion.GRAIN;
import static io.clientela.kpi.funnel.FunnelConversion.MATURED_CUSTOMERS;
import static io.clientela.kpi.funnel.FunnelConversion.REVENUE;
import static io.clientela.kpi.funnel.FunnelConversion.STEP_INDEX;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.funnel.search.Rules;
import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.PartialAggregation;
import io.clientela.model.Timeline;
import io.clientela.model.compact.DurationQuantiles;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Attempts counted by funnel, segment, entry period and step, and how long the steps took. */
record StepCounts(List<Funnel> funnels, List<Grain> grains) {

  static final Field IMMATURE_ENTRIES = Field.count("immature_entries", "Entries still open");

  /** What the steps of one funnel share; rows meet by it once. */
  static final List<Field> FUNNEL_ROW =
      List.of(
          FunnelChains.FUNNEL, Breakdowns.DIMENSION, Breakdowns.SEGMENT, GRAIN, Activity.PERIOD);

  /** What is published of a step as it is counted. */
  static final List<Field> AS_COUNTED =
      List.of(
          STEP_INDEX,
          CUSTOMERS,
          MATURED_CUSTOMERS,
          CAPPED_CUSTOMERS,
          CUT_EVENTS,
          FunnelConversion.MEDIAN_FROM_PREVIOUS,
          FunnelConversion.P75_FROM_PREVIOUS,
          FunnelConversion.P90_FROM_PREVIOUS,
          FunnelConversion.MEDIAN_FROM_START,
          FunnelConversion.P75_FROM_START,
          FunnelConversion.P90_FROM_START);

  private static final String SINCE_PREVIOUS = "since_previous";
  private static final String SINCE_START = "since_start";

  private static final String ENTERED_DAY = "entered_day";
  private static final String IS_MATURED = "is_matured";

  /** A cell's step, as {@link StepBuffer} makes it. */
  private static final StructType STEPS =
      new StructType()
          .add(FunnelChains.FUNNEL.name(), DataTypes.StringType)
          .add(Breakdowns.DIMENSION.name(), DataTypes.StringType)
          .add(Breakdowns.SEGMENT.name(), DataTypes.StringType)
          .add(GRAIN.name(), DataTypes.StringType)
          .add(Activity.PERIOD.name(), DataTypes.IntegerType)
          .add(STEP_INDEX.name(), DataTypes.IntegerType)
          .add(CUSTOMERS.name(), DataTypes.LongType)
          .add(MATURED_CUSTOMERS.name(), DataTypes.LongType)
          .add(IMMATURE_ENTRIES.name(), DataTypes.LongType)
          .add(REVENUE.name(), DataTypes.LongType)
          .add(CAPPED_CUSTOMERS.name(), DataTypes.LongType)
          .add(CUT_EVENTS.name(), DataTypes.LongType)
          .add(SINCE_PREVIOUS, DataTypes.BinaryType)
          .add(SINCE_START, DataTypes.BinaryType);

  /** Of attempts, as {@link FunnelChains} makes them. */
  Dataset<Row> of(Dataset<Row> attempts, Facts facts) {
    Map<String, Rules> rules =
        funnels.stream().collect(Collectors.toMap(Funnel::name, Funnel::rules));
    StepBuffer.Wanted wanted =
        new StepBuffer.Wanted(
            rules, List.copyOf(facts.dimensions()), List.copyOf(grains), facts.weekStart());
    Column entry = FunnelChains.ENTRY.col();
    Column day = unix_date(timestamp_micros(entry).cast(DataTypes.DateType));
    Column isMatured =
        coalesce(
            entry.plus(new PerFunnel(funnels).open()).lt(Timeline.asOfMicros(facts)), lit(true));
    Column cut = when(FunnelChains.ATTEMPT.col().leq(1), FunnelChains.CUT.col()).otherwise(lit(0L));
    Dataset<Row> cells =
        attempts
            .select(
                FunnelChains.FUNNEL.col(),
                Breakdowns.SEGMENTS.col(),
                day.as(ENTERED_DAY),
                FunnelChains.PATH.col(),
                FunnelChains.FURTHEST.col(),
                isMatured.as(IS_MATURED),
                FunnelChains.REVENUE.col(),
                cut)
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    each -> new PartialAggregation(each, new StepBuffer(wanted)),
                Encoders.row(STEPS));
    return cells
        .repartition(FUNNEL_ROW.stream().map(Field::col).toArray(Column[]::new))
        .groupBy(
            FunnelChains.FUNNEL.col(),
            Breakdowns.DIMENSION.col(),
            Breakdowns.SEGMENT.col(),
            GRAIN.col(),
            Activity.PERIOD.col(),
            STEP_INDEX.col())
        .agg(
            CUSTOMERS.is(sum(CUSTOMERS.col())),
            MATURED_CUSTOMERS.is(sum(MATURED_CUSTOMERS.col())),
            IMMATURE_ENTRIES.is(sum(IMMATURE_ENTRIES.col())),
            CAPPED_CUSTOMERS.is(sum(CAPPED_CUSTOMERS.col())),
            CUT_EVENTS.is(sum(CUT_EVENTS.col())),
            Money.total(REVENUE.col()).as(REVENUE.name()),
            DurationQuantiles.of(col(SINCE_PREVIOUS)).as(SINCE_PREVIOUS),
            DurationQuantiles.of(col(SINCE_START)).as(SINCE_START))
        .select(published());
  }

  private static Column[] published() {
    List<Column> columns = new ArrayList<>();
    Stream.concat(FUNNEL_ROW.stream(), AS_COUNTED.stream().limit(5))
        .forEach(field -> columns.add(field.col()));
    columns.add(IMMATURE_ENTRIES.col());
    columns.add(REVENUE.col());
    String[] quantiles = {DurationQuantiles.MEDIAN, DurationQuantiles.P75, DurationQuantiles.P90};
    for (int i = 0; i < 2 * quantiles.length; i++) {
      Column since = col(i < quantiles.length ? SINCE_PREVIOUS : SINCE_START);
      Field published = AS_COUNTED.get(5 + i);
      columns.add(published.is(since.getField(quantiles[i % quantiles.length])));
    }
    return columns.toArray(Column[]::new);
  }
}
