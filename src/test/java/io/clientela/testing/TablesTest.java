package io.clientela.testing;

import static io.clientela.testing.Tables.assertSame;
import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** That the comparisons of the tests can fail. */
final class TablesTest {

  private static final Dataset<Row> TABLE =
      Sessions.utc()
          .sql(
              "SELECT * FROM VALUES ('ana', 1.50BD, 1/3D), ('bia', 2.00BD, null), ('bia', 2.00BD,"
                  + " null) AS t(name, money, share)");

  @Test
  void aTableIsComparedByTheNamedColumnsInAnyOrder() {
    assertTable(
        TABLE,
        """
        share  | name | money
        -      | bia  | 2      # null is no number
        0.3333 | ana  | 1.5
        -      | bia  | 2
        """);
  }

  @Test
  void whatDiffersIsSeenInAlignedText() {
    AssertionFailedError failed =
        assertThrows(
            AssertionFailedError.class,
            () -> assertTable(TABLE, "name | share\nana | 0.3334\nbia | -\nbia | -\n"));

    assertEquals("name | share\nana  | 0.3333\nbia  | -\nbia  | -", failed.getActual().getValue());
    assertThrows(AssertionFailedError.class, () -> assertTable(TABLE, "name\nana\nbia\n"));
    assertThrows(AssertionFailedError.class, () -> assertTable(TABLE, "money\n1.51\n2\n2\n"));
  }

  @Test
  void dataFramesAreTheSameWithTheSameRowsAsOften() {
    assertSame(TABLE, TABLE.orderBy("money"));
    assertThrows(AssertionError.class, () -> assertSame(TABLE, TABLE.distinct()));
    assertThrows(
        AssertionError.class,
        () -> assertSame(TABLE, TABLE.selectExpr("name", "money", "share * 2 as share")));
    assertThrows(
        AssertionError.class, () -> assertSame(TABLE.distinct().unionAll(TABLE.limit(1)), TABLE));
  }
}
