package io.clientela.job;

import io.clientela.contract.Terms;
import io.clientela.job.Derivations.Released;
import io.clientela.job.history.Run;
import io.clientela.job.history.RunTables;
import io.clientela.job.history.Step;
import io.clientela.job.settings.Settings;
import io.clientela.model.Asks;
import io.clientela.sink.Lake;
import io.clientela.sink.Lake.Written;
import io.clientela.sink.Lease;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.table.Facts;
import io.clientela.table.Refusal;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** One run: read, admit, derive, release, write, record. */
public final class Pipeline {

  private final SparkSession spark;
  private final Settings settings;
  private final LocalDate asOf;
  private final Progress progress;

  public Pipeline(SparkSession spark, Settings settings, LocalDate asOf, Progress progress) {
    this.spark = spark;
    this.settings = settings;
    this.asOf = asOf;
    this.progress = progress;
  }

  /**
   * Judges the inputs and publishes nothing.
   *
   * @param rejected folder to which the rejected rows are written, by input
   * @throws Refusal if a run would be refused
   */
  public Report check(Optional<String> rejected) {
    progress.expect(settings.sources().size());
    try (Steps steps = new Steps(spark.sparkContext(), progress);
        Intake intake = intake(steps)) {
      progress.say(Report.quality(intake.verdicts()));
      progress.say(SourceColumns.listed(columns(intake)));
      rejected.ifPresent(intake::keepRejected);
      List<String> problems =
          new ArrayList<>(
              intake.breaches(
                  input ->
                      rejected
                          .map(folder -> "; the rejected rows are in " + folder + "/" + input)
                          .orElse("")));
      try (Linked linked = Linked.of(intake.admitted(), settings.currency())) {
        Plan plan = Plan.of(settings, Set.of());
        problems.addAll(linked.breaches());
        problems.addAll(parameters(plan, linked));
        if (!problems.isEmpty()) {
          throw Refusal.contract(problems);
        }
        return new Report(List.of(), List.of(), plan.skipped(), warnings(plan, intake, linked));
      }
    }
  }

  /**
   * Computes the tables asked for (none named = all) and publishes them.
   *
   * @param patience how long to wait while another run has the lake
   */
  public Report run(Lake lake, Set<String> only, Duration patience) {
    Run run = new Run(lake.runId(), asOf, Instant.now());
    Plan plan = Plan.of(settings, only);
    progress.expect(settings.sources().size() + plan.steps().size() + plan.published().size());
    try (Lease lease = lake.open("a run as of " + asOf, patience, progress::say);
        Steps steps = new Steps(spark.sparkContext(), progress)) {
      steps.next("prepare lake");
      RunTables.all(settings.sources().keySet())
          .forEach(table -> lake.prepare(table, table.schema(new StructType())));
      return run(lake, lease, plan, steps, new RunLog(lake, settings, run));
    }
  }

  private Report run(Lake lake, Lease lease, Plan plan, Steps steps, RunLog log) {
    try (Intake intake = intake(steps)) {
      List<String> problems =
          new ArrayList<>(
              intake.breaches(
                  input -> "; the rejected rows are in " + lake.path(RunTables.rejected(input))));
      steps.next("check links");
      try (Linked linked = Linked.of(intake.admitted(), settings.currency())) {
        problems.addAll(linked.breaches());
        boolean isOfRows = !problems.isEmpty();
        steps.next("check parameters");
        problems.addAll(parameters(plan, linked));
        if (isOfRows) {
          steps.next("record run");
          log.refuse(intake);
        }
        if (!problems.isEmpty()) {
          throw Refusal.contract(problems);
        }
        return publish(lake, lease, plan, steps, log, intake, linked);
      }
    }
  }

  private Report publish(
      Lake lake, Lease lease, Plan plan, Steps steps, RunLog log, Intake intake, Linked linked) {
    try (Derivations derivations = new Derivations(spark, plan, steps)) {
      List<Released> released = derivations.of(facts(linked));
      steps.next("prepare lake");
      released.forEach(table -> lake.prepare(table.table(), table.rows().schema()));
      lease.require();
      steps.next("write rejected");
      log.keepRejected(intake);
      List<Written> written = publish(released, lake, steps);
      lease.require();
      List<Step> done = steps.done();
      steps.next("record run");
      log.succeed(intake, written, done);
      progress.say(Report.quality(intake.verdicts()));
      progress.say(SourceColumns.listed(columns(intake)));
      return new Report(written, done, plan.skipped(), warnings(plan, intake, linked));
    }
  }

  private List<String> warnings(Plan plan, Intake intake, Linked linked) {
    List<String> warnings = new ArrayList<>(intake.warnings());
    warnings.addAll(linked.notices());
    warnings.addAll(SourceColumns.warnings(columns(intake)));
    warnings.addAll(Notices.of(linked.tables(), settings.sources()));
    warnings.addAll(new StagingNotices(new Reader(spark)).of(intake.raw().values()));
    warnings.addAll(MissingTypes.warnings(intake, plan, settings.kpis()));
    return warnings;
  }

  private List<SourceColumns> columns(Intake intake) {
    Set<String> brokenDown = Dimensions.tables(settings.kpis());
    return intake.raw().values().stream()
        .map(
            raw -> {
              Set<String> named = new HashSet<>(asked());
              if (brokenDown.contains(raw.source().table())) {
                named.addAll(settings.dimensions());
              }
              return SourceColumns.of(raw, named);
            })
        .toList();
  }

  private Set<String> asked() {
    return Asks.of(settings.kpis()).columns();
  }

  private List<Source> sources() {
    return settings.sources().values().stream().map(source -> source.at(asOf)).toList();
  }

  /** What is wrong with what the parameters name. */
  private List<String> parameters(Plan plan, Linked linked) {
    Facts facts = facts(linked);
    return new ArrayList<>(
        settings.kpis().stream()
            .filter(kpi -> plan.steps().contains(kpi))
            .flatMap(
                kpi ->
                    kpi.problems(facts.only(kpi.needs())).stream()
                        .map(problem -> "kpis." + kpi.output().name() + ": " + problem))
            .toList());
  }

  private Facts facts(Linked linked) {
    return new Facts(
        new RunDates(asOf, settings.weekStart(), settings.timeZone()),
        settings.dimensions(),
        linked.tables());
  }

  private Intake intake(Steps steps) {
    Terms terms =
        new Terms(
            asOf,
            settings.timeZone(),
            settings.currency(),
            settings.dimensions(),
            settings.plausibleFrom(),
            settings.plausibleTo());
    Set<String> brokenDown = Dimensions.tables(settings.kpis());
    Doors doors = Doors.open(sources(), new Reader(spark), terms, asked(), brokenDown, steps);
    return Intake.of(doors, steps);
  }

  private List<Written> publish(List<Released> released, Lake lake, Steps steps) {
    try (Workers workers = new Workers()) {
      List<CompletableFuture<Optional<Written>>> writes =
          released.stream()
              .map(table -> workers.after(List.of(), () -> publish(table, lake, steps)))
              .toList();
      return Workers.results(writes).stream().flatMap(Optional::stream).toList();
    }
  }

  private Optional<Written> publish(Released released, Lake lake, Steps steps) throws Exception {
    String name = released.table().name();
    Optional<Written> published =
        steps.run(
            "write",
            name,
            List.of(name),
            written ->
                written.map(Written::rows).map(OptionalLong::of).orElse(OptionalLong.empty()),
            () -> publish(released, lake));
    published.ifPresent(written -> steps.wrote("write", name, written.bytes()));
    return published;
  }

  private Optional<Written> publish(Released released, Lake lake) {
    Table table = released.table();
    Optional<LocalDate> newest =
        table.keeps() == Table.Keeps.LATEST_AS_OF ? lake.newest(table) : Optional.empty();
    if (newest.filter(asOf::isBefore).isPresent()) {
      progress.say(
          table.name()
              + " keeps only its latest as-of date, "
              + newest.orElseThrow()
              + "; not written");
      return Optional.empty();
    }
    return Optional.of(
        released
            .few()
            .map(few -> lake.replace(table, few, asOf))
            .orElseGet(() -> lake.replace(table, released.rows(), asOf, released.count())));
  }
}
