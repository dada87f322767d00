package io.clientela.sink;

import static org.apache.spark.sql.functions.lit;

import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Where tables are kept. A write replaces or appends whole, so that readers see the old or the new
 * rows.
 */
public interface Lake extends ReadableLake {

  /** Some tens of MB. */
  int ROWS_PER_FILE = 500_000;

  /**
   * What a write left behind.
   *
   * @param version of the table, where the format has versions
   * @param bytes of the files that were written in this process, of which Spark's tasks know
   *     nothing
   */
  record Written(String table, String path, OptionalLong version, long rows, long bytes) {}

  /** Few for whoever reads them, and as many as keep the cores of a large table busy. */
  static int files(long rows) {
    return (int) (rows / ROWS_PER_FILE) + 1;
  }

  /** Run that writes. */
  String runId();

  /** Refuses, before anything is written, a table that can't be written with these columns. */
  void prepare(Table table, StructType columns);

  /**
   * Takes the lake for this run alone, and makes sure, before anything is computed, that it can be
   * written.
   *
   * @param what the run does, for whoever else wants the lake
   * @param patience how long to wait while another run has it; refuses after that
   * @param tell hears that it waits, and for whom
   */
  Lease open(String what, Duration patience, Consumer<String> tell);

  /**
   * Replaces the rows of this as-of date; a table that keeps only its latest loses the older ones.
   */
  Written replace(Table table, Dataset<Row> rows, LocalDate asOf, long count);

  /** The same, of rows that are in the driver. */
  Written replace(Table table, LocalRows rows, LocalDate asOf);

  /** Adds rows of one as-of date, for tables that grow with every run. */
  Written append(Table table, LocalRows rows, LocalDate asOf);

  /** The rows of every as-of date, if the table exists. */
  Optional<Dataset<Row>> everyAsOf(Table table);

  @Override
  default Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf) {
    return everyAsOf(table)
        .map(all -> asOf.map(date -> all.where(Table.AS_OF.col().equalTo(lit(date)))).orElse(all))
        .map(rows -> LocalRows.of(rows.schema(), rows.collectAsList()));
  }

  @Override
  default Optional<LocalRows> head(Table table, int most) {
    Column[] key =
        table.key().stream().map(field -> field.col().asc_nulls_first()).toArray(Column[]::new);
    return newest(table)
        .map(asOf -> at(table, asOf, OptionalLong.empty()).orderBy(key).limit(most))
        .map(rows -> LocalRows.of(rows.schema(), rows.collectAsList()));
  }

  /** The rows of one as-of date as a run left them; {@code version} is what its write reported. */
  Dataset<Row> at(Table table, LocalDate asOf, OptionalLong version);
}
