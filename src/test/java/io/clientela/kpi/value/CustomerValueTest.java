package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Shop;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

final class CustomerValueTest {

  @Test
  void sumsUpALife() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at       | amount | status    | refunded_amount | refunded_at
                ana         | 2024-01-05 09:00 | 100    | -         | -               | -
                ana         | 2024-01-05 18:00 | 50     | -         | 50              | 2024-01-09
                ana         | 2024-02-10       | -20    | -         | -               | -           # a return is no last order
                ana         | 2024-02-11       | 70     | cancelled | -               | -
                bia         | 2023-12-31       | -5     | -         | -               | -           # nor a first one
                bia         | 2024-01-10       | 0      | -         | -               | -
                caio        | 2024-01-10       | -5     | -         | -               | -           # returns only: not in the table
                davi        | 2024-02-28       | 10     | -         | 10              | 2024-03-02  # not known yet
                davi        | 2024-02-29       | 10     | -         | -               | -
                davi        | 2024-03-01       | 10     | -         | -               | -           # not before as-of
                """)
            .compute(new CustomerValue(null, null, null));

    assertTable(
        table,
        """
        customer_id | first_ordered_on | last_ordered_on | orders | order_days | revenue | recency_days
        ana         | 2024-01-05       | 2024-01-05      | 2      | 1          | 80      | 56
        bia         | 2024-01-10       | 2024-01-10      | 1      | 1          | -5      | 51
        davi        | 2024-02-28       | 2024-02-29      | 2      | 2          | 20      | 1
        """);
    assertEquals(DataTypes.StringType, table.schema().apply("customer_id").dataType());
  }

  @Test
  void idsKeepTheirTypeAndMoneyItsLastDigit() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id         | ordered_at | amount
                9007199254740993    | 2024-02-29 | 999999999999.9999
                9007199254740993    | 2024-02-29 | 999999999999.9999
                9007199254740992    | 2024-02-29 | 0.0001
                """)
            .compute(new CustomerValue(null, null, null));

    assertTable(
        table,
        """
        customer_id      | orders | revenue
        9007199254740993 | 2      | 1999999999999.9998
        9007199254740992 | 1      | 0.0001
        """);
    assertEquals(DataTypes.LongType, table.schema().apply("customer_id").dataType());
  }

  /** Hashes of both ids agree in all bits that order the rows of a run. */
  @Test
  void customersWhoseHashesAgreeAreToldApart() {
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at | amount
                6760692     | 2024-02-01 | 1
                8169631     | 2024-02-01 | 10
                6760692     | 2024-02-03 | 100
                8169631     | 2024-02-02 | 1000
                """)
            .compute(new CustomerValue(null, null, null));

    assertTable(
        table,
        """
        customer_id | first_ordered_on | last_ordered_on | revenue
        6760692     | 2024-02-01       | 2024-02-03      | 101
        8169631     | 2024-02-01       | 2024-02-02      | 1010
        """);
  }
}
