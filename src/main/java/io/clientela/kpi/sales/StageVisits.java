package io.clientela.kpi.sales;

import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/** Opportunities in the stages that they entered; everything of an opportunity meets once. */
final class StageVisits {

  static final Field ENTERED = Field.any("entered_micros", "Microseconds since 1970");
  static final Field LAST_POSITION =
      Field.integer("last_position", "That of the stage that the opportunity entered last");
  static final Field DAYS =
      Field.meanDays("days", "In the stage, all stays together; null where it is still in it");

  private static final Field CLOSED = Field.any("closed_micros", "Null where it is open");
  private static final Field STAY = Field.any("stay", "Microseconds; null where it is not over");
  private static final double MICROS_A_DAY = 86_400e6;

  private StageVisits() {}

  /** The entries of the opportunities that are known. */
  static Dataset<Row> entries(Facts facts, List<String> dimensions) {
    Dataset<Row> deals = facts.of(Opportunities.TABLE);
    Column isDecided = Opportunities.OUTCOME.col().isin(Opportunities.WON, Opportunities.LOST);
    Column isClosed = isDecided.and(Opportunities.CLOSED_AT.col().isNotNull());
    Column outcome = when(isClosed, Opportunities.OUTCOME.col()).otherwise(Opportunities.OPEN);
    Dataset<Row> known =
        deals.select(
            Opportunities.OPPORTUNITY_ID.col(),
            Breakdowns.own(deals, dimensions),
            Opportunities.OUTCOME.is(outcome),
            CLOSED.is(when(isClosed, unix_micros(Opportunities.CLOSED_AT.col()))));
    return facts
        .of(OpportunityStages.TABLE)
        .select(
            OpportunityStages.OPPORTUNITY_ID.col(),
            PipelineStages.STAGE.is(OpportunityStages.STAGE.col()),
            ENTERED.is(unix_micros(OpportunityStages.ENTERED_AT.col())))
        .repartition(OpportunityStages.OPPORTUNITY_ID.col())
        .join(known, new String[] {Opportunities.OPPORTUNITY_ID.name()}, "inner");
  }

  /** One row per opportunity and stage that it entered, made of entries with positions. */
  static Dataset<Row> of(Dataset<Row> entries) {
    return entries.transform(StageVisits::measureStays).transform(StageVisits::addUpStays);
  }

  private static Dataset<Row> measureStays(Dataset<Row> entries) {
    WindowSpec inTime =
        Window.partitionBy(Opportunities.OPPORTUNITY_ID.col())
            .orderBy(ENTERED.col(), PipelineStages.POSITION.col());
    WindowSpec whole = inTime.rowsBetween(Window.unboundedPreceding(), Window.unboundedFollowing());
    Column end = coalesce(lead(ENTERED.col(), 1).over(inTime), CLOSED.col());
    return entries.select(
        Opportunities.OPPORTUNITY_ID.col(),
        Breakdowns.SEGMENTS.col(),
        Opportunities.OUTCOME.col(),
        PipelineStages.STAGE.col(),
        PipelineStages.POSITION.col(),
        LAST_POSITION.is(last(PipelineStages.POSITION.col()).over(whole)),
        STAY.is(end.minus(ENTERED.col())));
  }

  private static Dataset<Row> addUpStays(Dataset<Row> stays) {
    Column micros = sum(greatest(STAY.col(), lit(0L))).cast(DataTypes.DoubleType);
    return stays
        .groupBy(
            Opportunities.OPPORTUNITY_ID.col(),
            Breakdowns.SEGMENTS.col(),
            Opportunities.OUTCOME.col(),
            PipelineStages.STAGE.col(),
            PipelineStages.POSITION.col(),
            LAST_POSITION.col())
        .agg(DAYS.is(when(bool_and(STAY.col().isNotNull()), micros.divide(MICROS_A_DAY))));
  }
}
