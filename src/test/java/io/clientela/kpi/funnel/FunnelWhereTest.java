package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;

import io.clientela.model.Interactions;
import io.clientela.testing.Funnels;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Steps that ask for more than a type, and funnels of many steps. */
final class FunnelWhereTest {

  @Test
  void aStepMayAskForPropertiesAndAnyOtherColumn() {
    Shop shop =
        Shop.asOf("2024-02-01")
            .by("pages")
            .with(
                Interactions.INPUT,
                spark ->
                    RawRows.of(
                            spark,
                            Interactions.INPUT,
                            """
                            customer_id | occurred_at      | type | channel | pages int | properties
                            ana         | 2024-01-01 10:00 | view | ads     | 3         | plan=pro
                            ana         | 2024-01-01 10:01 | buy  | ads     | -         | plan=pro
                            bia         | 2024-01-01 10:00 | view | ads     | 2         | plan=free
                            bia         | 2024-01-01 10:01 | buy  | mail    | 5         | plan=free
                            caio        | 2024-01-01 10:00 | view | -       | -         | -
                            caio        | 2024-01-01 10:01 | buy  | -       | -         | -
                            """)
                        .withColumn("properties", expr("str_to_map(properties, ';', '=')")));

    assertTable(
        shop.compute(
                Funnels.conversion(
                    "name: properties, steps: [view, {type: buy, where: \"properties['plan'] = 'pro'\"}]",
                    "name: channel, steps: [view, {type: buy, where: channel = 'mail'}]",
                    "name: unknown, steps: [view, {type: buy, where: channel IS NULL}]",
                    "name: further, steps: [{type: view, where: PAGES >= 2}, buy]",
                    "name: any type, steps: [{name: three, where: pages > 2}, {name: five, where: pages > 4}]"))
            .where("dimension = 'all'"),
        """
        funnel     | step_name | customers
        properties | view      | 3
        properties | buy       | 1
        channel    | view      | 3
        channel    | buy       | 1          # where a column is unknown the condition does not hold
        unknown    | view      | 3
        unknown    | buy       | 1
        further    | view      | 2
        further    | buy       | 2          # upper and lower case are the same
        any type   | three     | 2          # a view of Ana, the buy of Bia
        any type   | five      | 0          # which is used already
        """);
  }

  @Test
  void anOrderStepMayAskForColumnsOfOrders() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("coupon")
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-01 10:00 | view
                bia         | 2024-01-01 10:00 | view
                caio        | 2024-01-01 10:00 | view
                davi        | 2024-01-01 10:00 | view
                eva         | 2024-01-01 10:00 | view
                """)
            .orders(
                """
                customer_id | ordered_at       | amount | refunded_amount | status    | coupon
                ana         | 2024-01-01 11:00 | 150    | 20              | completed | X1
                bia         | 2024-01-01 11:00 | 90     | -               | completed | X1
                caio        | 2024-01-01 11:00 | 90     | -               | completed | -
                caio        | 2024-01-01 12:00 | 120    | -               | completed | -   # the second one is large
                davi        | 2024-01-01 11:00 | 500    | -               | cancelled | X1  # no order
                eva         | 2024-01-01 11:00 | 200    | 200             | completed | -   # refunded, but an order
                """)
            .compute(
                Funnels.conversion(
                    "name: any, steps: [view, order]",
                    "name: large, steps: [view, {type: order, where: amount > 100, name: large order}]",
                    "name: coupon, steps: [view, {type: order, where: \"coupon = 'X1'\"}]",
                    "name: two, steps: [view, {type: order, where: amount < 100}, order]"));

    assertTable(
        table.where("dimension = 'all'"),
        """
        funnel | step_name   | customers | revenue
        any    | view        | 5         | -
        any    | order       | 4         | 310   # 130, 90, the first of Caio's, 0
        large  | view        | 5         | -
        large  | large order | 3         | 250
        coupon | view        | 5         | -
        coupon | order       | 2         | 220
        two    | view        | 5         | -
        two    | order       | 2         | -
        two    | order       | 1         | 120   # the converting one, not those before
        """);
  }

  /** ClickHouse's windowFunnel ends at 32. */
  @Test
  void aFunnelMayHaveManySteps() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .interactions(
                "customer_id | occurred_at | type\n"
                    + taken("ana", "T", 1, 40)
                    + taken("bia", "T", 1, 32)
                    + taken("bia", "T", 34, 40)
                    + taken("caio", "U", 1, 40))
            .compute(
                Funnels.conversion(
                    "name: T, steps: " + types("T"),
                    "name: U, steps: " + types("U"))); // 80 conditions are more than a mask has

    assertTable(
        table.where("step_index in (1, 32, 33, 40)"),
        """
        funnel | step_index | step_name | customers | median_seconds_from_start
        T      | 1          | T1        | 2         | -
        T      | 32         | T32       | 2         | 31
        T      | 33         | T33       | 1         | 32
        T      | 40         | T40       | 1         | 39
        U      | 1          | U1        | 1         | -
        U      | 32         | U32       | 1         | 31
        U      | 33         | U33       | 1         | 32
        U      | 40         | U40       | 1         | 39
        """);
  }

  private static List<String> types(String prefix) {
    return IntStream.rangeClosed(1, 40).mapToObj(i -> prefix + i).toList();
  }

  /** An event of each type, a second after the one before. */
  private static String taken(String who, String prefix, int from, int to) {
    String[] types = types(prefix).subList(from - 1, to).toArray(String[]::new);
    return Arrays.stream(types)
        .map(
            type ->
                "%s | 2024-01-01 00:00:%02d | %s%n"
                    .formatted(who, Integer.parseInt(type.substring(1)), type))
        .collect(Collectors.joining());
  }
}
