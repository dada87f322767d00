package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The attempts, one by one. */
final class FunnelAttemptsTest {

  private static final Shop SHOP =
      Shop.asOf("2024-02-01")
          .interactions(
              """
              customer_id | occurred_at      | type
              1           | 2024-01-01 10:00 | view
              1           | 2024-01-01 10:10 | cart
              1           | 2024-01-03 09:00 | view  # a second attempt
              2           | 2024-01-01 12:00 | view
              3           | 2024-01-01 12:00 | cart  # never entered
              """)
          .orders(
              """
              customer_id | ordered_at       | amount | refunded_amount
              1           | 2024-01-01 11:00 | 100    | 20
              1           | 2024-01-03 10:00 | 50     | -  # without cart
              """);

  private static Dataset<Row> readable(Dataset<Row> attempts) {
    return attempts
        .withColumn("entered", expr("date_format(entered_at, 'dd HH:mm')"))
        .withColumn(
            "times", expr("array_join(transform(step_times, at -> date_format(at, 'HH:mm')), ' ')"))
        .withColumn("steps", expr("array_join(steps, ' ')"));
  }

  @Test
  void everyAttemptHasTheTimesOfItsSteps() {
    Map<String, Dataset<Row>> published =
        SHOP.publish(
            List.of(
                Funnels.conversion(
                    "name: checkout, steps: [view, {type: cart, optional: true}, order, view],"
                        + " window: 1d, attempts: all",
                    "name: any, steps: [cart, view], mode: any-order",
                    "name: unnamed, steps: [view, cart]"),
                new FunnelAttempts(List.of("checkout", "any"))));

    assertTable(
        readable(published.get("funnel_attempts")),
        """
        funnel   | customer_id | counted | attempt | entered  | times             | steps | furthest_step | converted | revenue
        checkout | 1           | 1       | 1       | 01 10:00 | 10:00 10:10 11:00 | 1 2 3 | 3             | false     | 0
        checkout | 1           | 1       | 2       | 03 09:00 | 09:00 10:00       | 1 3   | 3             | false     | 0
        checkout | 2           | 2       | 1       | 01 12:00 | 12:00             | 1     | 1             | false     | 0
        any      | 1           | 1       | 1       | 01 10:00 | 10:00 10:10       | 2 1   | 2             | true      | 0
        any      | 2           | 2       | 1       | 01 12:00 | 12:00             | 2     | 1             | false     | 0
        any      | 3           | 3       | 1       | 01 12:00 | 12:00             | 1     | 1             | false     | 0
        """);
  }

  @Test
  void theRevenueIsThatOfTheConvertingOrder() {
    assertTable(
        readable(
                SHOP.publish(
                        List.of(
                            Funnels.conversion(
                                "name: buy, steps: [view, order], window: 1d, attempts: all",
                                "name: any, steps: [order, cart, view], mode: any-order"),
                            new FunnelAttempts(List.of("buy", "any"))))
                    .get("funnel_attempts"))
            .where("customer_id = 1"),
        """
        funnel | attempt | times             | steps | converted | revenue
        buy    | 1       | 10:00 11:00       | 1 2   | true      | 80
        buy    | 2       | 09:00 10:00       | 1 2   | true      | 50
        any    | 1       | 10:00 10:10 11:00 | 3 2 1 | true      | 80
        """);
  }

  @Test
  void theyAddUpToTheConversion() {
    Map<String, Dataset<Row>> published =
        SHOP.publish(
            List.of(
                Funnels.conversion("name: buy, steps: [view, order], attempts: all"),
                new FunnelAttempts(List.of("buy"))));
    Dataset<Row> steps = published.get("funnel_conversion").orderBy("step_index");

    assertEquals(
        steps.select("customers").collectAsList().stream().map(row -> row.getLong(0)).toList(),
        List.of(
            published.get("funnel_attempts").count(),
            published.get("funnel_attempts").where("converted").count()));
  }

  @Test
  void withoutNamesThereIsNothingToPublish() {
    assertEquals(true, new FunnelAttempts(null).needs().idle().isPresent());
    assertEquals(false, new FunnelAttempts(List.of("buy")).needs().idle().isPresent());
  }
}
