package io.clientela.job;

import static org.apache.spark.sql.functions.lit;

import io.clientela.contract.Exit;
import io.clientela.contract.Terms;
import io.clientela.job.history.RunTables;
import io.clientela.job.history.Step;
import io.clientela.job.settings.Settings;
import io.clientela.kpi.Kpi;
import io.clientela.model.Asks;
import io.clientela.sink.Lake;
import io.clientela.sink.Lake.Written;
import io.clientela.sink.Lease;
import io.clientela.source.Reader;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** One run: read, admit, derive, release, write, record. */
public final class Pipeline {

  private static final String DERIVE = "derive";
  private static final String WRITE = "write";

  private final SparkSession spark;
  private final Settings settings;
  private final LocalDate asOf;
  private final Progress progress;
  private final Queue<Dataset<Row>> held = new ConcurrentLinkedQueue<>();

  public Pipeline(SparkSession spark, Settings settings, LocalDate asOf, Progress progress) {
    this.spark = spark;
    this.settings = settings;
    this.asOf = asOf;
    this.progress = progress;
  }

  /** A table that passed the contract on the way out. */
  private record Released(Table table, Dataset<Row> rows, long count) {}

  /** What a derivation gave: its rows if they were counted, and the table if it is published. */
  private record Derived(OptionalLong count, Optional<Released> released) {}

  /** Judges the inputs and writes nothing; throws if a run would be refused. */
  public Report check() {
    progress.expect(settings.sources().size());
    try (Steps steps = new Steps(spark.sparkContext(), progress);
        Intake intake = intake(steps)) {
      List<String> breaches = intake.breaches(input -> "");
      progress.say(Report.quality(intake.verdicts()));
      if (!breaches.isEmpty()) {
        throw Refusal.contract(breaches);
      }
      Plan plan = Plan.of(settings, Set.of());
      checkParameters(plan, intake);
      return new Report(
          List.of(),
          List.of(),
          plan.skipped(),
          MissingTypes.warnings(intake, plan, settings.kpis()));
    } finally {
      release();
    }
  }

  /**
   * Computes the tables asked for (none named = all) and publishes them.
   *
   * @param patience how long to wait while another run has the lake
   */
  public Report run(Lake lake, Set<String> only, Duration patience) {
    Instant started = Instant.now();
    Plan plan = Plan.of(settings, only);
    progress.expect(settings.sources().size() + plan.steps().size() + plan.published().size());
    try (Lease lease = lake.open("a run as of " + asOf, patience, progress::say);
        Steps steps = new Steps(spark.sparkContext(), progress)) {
      steps.next("prepare lake");
      RunTables.all(settings.sources().keySet())
          .forEach(table -> lake.prepare(table, table.schema(new StructType())));
      return run(lake, lease, plan, steps, started);
    } finally {
      release();
    }
  }

  private Report run(Lake lake, Lease lease, Plan plan, Steps steps, Instant started) {
    RunLog log = new RunLog(spark, lake, settings, asOf, lake.runId(), started);
    try (Intake intake = intake(steps)) {
      List<String> breaches =
          intake.breaches(
              input -> "; the rejected rows are in " + lake.path(RunTables.rejected(input)));
      if (!breaches.isEmpty()) {
        steps.next("record run");
        log.refuse(intake);
        throw Refusal.contract(breaches);
      }
      steps.next("check parameters");
      checkParameters(plan, intake);
      List<Released> released = derive(plan, intake, steps);
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
      return new Report(
          written, done, plan.skipped(), MissingTypes.warnings(intake, plan, settings.kpis()));
    }
  }

  private void checkParameters(Plan plan, Intake intake) {
    Facts facts = facts(intake.admitted());
    List<String> problems =
        settings.kpis().stream()
            .filter(kpi -> plan.steps().contains(kpi))
            .flatMap(
                kpi ->
                    kpi.problems(facts.only(Plan.allReads(kpi))).stream()
                        .map(problem -> "kpis." + kpi.output().name() + ": " + problem))
            .toList();
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
  }

  private Facts facts(Map<String, Dataset<Row>> tables) {
    return new Facts(asOf, settings.weekStart(), settings.dimensions(), tables);
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
    Set<String> asked =
        settings.kpis().stream().map(Kpi::asks).reduce(Asks.NOTHING, Asks::and).columns();
    return Intake.of(settings.sources().values(), new Reader(spark), terms, asked, steps);
  }

  /** Each derivation starts when all it reads is there. */
  private List<Released> derive(Plan plan, Intake intake, Steps steps) {
    Map<String, Dataset<Row>> tables = new ConcurrentHashMap<>(intake.admitted());
    Map<String, CompletableFuture<Optional<Released>>> futures = new LinkedHashMap<>();
    try (Workers workers = new Workers()) {
      for (Derivation step : plan.steps()) {
        List<CompletableFuture<Optional<Released>>> inputs =
            Plan.allReads(step).stream()
                .map(Table::name)
                .map(futures::get)
                .filter(Objects::nonNull)
                .toList();
        futures.put(
            step.output().name(), workers.after(inputs, () -> derive(step, plan, tables, steps)));
      }
      return Workers.results(List.copyOf(futures.values())).stream()
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private Optional<Released> derive(
      Derivation step, Plan plan, Map<String, Dataset<Row>> tables, Steps steps) throws Exception {
    Facts facts = facts(tables).only(Plan.allReads(step));
    return steps
        .run(
            DERIVE,
            step.output().name(),
            facts.tables().keySet(),
            Derived::count,
            () -> derive(step, plan, tables, facts))
        .released();
  }

  private Derived derive(
      Derivation step, Plan plan, Map<String, Dataset<Row>> tables, Facts facts) {
    String name = step.output().name();
    Dataset<Row> rows = step.compute(facts);
    boolean isPublished = plan.published().contains(name);
    boolean isShared = plan.readers(step) > 1;
    if (isPublished || isShared) {
      hold(rows);
    }
    if (isPublished) {
      Released released = release(step.output(), rows);
      boolean isSmall = step.output().keeps() == Table.Keeps.EVERY_AS_OF;
      tables.put(name, isSmall ? withoutPlan(rows) : rows);
      return new Derived(OptionalLong.of(released.count()), Optional.of(released));
    }
    tables.put(name, rows);
    return new Derived(
        isShared ? OptionalLong.of(rows.count()) : OptionalLong.empty(), Optional.empty());
  }

  /** Kept by whoever reads all rows first: the check of a published table does. */
  private void hold(Dataset<Row> rows) {
    held.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  /**
   * The same rows without the plan that made them. What reads many tables, as the scorecard does,
   * would else be planned from the sources up, and told to listeners at every step of it.
   */
  private static Dataset<Row> withoutPlan(Dataset<Row> kept) {
    var rows = (org.apache.spark.sql.classic.Dataset<Row>) kept.toDF();
    LogicalRDD plain = LogicalRDD$.MODULE$.fromDataset(rows.queryExecution().toRdd(), rows, false);
    return org.apache.spark.sql.classic.Dataset.ofRows(rows.sparkSession(), plain);
  }

  private Released release(Table table, Dataset<Row> rows) {
    long count = Exit.check(table, rows);
    Column[] columns = table.dated().columns();
    columns[0] = Table.AS_OF.is(lit(asOf));
    return new Released(table.dated(), rows.select(columns), count);
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
    return steps.run(
        WRITE,
        name,
        List.of(name),
        written -> written.map(Written::rows).map(OptionalLong::of).orElse(OptionalLong.empty()),
        () -> publish(released, lake));
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
    return Optional.of(lake.replace(table, released.rows(), asOf, released.count()));
  }

  private void release() {
    held.forEach(Dataset::unpersist);
    held.clear();
  }
}
