package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Shop;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What is predicted where little is known; CDNOW shows what is where much is. */
final class LtvModelTest {

  private static final Shop FEW =
      Shop.asOf("2024-03-01")
          .orders(
              """
              customer_id | ordered_at | amount
              ana         | 2024-01-01 | 10
              ana         | 2024-01-01 | 20    # the same day is one order day
              ana         | 2024-01-15 | 40
              ana         | 2024-01-29 | 60
              bia         | 2024-02-01 | 30
              caio        | 2024-02-01 | 30
              caio        | 2024-02-08 | -20   # brought back: no order day, less spend
              caio        | 2024-02-22 | 50
              """);

  @Test
  void fewRepeatersCarryNoModelAndTheRowsSaySo() {
    assertTable(
        FEW.compute(new LtvModel(3, null)).where("parameter in ('r', 'p')"),
        """
        model       | parameter | estimate | standard_error | log_likelihood | customers | width_days | status
        bg_nbd      | r         | -        | -              | -              | 3         | 1          | too_few_customers
        mbg_nbd     | r         | -        | -              | -              | 3         | 1          | too_few_customers
        gamma_gamma | p         | -        | -              | -              | 2         | -          | too_few_customers
        """);
  }

  /** Everybody's order day is worth (40 + 60 + 50 - 20) / 3. */
  @Test
  void withoutAModelTheMeanOfAllStandsForEverybodysSpend() {
    assertTable(
        FEW.compute(new CustomerValue(null, null, null)),
        """
        customer_id | x | t_x | T      | mean_repeat_spend | p_alive | expected_orders | expected_order_value | predicted_ltv
        ana         | 2 | 4   | 8.4286 | 50                | -       | -               | 43.3333              | -
        bia         | 0 | 0   | 4      | -                 | -       | -               | 43.3333              | -
        caio        | 1 | 3   | 4      | 30                | -       | -               | 43.3333              | -
        """);
  }

  @Test
  void aValidationWithoutAModelHasTheOrdersAlone() {
    Dataset<Row> table = FEW.compute(new LtvValidation(14, null));
    assertTable(
        table.where("model = 'bg_nbd'"),
        """
        slice | value | customers | predicted_orders | actual_orders | lift
        total | all   | 3         | -                | 1             | 1
        x     | 0     | 2         | -                | 1             | 1.5
        x     | 2     | 1         | -                | 0             | 0
        """);
  }

  @Test
  void withoutCustomersThereIsNoModel() {
    Map<String, Dataset<Row>> tables =
        Shop.asOf("2024-01-01")
            .orders("customer_id | ordered_at\nana | 2024-01-01")
            .publish(List.of(new LtvModel(null, null), new LtvValidation(null, null)));
    tables.forEach((name, rows) -> assertEquals(0, rows.count(), name));
  }
}
