package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What max-events leaves out is told. */
final class FunnelMaxEventsTest {

  private static final Shop SHOP =
      Shop.asOf("2024-02-01")
          .by("region")
          .customers(
              """
              customer_id | region
              ana         | Sul
              bia         | Norte
              caio        | Sul
              """)
          .interactions(
              """
              customer_id | occurred_at      | type
              ana         | 2024-01-01 10:00 | A
              ana         | 2024-01-01 10:01 | A
              ana         | 2024-01-01 10:02 | B     # the third of the funnel's
              bia         | 2024-01-01 10:00 | B     # never enters
              bia         | 2024-01-01 10:01 | B
              bia         | 2024-01-01 10:02 | B
              bia         | 2024-01-01 10:03 | A     # too late to be looked at
              caio        | 2024-01-01 10:00 | A
              caio        | 2024-01-01 10:01 | visit # not of the funnel
              caio        | 2024-01-01 10:02 | visit
              caio        | 2024-01-01 10:03 | B     # his second
              """);

  @Test
  void theEarliestEventsOfTheFunnelAreLookedAt() {
    Dataset<Row> table =
        SHOP.compute(
            Funnels.conversion(
                List.of(Grain.MONTH),
                "name: capped, steps: [A, B], max-events: 2",
                "name: all, steps: [A, B]"));

    assertTable(
        table.where("dimension = 'all' and grain is null"),
        """
        funnel | step_name | customers | capped_customers | cut_events
        capped | A         | 2         | 2                | 3           # 1 of Ana, 2 of Bia
        capped | B         | 1         | 2                | 3
        all    | A         | 3         | 0                | 0
        all    | B         | 2         | 0                | 0
        """);
    assertTable(
        table.where("funnel = 'capped' and step_index = 1"),
        """
        dimension | segment | grain | entered_start | customers | capped_customers | cut_events
        all       | all     | -     | -             | 2         | 2                | 3
        all       | all     | month | 2024-01-01    | 2         | 1                | 1           # Bia has no month
        region    | Sul     | -     | -             | 2         | 1                | 1
        region    | Sul     | month | 2024-01-01    | 2         | 1                | 1
        region    | Norte   | -     | -             | 0         | 1                | 2
        """);
  }

  /** There every event of the customer matters. */
  @Test
  void inStrictEventsOfNoStepCountToo() {
    assertTable(
        SHOP.compute(Funnels.conversion("name: strict, steps: [A, B], mode: strict, max-events: 2"))
            .where("dimension = 'all'"),
        """
        step_name | customers | capped_customers | cut_events
        A         | 2         | 3                | 5           # 1 of Ana, 2 of Bia, 2 of Caio
        B         | 0         | 3                | 5
        """);
  }

  @Test
  void aCappedCustomerWithManyAttemptsIsOne() {
    assertTable(
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-01 10:00 | A
                ana         | 2024-01-01 10:01 | B
                ana         | 2024-01-01 10:02 | A
                ana         | 2024-01-01 10:03 | B
                ana         | 2024-01-01 10:04 | A
                """)
            .compute(Funnels.conversion("name: f, steps: [A, B], attempts: all, max-events: 4")),
        """
        step_name | customers | capped_customers | cut_events
        A         | 2         | 1                | 1
        B         | 2         | 1                | 1
        """);
  }

  @Test
  void whichOfSimultaneousEventsIsLeftOutDoesNotDependOnTheOrderOfRows() {
    String[] rows = {"ana | 2024-01-01 10:01 | A", "ana | 2024-01-01 10:01 | B"};
    for (int first = 0; first < 2; first++) {
      assertTable(
          Shop.asOf("2024-02-01")
              .interactions(
                  String.join(
                      "\n",
                      "customer_id | occurred_at | type",
                      "ana | 2024-01-01 10:00 | A",
                      rows[first],
                      rows[1 - first]))
              .compute(Funnels.conversion("name: f, steps: [A, B], max-events: 2")),
          """
          step_name | customers | cut_events
          A         | 1         | 1
          B         | 0         | 1           # by step
          """);
    }
  }
}
