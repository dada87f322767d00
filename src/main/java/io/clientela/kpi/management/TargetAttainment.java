package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.model.Breakdowns;
import io.clientela.model.Targets;
import io.clientela.table.Exact;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How far each target is reached, and whether it will be in time at this pace. */
public record TargetAttainment(
    @Meaning("Targets, beside those of the raw table targets; of two alike this one counts")
        List<Target> targets)
    implements Kpi {

  static final Field TITLE = Headlines.TITLE.orNull();
  static final Field TITLE_PT = Headlines.TITLE_PT.orNull();
  static final Field UNIT = Headlines.UNIT.orNull();
  static final Field DIRECTION = Field.label("direction", "higher or lower is better");
  static final Field ACTUAL =
      Field.number(
          "actual",
          "Of a KPI whose periods add up their sum from starts_on to due_on, so far; else its value in"
              + " the latest complete period that ends between starts_on and due_on; null without one");
  static final Field ACTUAL_PERIOD_START =
      Field.date(
              "actual_period_start",
              "First day of the period of actual, or of the first one added up; null where the KPI has"
                  + " no periods")
          .orNull();
  static final Field ATTAINMENT =
      Field.number(
          "attainment",
          "1 = reached: (actual - baseline) / (target - baseline); without a baseline, and for sums,"
              + " actual / target, or target / actual where lower is better");
  static final Field ELAPSED_SHARE =
      Field.share(
          "elapsed_share", "Share of the days from starts_on to due_on that are before as_of");
  static final Field PACE =
      Field.number(
          "pace",
          "1 or more = in time, if it goes on like this: attainment / elapsed_share; for sums where"
              + " lower is better target x elapsed_share / actual; without a baseline, but for sums,"
              + " attainment");
  static final Field STATUS =
      Field.label(
          "status",
          "not_started (as_of is not after starts_on); no_data; achieved (actual is at the target or"
              + " better; of sums where lower is better only once due); missed (due, or a sum beyond"
              + " which it may not be); on_track (pace is 1 or more); at_risk");
  static final Field IS_COMPLETE =
      Field.flag("is_complete", "Due, and every period up to then is complete");

  public TargetAttainment {
    targets = targets == null ? List.of() : List.copyOf(targets);
  }

  /** Targets of KPIs that there are not, or that go the wrong way, are refused before a run. */
  public static void check(List<Kpi> kpis) {
    Map<String, Headline> headlines = new LinkedHashMap<>();
    kpis.stream()
        .flatMap(kpi -> kpi.headlines().stream())
        .forEach(headline -> headlines.put(headline.name(), headline));
    List<String> problems =
        kpis.stream()
            .filter(TargetAttainment.class::isInstance)
            .flatMap(kpi -> ((TargetAttainment) kpi).targets().stream())
            .flatMap(target -> problem(target, headlines).stream())
            .map(problem -> "kpis.target_attainment.targets: " + problem)
            .toList();
    if (!problems.isEmpty()) {
      throw Refusal.settings(problems);
    }
  }

  private static Optional<String> problem(Target target, Map<String, Headline> headlines) {
    Headline headline = headlines.get(target.kpi());
    if (headline == null) {
      return Optional.of("kpi is " + target.kpi() + ", expected one of " + headlines.keySet());
    }
    try {
      target.towards(headline.better().orElse(null));
      return Optional.empty();
    } catch (IllegalArgumentException wrong) {
      return Optional.of(wrong.getMessage());
    }
  }

  @Override
  public Table output() {
    return Table.named("target_attainment")
        .titled("Attainment of targets", "Atingimento de metas")
        .grain("One row per target", "Uma linha por meta")
        .key(Headlines.KPI, Breakdowns.DIMENSION, Breakdowns.SEGMENT, Targets.DUE_ON)
        .values(
            TITLE,
            TITLE_PT,
            UNIT,
            Targets.OWNER,
            DIRECTION,
            Targets.STARTS_ON,
            Targets.BASELINE,
            Targets.TARGET.orNull(),
            ACTUAL,
            ACTUAL_PERIOD_START,
            ATTAINMENT,
            ELAPSED_SHARE,
            PACE,
            STATUS,
            IS_COMPLETE)
        .definedBy(
            "Targets of the settings and of the raw table targets, which is checked: a target that is"
                + " not SMART is in rejected/targets. Sums are of days where the KPI has them, else of"
                + " weeks, else of months that begin between starts_on and due_on; other KPIs are read by"
                + " month where they have months. The baseline of a sum is only shown",
            "Metas das configurações e da tabela bruta targets, que é verificada: uma"
                + " meta que não é SMART está em rejected/targets. Somas são de dias onde o"
                + " indicador os tem, senão de semanas, senão de meses que começam entre"
                + " starts_on e due_on; os outros indicadores são lidos por mês onde têm meses."
                + " A linha de base de uma soma é apenas mostrada");
  }

  @Override
  public Set<Table> reads() {
    return targets.isEmpty()
        ? Set.of(KpiScorecard.TABLE, Targets.TABLE)
        : Set.of(KpiScorecard.TABLE);
  }

  @Override
  public Set<Table> mayRead() {
    return Set.of(Targets.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return AgreedTargets.of(targets, facts)
        .transform(agreed -> TargetActuals.of(agreed, facts))
        .transform(rows -> measure(rows, facts))
        .transform(rows -> judge(rows, facts));
  }

  private static Dataset<Row> measure(Dataset<Row> rows, Facts facts) {
    Column target = Targets.TARGET.col();
    Column baseline = Targets.BASELINE.col();
    Column end = date_add(Targets.DUE_ON.col(), 1);
    Column days = datediff(end, Targets.STARTS_ON.col());
    Column past = datediff(lit(facts.asOf()), Targets.STARTS_ON.col());
    Column elapsed = try_divide(Exact.real(least(greatest(past, lit(0)), days)), Exact.real(days));
    Column way = try_divide(ACTUAL.col().minus(baseline), target.minus(baseline));
    Column isSum = TargetActuals.IS_SUM.col();
    Column ratio =
        when(isLower(), try_divide(target, ACTUAL.col()))
            .otherwise(try_divide(ACTUAL.col(), target));
    Column attainment = when(isSum.or(baseline.isNull()), ratio).otherwise(way);
    Column pace =
        when(isSum.and(isLower()), attainment.multiply(elapsed))
            .when(isSum.or(baseline.isNotNull()), try_divide(attainment, elapsed))
            .otherwise(attainment);
    return rows.withColumn(ATTAINMENT.name(), attainment)
        .withColumn(ELAPSED_SHARE.name(), elapsed)
        .withColumn(PACE.name(), pace);
  }

  private Dataset<Row> judge(Dataset<Row> rows, Facts facts) {
    Column asOf = lit(facts.asOf());
    Column isDue = asOf.gt(Targets.DUE_ON.col());
    Column isFinal = isDue.and(TargetActuals.PENDING.col().equalTo(0));
    Column isReached =
        when(isLower(), ACTUAL.col().leq(Targets.TARGET.col()))
            .otherwise(ACTUAL.col().geq(Targets.TARGET.col()));
    Column mayStillFail = TargetActuals.IS_SUM.col().and(isLower()).and(not(isFinal));
    Column isLost = isFinal.or(TargetActuals.IS_SUM.col().and(isLower()));
    Column status =
        when(asOf.leq(Targets.STARTS_ON.col()), "not_started")
            .when(ACTUAL.col().isNull(), "no_data")
            .when(isReached.and(not(mayStillFail)), "achieved")
            .when(not(isReached).and(isLost), "missed")
            .when(PACE.col().geq(1), "on_track")
            .otherwise("at_risk");
    return rows.withColumn(STATUS.name(), status)
        .withColumn(IS_COMPLETE.name(), isFinal)
        .select(output().columns());
  }

  private static Column isLower() {
    return DIRECTION.col().equalTo(Targets.LOWER);
  }
}
