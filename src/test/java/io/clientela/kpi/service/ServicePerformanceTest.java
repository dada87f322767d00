package io.clientela.kpi.service;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Tickets;
import io.clientela.model.service.BusinessHours;
import io.clientela.model.service.Opening;
import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class ServicePerformanceTest {

  private static final ServicePerformance MONTHLY =
      new ServicePerformance(List.of(Grain.MONTH), Duration.ofHours(1));

  private static Dataset<Row> total(Shop shop) {
    return shop.compute(MONTHLY).where("dimension = 'all'");
  }

  private static Shop shop(String asOf, String tickets) {
    return Shop.asOf(asOf).rows(Tickets.INPUT, tickets);
  }

  @Test
  void howSoonTicketsAreAnsweredAndResolved() {
    Shop shop =
        shop(
            "2024-03-10",
            """
            ticket_id | created_at       | first_responded_at | resolved_at      | team
            1         | 2024-01-08 10:00 | 2024-01-08 10:20   | 2024-01-08 16:00 | norte
            2         | 2024-01-09 10:00 | 2024-01-09 11:00   | 2024-01-10 10:00 | norte   # on the minute of the target
            3         | 2024-01-10 10:00 | 2024-01-10 13:00   | -                | sul     # too late for it, and still open
            4         | 2024-01-11 10:00 | -                  | 2024-02-11 10:00 | sul     # resolved without an answer
            5         | 2024-01-12 10:00 | 2024-03-10 00:00   | 2024-03-11 00:00 | sul     # not known yet: both
            """);
    assertTable(
        total(shop),
        """
        period_start | tickets | answered | unanswered | mean_first_response_minutes | median_first_response_minutes | p90_first_response_minutes
        2024-01-01   | 5       | 3        | 2          | 86.6667                     | 60                            | 156
        2024-02-01   | 0       | 0        | 0          | -                           | -                             | -
        2024-03-01   | 0       | 0        | 0          | -                           | -                             | -
        """);
    assertTable(
        total(shop),
        """
        period_start | target_due | within_target | within_target_rate | resolved | mean_resolution_hours | median_resolution_hours | backlog | is_complete
        2024-01-01   | 5          | 2             | 0.4                | 3        | 258                   | 24                      | 3       | true
        2024-02-01   | 0          | 0             | -                  | 0        | -                     | -                       | 2       | true
        2024-03-01   | 0          | 0             | -                  | 0        | -                     | -                       | 2       | false
        """);
    assertTable(
        shop.compute(MONTHLY).where("dimension = 'team' and period_start = '2024-01-01'"),
        """
        segment | tickets | answered | median_first_response_minutes | backlog
        norte   | 2       | 2        | 40                            | 0
        sul     | 3       | 1        | 180                           | 3
        """);
  }

  @Test
  void aTicketResolvedBeforeItIsAnsweredHasBothTimes() {
    assertTable(
        total(
            shop(
                "2024-02-01",
                """
                ticket_id | created_at       | first_responded_at | resolved_at
                1         | 2024-01-08 10:00 | 2024-01-08 12:00   | 2024-01-08 11:00
                """)),
        """
        answered | mean_first_response_minutes | resolved | mean_resolution_hours | backlog
        1        | 120                         | 1        | 1                     | 0
        """);
  }

  @Test
  void aTicketWhoseTargetIsNotOverIsInNoRate() {
    assertTable(
        total(
            shop(
                "2024-02-01",
                """
                ticket_id | created_at       | first_responded_at
                1         | 2024-01-31 23:00 | -                  # its hour is over at midnight
                2         | 2024-01-31 23:01 | -
                3         | 2024-01-31 23:30 | 2024-01-31 23:35   # answered, and its hour is not over either
                """)),
        """
        tickets | answered | target_due | within_target | within_target_rate
        3       | 1        | 1          | 0             | 0
        """);
  }

  @Test
  void oneTouchAndReopenedTickets() {
    assertTable(
        total(
            shop(
                "2024-02-01",
                """
                ticket_id | created_at | resolved_at | reopened | replies
                1         | 2024-01-02 | 2024-01-03  | 0        | 1
                2         | 2024-01-02 | 2024-01-03  | -        | 0        # resolved without a word
                3         | 2024-01-02 | 2024-01-03  | 0        | 2
                4         | 2024-01-02 | 2024-01-03  | 1        | 1        # came back
                5         | 2024-01-02 | 2024-01-03  | 0        | -        # nobody counted
                6         | 2024-01-02 | -           | 2        | 4        # open again
                7         | 2024-01-02 | -           | -        | 1        # never resolved
                """)),
        """
        resolved | ever_resolved | reopened | reopen_rate        | replies_known | one_touch | one_touch_rate
        5        | 6             | 2        | 0.3333333333333333 | 4             | 2         | 0.5
        """);
  }

  @Test
  void complaintsPerThousandOrdersOfTheShop() {
    Shop shop =
        shop(
                "2024-03-01",
                """
                ticket_id | created_at | customer_id | is_complaint | category
                1         | 2024-01-02 | ana         | true         | delivery
                2         | 2024-01-03 | ana         | true         | payment
                3         | 2024-01-04 | bia         | true         | delivery
                4         | 2024-01-05 | -           | true         | delivery  # nobody knows who
                5         | 2024-01-06 | bia         | false        | delivery
                6         | 2024-01-07 | bia         | -            | delivery  # nobody knows whether
                7         | 2024-02-07 | bia         | -            | delivery
                """)
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-01
                ana         | 2024-01-02
                bia         | 2024-01-03
                bia         | 2024-01-04
                bia         | 2024-01-05
                """);
    assertTable(
        shop.compute(MONTHLY).where("dimension in ('all', 'category')"),
        """
        segment  | period_start | complaints | complaining_customers | orders | complaints_per_1000_orders
        all      | 2024-01-01   | 4          | 2                     | 5      | 800
        all      | 2024-02-01   | -          | -                     | 0      | -   # of its one ticket it is not known
        delivery | 2024-01-01   | 3          | 2                     | 5      | 600
        delivery | 2024-02-01   | -          | -                     | 0      | -
        payment  | 2024-01-01   | 1          | 1                     | 5      | 200
        payment  | 2024-02-01   | 0          | 0                     | 0      | -
        """);
  }

  @Test
  void withoutComplaintFlagAndOrdersNothingIsSaidOfThem() {
    assertTable(
        total(
            shop(
                "2024-02-01",
                """
                ticket_id | created_at
                1         | 2024-01-02
                """)),
        """
        tickets | complaints | complaining_customers | orders | complaints_per_1000_orders
        1       | -          | -                     | -      | -
        """);
  }

  /** 2024-03-08 is a Friday. Norte works from 9 to 18, the others always but on the holiday. */
  @Test
  void theClockOfATeamRunsInItsHours() {
    BusinessHours norte =
        new BusinessHours(
            List.of("norte"),
            null,
            Map.of("monday-friday", List.of(Opening.of("09:00-18:00"))),
            null);
    BusinessHours others =
        new BusinessHours(
            null,
            null,
            Map.of("monday-sunday", List.of(Opening.of("00:00-24:00"))),
            List.of(LocalDate.parse("2024-03-09")));
    String tickets =
        """
        ticket_id | created_at       | first_responded_at | resolved_at      | team
        1         | 2024-03-08 17:30 | 2024-03-11 09:10   | 2024-03-11 10:00 | norte  # 40 minutes at work
        2         | 2024-03-08 23:00 | 2024-03-10 01:00   | 2024-03-10 02:00 | sul    # Saturday is its holiday
        3         | 2024-03-08 23:00 | 2024-03-10 03:00   | -                | -      # also without team
        """;
    assertTable(
        shop("2024-04-01", tickets)
            .in("America/Sao_Paulo")
            .open(norte, others)
            .compute(MONTHLY)
            .where("dimension in ('all', 'team')"),
        """
        segment | median_first_response_minutes | median_business_first_response_minutes | target_due | within_target | mean_business_resolution_hours
        all     | 1680                          | 120                                    | 3          | 1             | 2.25
        norte   | 3820                          | 40                                     | 1          | 1             | 1.5
        sul     | 1560                          | 120                                    | 1          | 0             | 3
        (none)  | 1680                          | 240                                    | 1          | 0             | -
        """);
    assertTable(
        shop("2024-04-01", tickets).open(norte).compute(MONTHLY).where("dimension = 'team'"),
        """
        segment | median_business_first_response_minutes
        norte   | 40
        sul     | -      # nobody said when it works
        (none)  | -
        """);
  }
}
