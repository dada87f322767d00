import static org.apache.spark.sql.functions.lit;

import io.clientela.job.Session;
import io.clientela.job.settings.Settings;
import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsFile;
import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.model.Interactions;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Computes funnel_conversion of the settings in one warm JVM: one JSON line per round, and a round
 * per line of standard input. The interactions of the settings are read straight from their Parquet
 * files, as if all were admitted. With --explain the plan of each round goes to standard error.
 *
 * <pre>
 * source scripts/lib.sh
 * yes | head -4 | java $(opens) -Xmx4g -cp target/clientela.jar:$(cat target/classpath) \\
 *   scripts/bench.d/FunnelRounds.java target/bench/funnel.yaml --explain
 * </pre>
 */
public final class FunnelRounds {
  private static final Pattern EXCHANGE = Pattern.compile("\\bExchange ");

  private FunnelRounds() {}

  public static void main(String[] args) throws Exception {
    Session.quiet();
    Settings settings = settings(Path.of(args[0]));
    Kpi kpi =
        settings.kpis().stream()
            .filter(each -> each.output().name().equals("funnel_conversion"))
            .findFirst()
            .orElseThrow();
    List<Derivation> shared = Catalogue.facts(List.of(kpi), settings.kpis(), settings.refunds());
    SparkSession spark = Session.open(settings.timeZone());
    AtomicLong written = shuffleBytesWritten(spark);
    BufferedReader rounds = new BufferedReader(new InputStreamReader(System.in));
    while (rounds.readLine() != null) {
      written.set(0);
      long begun = System.nanoTime();
      Dataset<Row> table = kpi.compute(factsFor(kpi, shared, admitted(spark, settings)));
      List<Row> rows = table.collectAsList();
      double seconds = (System.nanoTime() - begun) / 1e9;
      spark.sparkContext().listenerBus().waitUntilEmpty();
      String plan = table.queryExecution().executedPlan().toString();
      if (Arrays.asList(args).contains("--explain")) {
        System.err.println(plan);
      }
      System.out.printf(
          Locale.ROOT,
          "{\"seconds\": %.3f, \"steps\": %s, \"rows\": %d, \"shuffle_bytes\": %d, \"exchanges\":"
              + " %d}%n",
          seconds,
          steps(rows),
          rows.size(),
          written.get(),
          exchanges(plan));
      System.out.flush();
    }
    spark.stop();
  }

  private static Settings settings(Path file) {
    return SettingsFile.read(
        file,
        Overrides.NONE,
        Catalogue.inputs().stream().map(Input::name).collect(Collectors.toSet()),
        Catalogue.kpis(),
        System.getenv());
  }

  private static Facts admitted(SparkSession spark, Settings settings) {
    String name = Interactions.TABLE.name();
    Dataset<Row> interactions = spark.read().parquet(settings.sources().get(name).path());
    List<String> found = List.of(interactions.columns());
    for (Field field : Interactions.INPUT.table().fields()) {
      boolean isMissing = !found.contains(field.name());
      if (isMissing && field.unit() != Unit.LABEL) {
        DataType type = field.keepsSourceType() ? DataTypes.StringType : field.type();
        interactions = interactions.withColumn(field.name(), lit(null).cast(type));
      }
    }
    Field date = Interactions.OCCURRED_ON;
    interactions = interactions.withColumn(date.name(), date.is(Interactions.OCCURRED_AT.col()));
    return new Facts(
        settings.asOf().orElseThrow(),
        settings.weekStart(),
        settings.dimensions(),
        Map.of(name, interactions));
  }

  /** With the shared facts that a derivation reads. */
  private static Facts factsFor(Derivation reader, List<Derivation> shared, Facts facts) {
    Facts all = facts;
    for (Table read : reader.needs().required()) {
      if (!all.has(read)) {
        Derivation fact =
            shared.stream()
                .filter(each -> each.output().name().equals(read.name()))
                .findFirst()
                .orElseThrow();
        all = factsFor(fact, shared, all);
        all = all.with(read, fact.compute(all));
      }
    }
    return all;
  }

  private static AtomicLong shuffleBytesWritten(SparkSession spark) {
    AtomicLong bytes = new AtomicLong();
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd task) {
                if (task.taskMetrics() != null) {
                  bytes.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
                }
              }
            });
    return bytes;
  }

  /** Customers by step, of all time and all segments. */
  private static List<Long> steps(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.getAs("grain") == null && row.getAs("dimension").equals("all"))
        .sorted(Comparator.comparing(row -> (Integer) row.getAs("step_index")))
        .map(row -> (Long) row.getAs("customers"))
        .toList();
  }

  /** Of the plan as it was run, without what of it was run twice. */
  private static long exchanges(String plan) {
    String last = plan.split("== Initial Plan ==")[0];
    return EXCHANGE.matcher(last).results().count();
  }
}
