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

  /** With three steps a largest gap of a minute leaves an attempt open for two. */
  @Test
  void withoutWindowTheLargestGapsDecideWhatHasMatured() {
    assertTable(
        Shop.asOf("2024-01-02")
            .interactions(
                """
                customer_id | occurred_at         | type
                ana         | 2024-01-01 23:57:59 | A
                ana         | 2024-01-01 23:58:30 | B
                bia         | 2024-01-01 23:58:00 | A  # may take C at midnight
                bia         | 2024-01-01 23:58:10 | B
                caio        | 2024-01-01 23:59:59 | A
                """)
            .compute(
                Funnels.conversion(
                    "name: gap, steps: [A, B, C], max-gap: 60s",
                    "name: both, steps: [A, B, C], max-gap: 60s, window: 10s",
                    "name: open, steps: [A, B, C]")),
        """
        funnel | step_name | customers | matured_customers | is_complete
        gap    | A         | 3         | 1                 | false
        gap    | B         | 2         | 1                 | false
        gap    | C         | 0         | 0                 | false
        both   | A         | 3         | 2                 | false  # the shorter of the two counts
        both   | B         | 1         | 1                 | false
        both   | C         | 0         | 0                 | false
        open   | A         | 3         | 3                 | true   # without end nobody waits for it
        open   | B         | 2         | 2                 | true
        open   | C         | 0         | 0                 | true
        """);
  }

  @Test
  void durationsAreThoseOfTheReportedChains() {
    assertTable(
        Shop.asOf("2024-02-01")
            .interactions(
                """
                customer_id | occurred_at         | type
                ana         | 2024-01-01 00:00:00 | A
                ana         | 2024-01-01 00:00:01 | A  # reported from here
                ana         | 2024-01-01 00:00:11 | B  # 10
                ana         | 2024-01-01 00:01:11 | C  # 60 and 70
                bia         | 2024-01-01 00:00:00 | A
                bia         | 2024-01-01 00:00:20 | B  # 20
                bia         | 2024-01-01 00:00:20 | C  # 0 and 20
                caio        | 2024-01-01 00:00:00 | A
                caio        | 2024-01-01 00:00:30 | B  # 30
                davi        | 2024-01-01 00:00:00 | A
                davi        | 2024-01-01 00:01:40 | B  # 100
                """)
            .compute(Funnels.conversion("name: f, steps: [A, B, C]")),
        """
        step_name | median_seconds_from_previous | p75_seconds_from_previous | p90_seconds_from_previous | median_seconds_from_start | p75_seconds_from_start | p90_seconds_from_start
        A         | -                            | -                         | -                         | -                         | -                      | -
        B         | 25                           | 47.5                      | 79                        | 25                        | 47.5                   | 79
        C         | 30                           | 45                        | 54                        | 45                        | 57.5                   | 65
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
