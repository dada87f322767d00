package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_seconds;

import io.clientela.model.Interactions;
import io.clientela.testing.Funnels;
import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** A customer with millions of events, a bot as a rule, neither fails nor stops the others. */
final class HeavyCustomerTest {

  private static final long EVENTS = 5_000_000;

  /** As users compute: over so many rows interpreting takes longer than compiling. */
  private static final Map<String, String> COMPILED =
      Map.of("spark.sql.codegen.wholeStage", "true", "spark.sql.codegen.factoryMode", "FALLBACK");

  private static final Shop SHOP =
      Shop.asOf("2025-01-01").with(Interactions.INPUT, HeavyCustomerTest::events);

  /** The bot goes a, b, a, b, ... every second; a hundred others go a, b once. */
  private static Dataset<Row> events(SparkSession spark) {
    Dataset<Row> bot = events(spark.range(EVENTS).toDF(), lit(-1L), col("id"));
    Dataset<Row> others = spark.range(200).toDF();
    return bot.unionByName(events(others, expr("id div 2"), col("id")));
  }

  private static Dataset<Row> events(Dataset<Row> rows, Column customer, Column second) {
    return rows.select(
        customer.as("customer_id"),
        timestamp_seconds(second.plus(1_700_000_000L)).as("occurred_at"),
        expr("if(id % 2 = 0, 'a', 'b')").as("type"));
  }

  private static Dataset<Row> conversion(FunnelConversion funnels) {
    return SHOP.publish(List.of(funnels), Sessions.tuned(Sessions.UTC, COMPILED))
        .get(funnels.output().name());
  }

  @Test
  void everyAttemptIsCounted() {
    assertTable(
        conversion(
            Funnels.conversion(
                "name: furthest, steps: [a, b], window: 1m",
                "name: all, steps: [a, b], window: 1m, attempts: all",
                "name: strict, steps: [a, b], mode: strict, attempts: all",
                "name: any, steps: [b, a], mode: any-order, window: 1m")),
        """
        funnel   | step_index | customers | capped_customers | cut_events
        furthest | 1          | 101       | 0                | 0
        furthest | 2          | 101       | 0                | 0
        all      | 1          | 2500100   | 0                | 0
        all      | 2          | 2500100   | 0                | 0
        strict   | 1          | 2500100   | 0                | 0
        strict   | 2          | 2500100   | 0                | 0
        any      | 1          | 101       | 0                | 0
        any      | 2          | 101       | 0                | 0
        """);
  }

  @Test
  void whatACapLeavesOutIsTold() {
    assertTable(
        conversion(
            Funnels.conversion(
                "name: capped, steps: [a, b], window: 1m, attempts: all, max-events: 1000")),
        """
        funnel | step_index | customers | capped_customers | cut_events
        capped | 1          | 600       | 1                | 4999000
        capped | 2          | 600       | 1                | 4999000
        """);
  }
}
