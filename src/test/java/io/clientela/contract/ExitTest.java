package io.clientela.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import io.clientela.testing.Sessions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What keeps a table from being published. */
final class ExitTest {

  private static final Table TABLE =
      Table.named("t")
          .key(Field.label("name", ""), Field.integer("step", "").orNull())
          .values(
              Field.count("customers", ""),
              Field.share("rate", ""),
              Field.ratio("ratio", ""),
              Field.meanDays("days", ""));

  @Test
  void aTableAsDeclaredIsCounted() {
    Dataset<Row> rows =
        rows(
            "('a', 1, 0L, 0D, -2D, 0D)",
            "('a', 2, 9L, 1D, 2D, 7D)",
            "('a', null, 1L, null, null, null)");

    assertEquals(3, Exit.check(TABLE, rows));
    assertEquals(3, Exit.check(TABLE, local(rows)));
    assertEquals(0, Exit.check(TABLE, rows.where("false")));
    assertEquals(0, Exit.check(TABLE, local(rows.where("false"))));
  }

  @Test
  void everyViolationIsToldAtOnce() {
    Dataset<Row> rows =
        rows(
            "(null, 1, 1L, null, null, null)",
            "('negative', 1, -1L, -0.1D, null, -1D)",
            "('more than all', 1, 1L, 1.1D, null, null)",
            "('no number', 1, 1L, double('NaN'), double('NaN'), double('NaN'))",
            "('endless', 1, 1L, null, double('-Infinity'), null)",
            "('twice', 1, 1L, null, null, null)",
            "('twice', 1, 2L, null, null, null)");

    assertEquals(
        "t: name is null in 1 rows; "
            + "t: customers is not a count, 0 or more in 1 rows; "
            + "t: rate is not a share, 0 to 1 in 3 rows; "
            + "t: ratio is not a ratio, 1 = 100 % in 2 rows; "
            + "t: days is not a days, 0 or more in 2 rows; "
            + "t: rows share a key of [name, step]",
        refusal(rows));
  }

  @Test
  void aKeyWithNullsIsAKey() {
    Dataset<Row> rows =
        rows("('a', null, 1L, null, null, null)", "('a', null, 2L, null, null, null)");

    assertEquals("t: rows share a key of [name, step]", refusal(rows));
  }

  @Test
  void columnsAreThoseDeclaredInTheirOrder() {
    Dataset<Row> rows = rows("('a', 1, 1L, 0D, 0D, 0D)");

    assertEquals(
        "t: columns are [step, name, customers, rate, ratio, days],"
            + " declared [name, step, customers, rate, ratio, days]",
        refusal(rows.select("step", "name", "customers", "rate", "ratio", "days")));
  }

  private static Dataset<Row> rows(String... values) {
    return Sessions.utc()
        .sql(
            "SELECT * FROM VALUES "
                + String.join(", ", values)
                + " AS t(name, step, customers, rate, ratio, days)");
  }

  private static LocalRows local(Dataset<Row> rows) {
    return LocalRows.of(rows.schema(), rows.collectAsList());
  }

  /** Told alike of rows in Spark and of rows in the driver. */
  private static String refusal(Dataset<Row> rows) {
    String told =
        assertThrows(IllegalStateException.class, () -> Exit.check(TABLE, rows)).getMessage();
    assertEquals(
        told,
        assertThrows(IllegalStateException.class, () -> Exit.check(TABLE, local(rows)))
            .getMessage());
    return told;
  }
}
