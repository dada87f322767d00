package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class FunnelConversionTest {

  /** Each customer is a case of its own, told apart by the breakdown. */
  @Test
  void chainsAreOrderedInTimeAndLieWithinTheWindow() {
    FunnelConversion funnels =
        Funnels.conversion(
            "name: a b, steps: [A, B], window: 60s", "name: a a, steps: [A, A], window: 60s");
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .by("why")
            .interactions(
                """
                customer_id | occurred_at         | type | why
                ana         | 2024-01-01 00:00:00 | A    | later entry
                ana         | 2024-01-01 00:00:50 | A    | later entry
                ana         | 2024-01-01 00:01:40 | B    | later entry
                bia         | 2024-01-01 00:00:10 | B    | tie
                bia         | 2024-01-01 00:00:10 | A    | tie
                caio        | 2024-01-01 00:00:00 | A    | edge
                caio        | 2024-01-01 00:01:00 | B    | edge
                davi        | 2024-01-01 00:00:00 | A    | over
                davi        | 2024-01-01 00:01:01 | B    | over
                eva         | 2024-01-01 00:00:00 | B    | order
                eva         | 2024-01-01 00:00:05 | A    | order
                fabio       | 2024-01-01 00:00:00 | A    | once
                gina        | 2024-01-01 00:00:00 | A    | at once
                gina        | 2024-01-01 00:00:00 | A    | at once
                hugo        | 2024-01-01 00:00:00 | B    | no entry
                """)
            .compute(funnels)
            .where("dimension = 'why' and customers > 0");

    assertTable(
        table.where("funnel = 'a b'"),
        """
        segment     | step_index | step_name | customers | median_seconds_from_start
        later entry | 1          | A         | 1         | -
        later entry | 2          | B         | 1         | 50
        tie         | 1          | A         | 1         | -
        tie         | 2          | B         | 1         | 0
        edge        | 1          | A         | 1         | -
        edge        | 2          | B         | 1         | 60
        over        | 1          | A         | 1         | -
        order       | 1          | A         | 1         | -
        once        | 1          | A         | 1         | -
        at once     | 1          | A         | 1         | -
        """);
    assertTable(
        table.where("funnel = 'a a'"),
        """
        segment     | step_index | customers | median_seconds_from_start
        later entry | 1          | 1         | -
        later entry | 2          | 1         | 50
        tie         | 1          | 1         | -
        edge        | 1          | 1         | -
        over        | 1          | 1         | -
        order       | 1          | 1         | -
        once        | 1          | 1         | -
        at once     | 1          | 1         | -
        at once     | 2          | 1         | 0
        """);
  }

  @Test
  void lossesTimesAndRevenueOfAnOrderFunnel() {
    FunnelConversion checkout =
        Funnels.conversion(
            List.of(Grain.MONTH), "name: checkout, steps: [view, cart, order], window: 1d");
    Dataset<Row> table =
        Shop.asOf("2024-03-01")
            .orders(
                """
                customer_id | ordered_at       | amount | refunded_amount
                ana         | 2024-01-31 11:00 | 100    | 20
                bia         | 2024-02-01 09:30 | -5     | -   # a return is no order
                caio        | 2024-02-01 12:00 | 70     | -   # without cart
                """)
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-31 10:00 | view
                ana         | 2024-01-31 10:10 | cart
                bia         | 2024-02-01 09:00 | view
                bia         | 2024-02-01 09:20 | cart
                caio        | 2024-02-01 11:00 | view
                davi        | 2024-02-01 09:00 | view
                eva         | 2024-02-01 09:00 | cart  # never entered
                """)
            .compute(checkout);

    assertTable(
        table.where("grain is null"),
        """
        step_name | customers | matured_customers | dropped | rate_from_previous | rate_from_start | revenue | is_bottleneck | is_complete
        view      | 4         | 4                 | 0       | -                  | 1               | -       | false         | true
        cart      | 2         | 2                 | 2       | 0.5                | 0.5             | -       | true          | true
        order     | 1         | 1                 | 1       | 0.5                | 0.25            | 80      | false         | true
        """);
    assertTable(
        table.where("grain is null"),
        """
        step_index | median_seconds_from_previous | p75_seconds_from_previous | p90_seconds_from_previous | median_seconds_from_start
        1          | -                            | -                         | -                         | -
        2          | 900                          | 1050                      | 1140                      | 900
        3          | 3000                         | 3000                      | 3000                      | 3600
        """);
    assertTable(
        table.where("grain is not null"),
        """
        grain | entered_start | step_index | customers | revenue | is_bottleneck | is_complete
        month | 2024-01-01    | 1          | 1         | -       | false         | true
        month | 2024-01-01    | 2          | 1         | -       | false         | true
        month | 2024-01-01    | 3          | 1         | 80      | false         | true
        month | 2024-02-01    | 1          | 3         | -       | false         | false  # a view on February 29 would have a day
        month | 2024-02-01    | 2          | 1         | -       | true          | false
        month | 2024-02-01    | 3          | 0         | 0       | false         | false
        """);
  }

  @Test
  void entriesWhoseWindowIsNotOverAreInNoRate() {
    Shop shop =
        Shop.asOf("2024-01-02")
            .interactions(
                """
                customer_id | occurred_at         | type
                ana         | 2024-01-01 23:58:59 | A
                bia         | 2024-01-01 23:59:00 | A  # her window ends with the midnight of as-of
                bia         | 2024-01-01 23:59:10 | B
                """);
    FunnelConversion daily =
        Funnels.conversion(List.of(Grain.DAY), "name: a b, steps: [A, B], window: 60s");

    assertTable(
        shop.compute(daily),
        """
        grain | entered_start | step_index | customers | matured_customers | dropped | rate_from_start | is_complete
        -     | -             | 1          | 2         | 1                 | 0       | 1               | false
        -     | -             | 2          | 1         | 0                 | 1       | 0               | false
        day   | 2024-01-01    | 1          | 2         | 1                 | 0       | 1               | false
        day   | 2024-01-01    | 2          | 1         | 0                 | 1       | 0               | false
        """);
  }

  @Test
  void sessionsAreCountedWhereSessionsAreAskedFor() {
    Dataset<Row> table =
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at      | type | session_id
                ana         | 2024-01-01 10:00 | A    | s1
                ana         | 2024-01-01 11:00 | B    | s2  # another session
                ana         | 2024-01-01 12:00 | A    | s3
                ana         | 2024-01-01 12:30 | B    | s3
                bia         | 2024-01-01 10:00 | A    | s4
                bia         | 2024-01-01 10:00 | B    | -   # of no session
                """)
            .compute(
                Funnels.conversion(
                    "name: by session, steps: [A, B], count-by: session_id",
                    "name: by customer, steps: [A, B]"));

    assertTable(
        table,
        """
        funnel      | step_index | customers
        by session  | 1          | 3
        by session  | 2          | 1
        by customer | 1          | 2
        by customer | 2          | 2
        """);
  }

  @Test
  void anEntryBelongsToTheBusinessDayAndTheSegmentOfItsFirstStep() {
    Dataset<Row> table =
        Shop.asOf("2018-12-01")
            .in("America/Sao_Paulo")
            .by("device")
            .interactions(
                """
                customer_id | occurred_at          | type | device
                ana         | 2018-11-04T02:00:00Z | A    | phone    # the 3rd; the chain reported begins later
                ana         | 2018-11-04T03:00:00Z | A    | desktop  # the 4th
                ana         | 2018-11-04T03:00:30Z | B    | phone
                """)
            .compute(
                Funnels.conversion(List.of(Grain.DAY), "name: a b, steps: [A, B], window: 60s"));

    assertTable(
        table.where("grain = 'day' and step_index = 2"),
        """
        dimension | segment | entered_start | customers | median_seconds_from_start
        all       | all     | 2018-11-04    | 1         | 30
        device    | desktop | 2018-11-04    | 1         | 30
        """);
  }
}
