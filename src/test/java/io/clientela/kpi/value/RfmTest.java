package io.clientela.kpi.value;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Shop;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class RfmTest {

  @Test
  void equalCustomersAreCutAndScoredAlike() {
    Map<String, Dataset<Row>> tables =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at | amount
                ana         | 2024-01-27 | 100
                ana         | 2024-01-28 | 100
                ana         | 2024-01-29 | 100
                ana         | 2024-01-30 | 100
                ana         | 2024-01-31 | 100
                bia         | 2024-01-20 | 10
                bia         | 2024-01-22 | 10
                caio        | 2024-01-22 | 20
                davi        | 2024-01-02 | 20
                eva         | 2024-01-01 | 5
                fabio       | 2024-01-30 | -50  # returns only: no customer
                """)
            .publish(
                List.of(new RfmCuts(), new CustomerValue(null, null, null), new RfmSegments()));

    assertTable(
        tables.get("rfm_cuts"),
        """
        measure      | cut | share | cut_value
        recency_days | 1   | 0.2   | 1
        recency_days | 2   | 0.4   | 10
        recency_days | 3   | 0.6   | 10
        recency_days | 4   | 0.8   | 30
        orders       | 1   | 0.2   | 1
        orders       | 2   | 0.4   | 1
        orders       | 3   | 0.6   | 1
        orders       | 4   | 0.8   | 2
        revenue      | 1   | 0.2   | 5
        revenue      | 2   | 0.4   | 20
        revenue      | 3   | 0.6   | 20
        revenue      | 4   | 0.8   | 20
        """);
    assertTable(
        tables.get("customer_value"),
        """
        customer_id | recency_days | orders | revenue | recency_score | frequency_score | monetary_score | rfm_segment
        ana         | 1            | 5      | 500     | 5             | 5               | 5              | champion
        bia         | 10           | 2      | 20      | 4             | 4               | 2              | loyal
        caio        | 10           | 1      | 20      | 4             | 1               | 2              | promising
        davi        | 30           | 1      | 20      | 2             | 1               | 2              | hibernating
        eva         | 31           | 1      | 5       | 1             | 1               | 1              | hibernating
        """);
    assertTable(
        tables.get("rfm_segments"),
        """
        rfm_segment | customers | share | revenue | mean_recency_days | mean_frequency | mean_monetary
        champion    | 1         | 0.2   | 500     | 1                 | 5              | 500
        loyal       | 1         | 0.2   | 20      | 10                | 2              | 20
        promising   | 1         | 0.2   | 20      | 10                | 1              | 20
        hibernating | 2         | 0.4   | 25      | 30.5              | 1              | 12.5
        """);
  }

  /** The cut is a value that occurs: of 7 customers the 2nd, 3rd, 5th and 6th. */
  @Test
  void cutsLieBelowZeroAndAmongTinyAndHugeValuesToo() {
    Dataset<Row> cuts =
        Shop.asOf("2024-02-01")
            .orders(
                """
                customer_id | ordered_at | amount | refunded_amount
                ana         | 2024-01-01 | 10     | 30
                bia         | 2024-01-01 | 10     | 15
                caio        | 2024-01-01 | 0      | -
                davi        | 2024-01-01 | 0.0001 | -
                eva         | 2024-01-01 | 3      | -
                fabio       | 2024-01-01 | 3.0001 | -
                gina        | 2024-01-01 | 999999999999 | -
                """)
            .compute(new RfmCuts());

    assertTable(
        cuts.where("measure = 'revenue'"),
        """
        cut | cut_value
        1   | -5
        2   | 0
        3   | 3
        4   | 3.0001
        """);
  }

  @Test
  void everyRecencyAndFrequencyHasItsSegment() {
    LocalDate asOf = LocalDate.parse("2024-02-01");
    StringBuilder orders = new StringBuilder("customer_id | ordered_at\n");
    for (int age = 1; age <= 5; age++) {
      for (int count = 1; count <= 5; count++) {
        String order = "c" + age + count + " | " + asOf.minusDays(age) + "\n";
        orders.append(order.repeat(count));
      }
    }
    Dataset<Row> table =
        Shop.asOf(asOf.toString())
            .orders(orders.toString())
            .compute(new CustomerValue(null, null, null));

    Map<Integer, Map<Integer, String>> grid = new TreeMap<>();
    for (Row row : table.collectAsList()) {
      grid.computeIfAbsent(row.<Integer>getAs("recency_score"), score -> new TreeMap<>())
          .put(row.<Integer>getAs("frequency_score"), row.<String>getAs("rfm_segment"));
    }
    String found =
        grid.entrySet().stream()
            .map(line -> line.getKey() + " " + String.join(" ", line.getValue().values()))
            .collect(Collectors.joining("\n", "", "\n"));
    assertEquals(
        """
        1 hibernating hibernating at_risk at_risk cannot_lose
        2 hibernating hibernating at_risk at_risk cannot_lose
        3 about_to_sleep about_to_sleep need_attention loyal loyal
        4 promising potential_loyalist potential_loyalist loyal loyal
        5 new_customer potential_loyalist potential_loyalist champion champion
        """,
        found);
  }
}
