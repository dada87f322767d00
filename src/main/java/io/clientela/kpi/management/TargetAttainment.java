package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.model.Breakdowns;
import io.clientela.model.Targets;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.Refusal;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How far each target is reached, and whether it will be in time at this pace. */
public record TargetAttainment(
    @Meaning("Targets, beside those of the raw table targets; of two alike this one counts")
        List<Target> targets)
    implements Kpi, ReadOut {

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

  private static final List<Field> SERIES =
      List.of(Headlines.KPI, Breakdowns.DIMENSION, Breakdowns.SEGMENT);

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
  public Needs needs() {
    return targets.isEmpty()
        ? Needs.all(KpiScorecard.TABLE, Targets.TABLE)
        : Needs.all(KpiScorecard.TABLE).optional(Targets.TABLE);
  }

  /** Periods of the KPIs that have targets, and the targets of the raw table. */
  @Override
  public Dataset<Row> cells(Facts facts) {
    Dataset<Row> periods = facts.of(KpiScorecard.TABLE);
    Column isWritten = targets.stream().map(Target::isOf).reduce(Column::or).orElse(lit(false));
    Dataset<Row> written = periods.where(isWritten);
    if (!facts.has(Targets.TABLE)) {
      return written;
    }
    Dataset<Row> raw = AgreedTarget.raw(facts.of(Targets.TABLE));
    String[] series = SERIES.stream().map(Field::name).toArray(String[]::new);
    return periods
        .where(not(isWritten))
        .join(raw, series, "left_semi")
        .unionByName(written)
        .unionByName(raw, true);
  }

  @Override
  public List<Field> series() {
    return List.of();
  }

  @Override
  public List<Field> order() {
    return List.of();
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<AgreedTarget> given =
        new ArrayList<>(targets.stream().map(AgreedTarget::written).toList());
    Map<List<String>, List<Cell>> periods = new HashMap<>();
    while (cells.hasNext()) {
      Cell cell = cells.next();
      if (AgreedTarget.isIn(cell)) {
        given.add(AgreedTarget.of(cell));
      } else {
        List<String> series = SERIES.stream().map(cell::label).toList();
        periods.computeIfAbsent(series, first -> new ArrayList<>()).add(cell);
      }
    }
    for (Target target : AgreedTarget.ofTwoAlikeOne(given)) {
      put(target, periods.getOrDefault(target.series(), List.of()), dates.asOf(), out);
      out.add();
    }
  }

  private static void put(Target target, List<Cell> periods, LocalDate asOf, RowsOut out) {
    Optional<Cell> any = periods.stream().findFirst();
    String better = any.map(cell -> cell.label(Headlines.BETTER)).orElse(Targets.HIGHER);
    String direction = target.direction() == null ? better : target.direction().label();
    TargetActual actual = new TargetActual(target, periods, asOf);
    TargetProgress progress =
        new TargetProgress(target, actual, direction.equals(Targets.LOWER), asOf);
    for (Field field : List.of(TITLE, TITLE_PT, UNIT)) {
      out.put(field, any.map(cell -> cell.label(field)).orElse(null));
    }
    out.put(Headlines.KPI, target.kpi())
        .put(Breakdowns.DIMENSION, target.dimension())
        .put(Breakdowns.SEGMENT, target.segment())
        .put(Targets.DUE_ON, target.dueOn())
        .put(Targets.OWNER, target.owner())
        .put(DIRECTION, direction)
        .put(Targets.STARTS_ON, target.startsOn())
        .put(Targets.BASELINE, target.baseline())
        .put(Targets.TARGET, target.target())
        .put(ACTUAL, actual.value())
        .put(ACTUAL_PERIOD_START, actual.start())
        .put(ATTAINMENT, progress.attainment())
        .put(ELAPSED_SHARE, progress.elapsedShare())
        .put(PACE, progress.pace())
        .put(STATUS, progress.status())
        .put(IS_COMPLETE, progress.isFinal());
  }
}
