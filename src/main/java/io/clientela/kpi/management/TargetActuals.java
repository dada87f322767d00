package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headlines;
import io.clientela.model.Targets;
import io.clientela.model.Timeline;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the scorecard says of the KPI of each target, between its first day and its due date. */
final class TargetActuals {

  static final Field IS_SUM = Field.flag("is_sum", "The periods of the KPI are added up");
  static final Field PENDING = Field.count("pending", "Periods of it that can still change");

  /** The order in which grains are asked for; the first that the KPI has is taken. */
  private static final List<Grain> OF_SUMS =
      List.of(Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER);

  private static final List<Grain> OF_LEVELS =
      List.of(Grain.MONTH, Grain.QUARTER, Grain.WEEK, Grain.DAY);

  private static final Field IS_COUNTED = Field.flag("is_counted", "The period is in the window");
  private static final Field END = Field.date("period_end", "Day after the period");
  private static final Field RANK = Field.integer("grain_rank", "0 = asked for first");
  private static final String BEST = "best";

  private static final Field[] AGREED = {
    Targets.STARTS_ON, Targets.TARGET, Targets.BASELINE, Targets.DIRECTION, Targets.OWNER
  };
  private static final Field[] FOUND = {
    TargetAttainment.TITLE,
    TargetAttainment.TITLE_PT,
    TargetAttainment.UNIT,
    IS_SUM,
    Headlines.BETTER,
    TargetAttainment.ACTUAL,
    TargetAttainment.ACTUAL_PERIOD_START,
    PENDING
  };

  private TargetActuals() {}

  /** A row per target, with the title of its KPI, its direction and its actual value. */
  static Dataset<Row> of(Dataset<Row> agreed, Facts facts) {
    return agreed
        .transform(rows -> withPeriods(rows, facts))
        .transform(rows -> countPeriods(rows, facts))
        .transform(TargetActuals::addUp)
        .transform(TargetActuals::chooseGrain);
  }

  /** Each target with every period of its KPI. Multiplies rows. */
  private static Dataset<Row> withPeriods(Dataset<Row> agreed, Facts facts) {
    Dataset<Row> scorecard =
        facts
            .of(KpiScorecard.TABLE)
            .select(
                Targets.KPI.col(),
                Targets.DIMENSION.col(),
                Targets.SEGMENT.col(),
                Headlines.GRAIN.col(),
                Timeline.PERIOD_START.col(),
                Headlines.TITLE.col(),
                Headlines.TITLE_PT.col(),
                Headlines.UNIT.col(),
                Headlines.BETTER.col(),
                Headlines.VALUE.col(),
                IS_SUM.is(Headlines.IS_ADDITIVE.col()),
                Timeline.IS_COMPLETE.col());
    String[] series = {Targets.KPI.name(), Targets.DIMENSION.name(), Targets.SEGMENT.name()};
    return agreed.join(scorecard, series, "left");
  }

  private static Dataset<Row> countPeriods(Dataset<Row> periods, Facts facts) {
    Column start = Timeline.PERIOD_START.col();
    Column asOf = lit(facts.asOf());
    Column afterDue = date_add(Targets.DUE_ON.col(), 1);
    Column begins = start.geq(Targets.STARTS_ON.col()).and(start.lt(afterDue));
    Column ends =
        END.col()
            .gt(Targets.STARTS_ON.col())
            .and(END.col().leq(afterDue).or(Headlines.GRAIN.col().isNull()));
    return periods
        .withColumn(END.name(), end(start, asOf))
        .withColumn(IS_COUNTED.name(), when(IS_SUM.col(), begins).otherwise(ends))
        .withColumn(RANK.name(), rank());
  }

  private static Column end(Column start, Column asOf) {
    Column end = asOf;
    for (Grain grain : Grain.values()) {
      Column isOfGrain = Headlines.GRAIN.col().equalTo(grain.label());
      end = when(isOfGrain, grain.next(start)).otherwise(end);
    }
    return end;
  }

  private static Column rank() {
    Column rank = lit(Grain.values().length);
    for (int i = Grain.values().length - 1; i >= 0; i--) {
      Column isOfSums = IS_SUM.col().and(Headlines.GRAIN.col().equalTo(OF_SUMS.get(i).label()));
      Column isOfLevels =
          not(IS_SUM.col()).and(Headlines.GRAIN.col().equalTo(OF_LEVELS.get(i).label()));
      rank = when(isOfSums.or(isOfLevels), i).otherwise(rank);
    }
    return rank;
  }

  /** Per target and grain. */
  private static Dataset<Row> addUp(Dataset<Row> periods) {
    Column start = Timeline.PERIOD_START.col();
    Column isSummed = IS_COUNTED.col().and(IS_SUM.col());
    Column isLatest = IS_COUNTED.col().and(Timeline.IS_COMPLETE.col());
    Column order = coalesce(start, lit("1970-01-01").cast("date"));
    Column latest = max_by(Headlines.VALUE.col(), when(isLatest, order));
    Column total = Exact.sum(when(isSummed, Headlines.VALUE.col()));
    Column isPending = IS_COUNTED.col().and(not(Timeline.IS_COMPLETE.col()));
    return periods
        .groupBy(AgreedTargets.columns(AgreedTargets.KEY, AGREED, new Field[] {RANK}))
        .agg(
            max(Headlines.TITLE.col()).as(TargetAttainment.TITLE.name()),
            max(Headlines.TITLE_PT.col()).as(TargetAttainment.TITLE_PT.name()),
            max(Headlines.UNIT.col()).as(TargetAttainment.UNIT.name()),
            IS_SUM.is(coalesce(max(IS_SUM.col()), lit(false))),
            max(Headlines.BETTER.col()).as(Headlines.BETTER.name()),
            TargetAttainment.ACTUAL.is(coalesce(total, latest)),
            TargetAttainment.ACTUAL_PERIOD_START.is(
                coalesce(min(when(isSummed, start)), max(when(isLatest, start)))),
            PENDING.is(coalesce(sum(when(isPending, 1)), lit(0))));
  }

  private static Dataset<Row> chooseGrain(Dataset<Row> grains) {
    Column found = struct(AgreedTargets.columns(FOUND));
    Column[] target = AgreedTargets.columns(AgreedTargets.KEY, AGREED);
    Column[] chosen =
        Stream.concat(Stream.of(target), Stream.of(col(BEST + ".*"))).toArray(Column[]::new);
    Column given = Targets.DIRECTION.col();
    Column direction =
        when(given.isin(Targets.HIGHER, Targets.LOWER), given)
            .otherwise(coalesce(Headlines.BETTER.col(), lit(Targets.HIGHER)));
    return grains
        .groupBy(target)
        .agg(min_by(found, RANK.col()).as(BEST))
        .select(chosen)
        .withColumn(TargetAttainment.DIRECTION.name(), direction);
  }
}
