package io.clientela.table;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.col;

import io.clientela.testing.Sessions;
import org.junit.jupiter.api.Test;

final class MoneyTest {

  /** A thousand times more than a BIGINT holds. */
  @Test
  void totalsAreExactAndDoNotOverflow() {
    assertTable(
        Sessions.utc()
            .range(0, 1_000_000)
            .selectExpr("id % 2 as half", "if(id % 2 = 0, 1, -1) * 9999999999999999L as amount")
            .groupBy("half")
            .agg(Money.total(col("amount")).as("total")),
        """
        half | total
        0    | 499999999999999950
        1    | -499999999999999950
        """);
  }

  @Test
  void noTenThousandthIsLost() {
    assertTable(
        Sessions.utc()
            .sql("SELECT explode(array(1L, -1L, 0L, 9999999999999999L)) AS amount")
            .select(Money.fromTenThousandths(col("amount")).as("money")),
        """
        money
        0.0001
        -0.0001
        0
        999999999999.9999
        """);
  }
}
