package io.clientela.kpi.retention;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.table.Grain;
import io.clientela.testing.Shop;
import java.time.DayOfWeek;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/**
 * Periods are those of the business calendar, though its days have 23 hours where clocks go forward
 * and 25 where they go back, and its months have 28 to 31 days. Every test names the day on which a
 * rule of 24 hours (or of a fixed offset from UTC) would be wrong.
 */
final class CalendarTest {

  private static Dataset<Row> cohorts(Shop shop, Grain... grains) {
    CohortRetention calendar =
        new CohortRetention(
            List.of(grains), List.of("order"), List.of(CohortClock.CALENDAR), null, null);
    return shop.compute(calendar).where("cohort_start is not null and active_customers > 0");
  }

  private static Dataset<Row> growth(Shop shop, Grain grain) {
    return shop.compute(new GrowthAccounting(List.of(grain), null));
  }

  private static Dataset<Row> retention(Shop shop, Grain grain, int inactiveAfterDays) {
    return shop.compute(new CustomerRetention(List.of(grain), inactiveAfterDays));
  }

  /** São Paulo, 2018-11-04: clocks go from 23:59:59 to 1:00, so that there is no midnight. */
  @Test
  void theNextDayMayBeginAfter23Hours() {
    Shop shop =
        Shop.asOf("2018-11-06")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-11-04T03:00:00Z  # 1:00 on the 4th, its first instant
                ana         | 2018-11-05T02:00:00Z  # 0:00 on the 5th: 23 hours later, and the next day
                bia         | 2018-11-04T02:59:59Z  # 23:59:59 on the 3rd
                bia         | 2018-11-05T02:00:00Z  # the 4th lies between, in less than 24 hours
                """);

    assertTable(
        cohorts(shop, Grain.DAY),
        """
        cohort_start | periods_since | cohort_customers | active_customers | kept_every_period
        2018-11-03   | 0             | 1                | 1                | 1
        2018-11-03   | 2             | 1                | 1                | 0
        2018-11-04   | 0             | 1                | 1                | 1
        2018-11-04   | 1             | 1                | 1                | 1
        """);
    assertTable(
        growth(shop, Grain.DAY),
        """
        period_start | active | new | retained | resurrected | churned
        2018-11-03   | 1      | 1   | 0        | 0           | 0
        2018-11-04   | 1      | 1   | 0        | 0           | 1
        2018-11-05   | 2      | 0   | 1        | 1           | 0
        """);
  }

  /** São Paulo, 2018-02-17: the hour from 23:00 on comes twice. */
  @Test
  void theSameDayMayStillLastAfter24Hours() {
    Shop shop =
        Shop.asOf("2018-02-19")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-02-17T02:00:00Z  # 0:00 on the 17th; by the winter's offset the 16th
                ana         | 2018-02-18T02:59:59Z  # 23:59:59 for the second time: still the 17th
                bia         | 2018-02-17T02:00:00Z
                bia         | 2018-02-18T03:00:00Z  # 0:00 on the 18th, 25 hours later
                """);

    assertTable(
        cohorts(shop, Grain.DAY),
        """
        cohort_start | periods_since | cohort_customers | active_customers
        2018-02-17   | 0             | 2                | 2
        2018-02-17   | 1             | 2                | 1
        """);
    assertTable(
        growth(shop, Grain.DAY),
        """
        period_start | active | new | retained | resurrected | churned
        2018-02-17   | 2      | 2   | 0        | 0           | 0
        2018-02-18   | 1      | 0   | 1        | 0           | 1
        """);
  }

  /** São Paulo, 2018-02-12 and 2018-10-28: days that lie just within and just beyond 7 days. */
  @Test
  void aCustomerIsActiveForDatesNotForMultiplesOf24Hours() {
    Shop shop =
        Shop.asOf("2018-11-12")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-02-12T01:30:00Z  # 23:30 on February 11: 8 days before the 19th
                bia         | 2018-02-12T02:30:00Z  # 0:30 on February 12: 7 days, though more than 168 hours
                caio        | 2018-10-29T02:30:00Z  # 23:30 on October 28: 8 days, though less than 168 hours
                davi        | 2018-10-29T03:30:00Z  # 0:30 on October 29: 7 days before November 5
                """);

    assertTable(
        retention(shop, Grain.WEEK, 7).where("customers_at_start + new_customers > 0"),
        """
        period_start | customers_at_start | new_customers | lost_customers | customers_at_end
        2018-02-05   | 0                  | 1             | 0              | 1
        2018-02-12   | 1                  | 1             | 1              | 1
        2018-02-19   | 1                  | 0             | 1              | 0                 # bia
        2018-10-22   | 0                  | 1             | 0              | 1
        2018-10-29   | 1                  | 1             | 1              | 1
        2018-11-05   | 1                  | 0             | 1              | 0                 # davi
        """);
  }

  /** São Paulo, as-of 2018-11-04, a date without midnight. */
  @Test
  void whatIsBeforeAsOfEndsWithTheFirstInstantOfItsDate() {
    Shop shop =
        Shop.asOf("2018-11-04")
            .in("America/Sao_Paulo")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2018-11-03T03:00:00Z  # 0:00 on the 3rd: as-of is 24 hours later
                bia         | 2018-11-03T03:00:01Z
                caio        | 2018-11-04T02:59:59Z  # 23:59:59 on the 3rd
                davi        | 2018-11-04T03:00:00Z  # 1:00 on the 4th
                """);

    assertTable(
        shop.compute(new CohortRetention(List.of(Grain.DAY), List.of("order"), null, null, null))
            .where("cohort_start is not null"),
        """
        clock    | cohort_start | periods_since | cohort_customers | is_complete
        calendar | 2018-11-03   | 0             | 3                | true
        elapsed  | 2018-11-03   | 0             | 1                | false
        """);
    assertTable(
        growth(shop, Grain.DAY),
        """
        period_start | active | is_complete
        2018-11-03   | 3      | true
        """);
  }

  /** Lisbon, 2024-03-31 (23 hours, and the last of its month) and 2024-10-31 (after 25 hours). */
  @Test
  void monthsAndQuartersBeginAtLocalMidnight() {
    Shop shop =
        Shop.asOf("2024-12-01")
            .in("Europe/Lisbon")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-03-31T22:59:59Z  # 23:59:59 on March 31
                ana         | 2024-04-30T23:00:00Z  # 0:00 on May 1: two months later, in UTC one
                bia         | 2024-03-31T23:00:00Z  # 0:00 on April 1, in UTC March, and in hours: 31 x 24 are not over
                caio        | 2024-10-31T23:59:59Z  # 23:59:59 on October 31, though its 31 x 24 hours are over
                davi        | 2024-11-01T00:00:00Z
                """);

    assertTable(
        cohorts(shop, Grain.MONTH, Grain.QUARTER),
        """
        grain   | cohort_start | periods_since | cohort_customers | active_customers
        month   | 2024-03-01   | 0             | 1                | 1
        month   | 2024-03-01   | 2             | 1                | 1
        month   | 2024-04-01   | 0             | 1                | 1
        month   | 2024-10-01   | 0             | 1                | 1
        month   | 2024-11-01   | 0             | 1                | 1
        quarter | 2024-01-01   | 0             | 1                | 1
        quarter | 2024-01-01   | 1             | 1                | 1
        quarter | 2024-04-01   | 0             | 1                | 1
        quarter | 2024-10-01   | 0             | 2                | 2
        """);
    assertTable(
        growth(shop, Grain.MONTH).where("active + churned > 0"),
        """
        period_start | active | new | resurrected | churned
        2024-03-01   | 1      | 1   | 0           | 0
        2024-04-01   | 1      | 1   | 0           | 1
        2024-05-01   | 1      | 0   | 1           | 1
        2024-06-01   | 0      | 0   | 0           | 1
        2024-10-01   | 1      | 1   | 0           | 0
        2024-11-01   | 1      | 1   | 0           | 1
        """);
  }

  /** New York, 2024-03-17 (a week of 167 hours is over) and 2024-11-09 (one of 169 is not). */
  @Test
  void weeksBeginOnTheirWeekdayAtLocalMidnight() {
    Shop sundays =
        Shop.asOf("2024-11-18")
            .in("America/New_York")
            .weeksFrom(DayOfWeek.SUNDAY)
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-03-10T05:00:00Z  # 0:00 on Sunday, March 10
                ana         | 2024-03-17T04:00:00Z  # 0:00 on the next Sunday
                bia         | 2024-11-03T04:00:00Z  # 0:00 on Sunday, November 3
                bia         | 2024-11-10T04:59:59Z  # 23:59:59 on Saturday
                """);

    assertTable(
        cohorts(sundays, Grain.WEEK),
        """
        cohort_start | periods_since
        2024-03-10   | 0
        2024-03-10   | 1
        2024-11-03   | 0
        """);
    assertTable(
        cohorts(sundays.weeksFrom(DayOfWeek.MONDAY), Grain.WEEK),
        """
        cohort_start | periods_since
        2024-03-04   | 0              # Sunday ends a week
        2024-03-04   | 1
        2024-10-28   | 0
        2024-10-28   | 1
        """);
    assertTable(
        growth(sundays, Grain.WEEK).where("active > 0"),
        """
        period_start | active | new | retained | resurrected | is_complete
        2024-03-10   | 1      | 1   | 0        | 0           | true
        2024-03-17   | 1      | 0   | 1        | 0           | true
        2024-11-03   | 1      | 1   | 0        | 0           | true
        """);
    assertTable(
        retention(sundays, Grain.WEEK, 7).where("customers_at_start > 0"),
        """
        period_start | customers_at_start | lost_customers | customers_at_end | is_complete
        2024-03-17   | 1                  | 0              | 1                | true
        2024-03-24   | 1                  | 1              | 0                | true
        2024-11-10   | 1                  | 1              | 0                | true
        """);
  }

  /** 2024-02-29 and 2024-03-01, 29 and 30 days after January 31. */
  @Test
  void monthsAreCountedByTheirNamesNotInThirties() {
    Shop shop =
        Shop.asOf("2025-01-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2024-01-31
                ana         | 2024-02-29  # February
                bia         | 2024-01-31
                bia         | 2024-03-01  # a day later, and one month more
                caio        | 2023-01-31
                caio        | 2023-03-01  # 29 days later, and two months
                davi        | 2023-12-31
                davi        | 2024-01-01  # the next day, month, quarter and year
                """);

    assertTable(
        cohorts(shop, Grain.MONTH, Grain.QUARTER).where("periods_since > 0"),
        """
        grain   | cohort_start | periods_since | active_customers
        month   | 2023-01-01   | 2             | 1
        month   | 2023-12-01   | 1             | 1
        month   | 2024-01-01   | 1             | 1
        month   | 2024-01-01   | 2             | 1
        quarter | 2023-10-01   | 1             | 1
        """);
  }

  /** The 31 days before March 1 begin on January 30 in a leap year, else on January 29. */
  @Test
  void aLeapDayIsOneOfTheDaysOfAnActiveCustomer() {
    Shop shop =
        Shop.asOf("2024-04-01")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2023-01-29  # active to March 1
                bia         | 2024-01-29  # active to February 29
                caio        | 2024-01-30  # active to March 1
                """);

    assertTable(
        retention(shop, Grain.MONTH, 31).where("customers_at_start + new_customers > 0"),
        """
        period_start | customers_at_start | new_customers | lost_customers | customers_at_end
        2023-01-01   | 0                  | 1             | 0              | 1
        2023-02-01   | 1                  | 0             | 0              | 1
        2023-03-01   | 1                  | 0             | 1              | 0
        2024-01-01   | 0                  | 2             | 0              | 2
        2024-02-01   | 2                  | 0             | 1              | 1
        2024-03-01   | 1                  | 0             | 1              | 0
        """);
  }

  /** 2023-12-31, a Sunday: the last day of one year's week, or the first of the next one's. */
  @Test
  void aWeekGoesOnOverNewYearAndTheLeapDay() {
    Shop mondays =
        Shop.asOf("2024-03-11")
            .orders(
                """
                customer_id | ordered_at
                ana         | 2023-12-31
                ana         | 2024-01-01  # Monday
                bia         | 2024-02-26  # Monday
                bia         | 2024-03-03  # Sunday of the same week, as February has 29 days
                bia         | 2024-03-04
                """);

    assertTable(
        cohorts(mondays, Grain.WEEK),
        """
        cohort_start | periods_since
        2023-12-25   | 0
        2023-12-25   | 1
        2024-02-26   | 0
        2024-02-26   | 1
        """);
    assertTable(
        cohorts(mondays.weeksFrom(DayOfWeek.SUNDAY), Grain.WEEK),
        """
        cohort_start | periods_since
        2023-12-31   | 0
        2024-02-25   | 0
        2024-02-25   | 1
        """);
  }
}
