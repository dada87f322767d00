package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Where tables are kept. A write replaces or appends whole, so that readers see the old or the new
 * rows.
 */
public interface Lake {

  /**
   * What a write left behind.
   *
   * @param version of the table, where the format has versions
   */
  record Written(String table, String path, OptionalLong version, long rows) {}

  /** Run that writes. */
  String runId();

  /** Where the tables lie, each in a folder of its name. */
  String root();

  /** Where a table lies. */
  String path(Table table);

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

  /** Who has the lake now, in words; a process that died without giving it back may be named. */
  Optional<String> holder();

  /**
   * Replaces the rows of this as-of date; a table that keeps only its latest loses the older ones.
   */
  Written replace(Table table, Dataset<Row> rows, LocalDate asOf, long count);

  /** The same, of rows that are in the driver. */
  Written replace(Table table, LocalRows rows, LocalDate asOf);

  /** Adds rows of one as-of date, for tables that grow with every run. */
  Written append(Table table, LocalRows rows, LocalDate asOf);

  /** The newest as-of date that the table holds, if it exists. */
  Optional<LocalDate> newest(Table table);

  /** The rows of the newest as-of date. */
  default Dataset<Row> read(Table table) {
    LocalDate newest =
        newest(table)
            .orElseThrow(
                () ->
                    Refusal.settings(
                        "lake: no table at " + path(table) + ". Run clientela run first"));
    return at(table, newest, OptionalLong.empty());
  }

  /**
   * The rows of one as-of date, of all where none is given, in the driver; none where there is no
   * table.
   */
  Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf);

  /** The rows of every as-of date, if the table exists. */
  Optional<Dataset<Row>> everyAsOf(Table table);

  /** The rows of one as-of date as a run left them; {@code version} is what its write reported. */
  Dataset<Row> at(Table table, LocalDate asOf, OptionalLong version);
}
