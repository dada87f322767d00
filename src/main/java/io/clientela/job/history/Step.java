package io.clientela.job.history;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What one step of a run did, and what it cost.
 *
 * @param verb check, derive or write
 * @param rows of the table, where the step counted them
 * @param reads names of the tables that it read
 */
public record Step(
    String verb,
    String table,
    Instant startedAt,
    double seconds,
    OptionalLong rows,
    List<String> reads,
    Cost cost) {

  /** What Spark's tasks of a step took. */
  public record Cost(
      long tasks,
      double seconds,
      long readBytes,
      long shuffleBytes,
      long spilledBytes,
      long writtenBytes) {

    public static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0);

    public Cost plus(Cost other) {
      return new Cost(
          tasks + other.tasks,
          seconds + other.seconds,
          readBytes + other.readBytes,
          shuffleBytes + other.shuffleBytes,
          spilledBytes + other.spilledBytes,
          writtenBytes + other.writtenBytes);
    }
  }

  /** The same step at that cost. */
  public Step at(Cost known) {
    return new Step(verb, table, startedAt, seconds, rows, reads, known);
  }

  public String name() {
    return verb + " " + table;
  }

  /** As {@link RunTables#RUN_STEPS} has it. */
  public Row toRow(Run run) {
    return RowFactory.create(
        Date.valueOf(run.asOf()),
        run.id(),
        verb,
        table,
        Timestamp.from(startedAt),
        seconds,
        rows.isPresent() ? rows.getAsLong() : null,
        reads.toArray(String[]::new),
        cost.tasks(),
        cost.seconds(),
        cost.readBytes(),
        cost.shuffleBytes(),
        cost.spilledBytes(),
        cost.writtenBytes());
  }

  static Step of(Row row) {
    Long rows = row.getAs("rows");
    return new Step(
        row.getAs("step"),
        row.getAs("table_name"),
        row.<Timestamp>getAs("started_at").toInstant(),
        row.<Double>getAs("seconds"),
        rows == null ? OptionalLong.empty() : OptionalLong.of(rows),
        row.getList(row.fieldIndex("reads")),
        new Cost(
            row.<Long>getAs("tasks"),
            row.<Double>getAs("task_seconds"),
            row.<Long>getAs("read_bytes"),
            row.<Long>getAs("shuffle_bytes"),
            row.<Long>getAs("spilled_bytes"),
            row.<Long>getAs("written_bytes")));
  }
}
