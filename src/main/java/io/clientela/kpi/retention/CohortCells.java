package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Activity;
import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Customers counted by cohort and period since, in counts that add up over customers: running sums
 * over them give every reading of retention, each over the customers who have had the period.
 */
final class CohortCells {

  static final Field CLOCK =
      Field.label(
          "clock",
          "calendar: periods of the calendar; elapsed: of 24 hours since the first activity");
  static final Field SINCE = Field.integer("since", "Number of the period, 0 = the first");

  static final Field ACTIVE = Field.count("active", "Customers active in the period");
  static final Field UNBROKEN =
      Field.count("unbroken", "Active ones that were active in every period from 1 on");
  static final Field FIRST_RETURNS =
      Field.count("first_returns", "Active ones that were not since period 0");
  static final Field ENDING = Field.count("ending", "Customers whose last period it is");
  static final Field ENDING_RETURNED =
      Field.count("ending_returned", "Of them, active in any period from 1 on");
  static final Field LAST_SEEN = Field.count("last_seen", "Customers not active later");

  private static final Field OVER_ENDING = Field.count("over_ending", "Of periods that are over");
  private static final Field OVER_ENDING_RETURNED =
      Field.count("over_ending_returned", "Of periods that are over");
  private static final Field OVER_LAST_SEEN =
      Field.count("over_last_seen", "Of periods that are over");

  /** What a cell counts, of a cohort or of all. */
  static final Field[] KEPT = {ACTIVE, UNBROKEN, FIRST_RETURNS, ENDING, ENDING_RETURNED, LAST_SEEN};

  /** The last three of them, were the customer's last period the last that is over. */
  private static final Field[] OVER = {OVER_ENDING, OVER_ENDING_RETURNED, OVER_LAST_SEEN};

  /** As {@link CohortPass} counts them. */
  static final Field[] MEASURES =
      Stream.concat(Stream.of(KEPT), Stream.of(OVER)).toArray(Field[]::new);

  /** What the cells of one cohort (null = all of them) share. */
  static final List<Field> COHORT =
      List.of(
          History.ACTIVITY,
          CLOCK,
          Activity.GRAIN,
          Breakdowns.DIMENSION,
          Breakdowns.SEGMENT,
          Activity.COHORT);

  static final long MICROS_OF_DAY = 86_400_000_000L;

  private CohortCells() {}

  /**
   * @param histories those that are asked for
   * @param least activities that make a period an active one
   */
  static Dataset<Row> of(Dataset<Row> histories, List<Ruler> rulers, int least, Facts facts) {
    Column daysHad =
        floor(
                Timeline.asOfMicros(facts)
                    .minus(History.FIRST_AT.col())
                    .divide(lit((double) MICROS_OF_DAY)))
            .cast(DataTypes.IntegerType);
    return histories
        .where(History.FIRST_DAY.col().isNotNull())
        .select(
            History.ACTIVITY.col(),
            Breakdowns.SEGMENTS.col(),
            History.FIRST_DAY.col(),
            daysHad,
            History.eachDay(History.DAY),
            History.eachDay(History.ACTIONS),
            History.ELAPSED_DAYS.col(),
            History.ELAPSED_ACTIONS.col())
        .mapPartitions(CohortPass.with(rulers, least, facts), Encoders.row(schema()))
        .transform(rows -> summed(rows, MEASURES))
        .transform(rows -> alsoPooled(rows, facts))
        .transform(rows -> summed(rows, KEPT));
  }

  private static Dataset<Row> summed(Dataset<Row> rows, Field... measures) {
    Column[] sums = Activity.sums(measures);
    return rows.groupBy(columns(COHORT, SINCE.col()))
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  /** Each cell for its cohort and for all of them, there without the period that is not over. */
  private static Dataset<Row> alsoPooled(Dataset<Row> rows, Facts facts) {
    Column isOver =
        coalesce(Timeline.isOver(Activity.COHORT.col().plus(SINCE.col()), facts), lit(true));
    Column isCounted = isOver.or(CLOCK.col().equalTo(CohortClock.ELAPSED.label()));
    List<Column> alone = new ArrayList<>(List.of(Activity.COHORT.col()));
    List<Column> pooled = new ArrayList<>(List.of(Activity.COHORT.isNull()));
    for (int i = 0; i < KEPT.length; i++) {
      alone.add(KEPT[i].col());
      boolean isOfLastPeriod = i >= OVER.length;
      pooled.add(
          isOfLastPeriod
              ? KEPT[i].is(OVER[i - OVER.length].col())
              : KEPT[i].is(when(isCounted, KEPT[i].col()).otherwise(0)));
    }
    return rows.select(
        columns(
            COHORT.subList(0, COHORT.size() - 1),
            SINCE.col(),
            inline(
                array(
                    struct(alone.toArray(Column[]::new)), struct(pooled.toArray(Column[]::new))))));
  }

  private static Column[] columns(List<Field> fields, Column... more) {
    return Stream.concat(fields.stream().map(Field::col), Stream.of(more)).toArray(Column[]::new);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (Field field :
        Stream.of(COHORT, List.of(SINCE), List.of(MEASURES)).flatMap(List::stream).toList()) {
      schema = schema.add(field.in(DataTypes.NullType));
    }
    return schema;
  }
}
