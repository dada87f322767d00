package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import io.clientela.job.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A folder with raw files, settings and a lake, and the command line over them. */
record Workplace(Path root) {

  static final String MONTHLY = " WHERE dimension = 'all' AND grain = 'month'";

  /** Where the settings stand when no name is given. */
  private static final String SETTINGS = "settings.yaml";

  private static final Set<String> RECORDS =
      Set.of("kpi_runs", "kpi_run_steps", "data_quality", "rejected");
  private static final SparkSession SPARK = Session.open(ZoneOffset.UTC);

  static SparkSession spark() {
    return SPARK;
  }

  /** A text file, in which ROOT is this folder. */
  Path file(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text.replace("ROOT", root.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings as of 2024-07-01 in BRL with their lake here, and the rest as given. */
  void settings(String rest) {
    file(SETTINGS, "lake: ROOT/lake\nas-of: 2024-07-01\ncurrency: BRL\n" + rest);
  }

  /** Settings with one source, of orders, at {@code orders}. */
  void orders(String keys) {
    settings("sources:\n  orders: {path: ROOT/orders, " + keys + "}\n");
  }

  /** Settings with one source, at the name of its table. */
  void source(String table, String keys) {
    settings("sources:\n  " + table + ": {path: ROOT/" + table + ", " + keys + "}\n");
  }

  /** A text file of a raw table, with its header where it has one, and so many rows. */
  void rowsOf(String table, String name, String header, int rows, IntFunction<String> row) {
    String body = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    file(table + "/" + name, header + (header.isEmpty() ? "" : "\n") + body + "\n");
  }

  /** A Parquet file folder with the rows of a query. */
  void parquet(String name, String query) {
    write(name, "parquet", query);
  }

  void delta(String name, String query) {
    write(name, "delta", query);
  }

  void write(String name, String format, String query) {
    SPARK.sql(query).coalesce(1).write().mode("append").format(format).save(path(name));
  }

  String path(String name) {
    return root.resolve(name).toString();
  }

  Answer run(String... more) {
    return command("run", more);
  }

  Answer check(String... more) {
    return command("check", more);
  }

  Answer command(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "--config", path(SETTINGS)));
    arguments.addAll(Arrays.asList(more));
    return CommandLineRunner.run(arguments.toArray(String[]::new));
  }

  /** A run of all tables stops with this exit code, says these things, and publishes nothing. */
  Answer refuses(int exitCode, String... said) {
    Answer answer = run();
    says(answer, exitCode, said);
    assertEquals(Set.of(), published());
    return answer;
  }

  /**
   * The exit code and the words of an answer, in which ROOT is this folder; never a stack trace.
   */
  void says(Answer answer, int exitCode, String... said) {
    String text =
        answer.text().replaceAll("(file:(//)?)?" + Pattern.quote(root.toString()), "ROOT");
    assertAll(
        text,
        Stream.concat(
            Stream.of(
                () -> assertEquals(exitCode, answer.exitCode()),
                () -> assertFalse(text.contains("\tat "), "a stack trace")),
            Stream.of(said).map(part -> () -> assertTrue(text.contains(part), part))));
  }

  /** Names of the KPI tables in the lake. */
  Set<String> published() {
    Set<String> tables = new TreeSet<>(entries("lake"));
    tables.removeAll(RECORDS);
    return tables;
  }

  /** Names of what lies in a folder. */
  Set<String> entries(String folder) {
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      return Set.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table of the lake, Delta or Parquet. */
  Dataset<Row> table(String name) {
    boolean isDelta = Files.isDirectory(root.resolve("lake").resolve(name).resolve("_delta_log"));
    return SPARK.read().format(isDelta ? "delta" : "parquet").load(path("lake/" + name));
  }

  /** The rows of a query over a table of the lake, which it calls t, as text. */
  List<String> rows(String table, String query) {
    table(table).createOrReplaceTempView("t");
    return SPARK.sql(query).collectAsList().stream().map(Row::toString).toList();
  }

  /** Expressions over all months of a table, without breakdown. */
  String monthly(String table, String expressions) {
    return rows(table, "SELECT " + expressions + " FROM t" + MONTHLY).get(0);
  }

  /** Columns of data_quality where there is one input and one run. */
  String quality(String columns) {
    return rows("data_quality", "SELECT " + columns + " FROM t").get(0);
  }
}
