package io.clientela.kpi.acquisition;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.model.Leads;
import io.clientela.table.Grain;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class LeadConversionTest {

  private static final LeadConversion MONTHLY = new LeadConversion(List.of(Grain.MONTH), 30);

  private static Shop shop(String asOf, String leads) {
    return Shop.asOf(asOf).with(Leads.INPUT, spark -> RawRows.of(spark, Leads.INPUT, leads));
  }

  @Test
  void convertedAndTheDaysItTakes() {
    Dataset<Row> table =
        shop(
                "2024-04-01",
                """
                lead_id | created_at       | converted_at     | source | score | is_qualified
                1       | 2024-01-05 10:00 | 2024-01-07 12:00 | fair   | 80    | true
                2       | 2024-01-06 10:00 | 2024-02-05 09:00 | fair   | 60    | true   # the last day of the window
                3       | 2024-01-07 10:00 | 2024-02-07 09:00 | web    | -     | false  # a day too late for it
                4       | 2024-01-08 10:00 | -                | -      | 10    | -
                5       | 2024-01-09 10:00 | 2024-04-01 00:00 | web    | 50    | true   # not known yet
                """)
            .compute(MONTHLY);

    assertTable(
        table.where("dimension = 'all'"),
        """
        grain | period_start | leads | qualified_leads | mean_score | converted | conversion_rate | is_complete
        month | 2024-01-01   | 5     | 3               | 50         | 3         | 0.6             | true
        """);
    assertTable(
        table.where("dimension = 'all'"),
        """
        matured_leads | converted_in_window | windowed_rate | mean_days_to_conversion | median_days_to_conversion | p90_days_to_conversion
        5             | 2                   | 0.4           | 21                      | 30                        | 30.8
        """);
    assertTable(
        table.where("dimension = 'source'"),
        """
        segment | leads | converted | converted_in_window
        fair    | 2     | 2         | 2
        web     | 2     | 1         | 0
        (none)  | 1     | 0         | 0
        """);
  }

  @Test
  void leadsWhoseWindowIsNotOverAreInNoWindowedRate() {
    assertTable(
        shop(
                "2024-03-05",
                """
                lead_id | created_at       | converted_at
                1       | 2024-02-03 10:00 | 2024-02-04 10:00
                2       | 2024-02-04 10:00 | -                 # its last day is March 5
                3       | 2024-02-05 10:00 | 2024-02-05 11:00
                """)
            .compute(MONTHLY)
            .where("dimension = 'all'"),
        """
        leads | converted | matured_leads | converted_in_window | windowed_rate | is_complete
        3     | 2         | 1             | 1                   | 1             | false
        """);
  }

  /** On day 9 one of the two that are still observed converts: 3/4 x 1/2 is less than half. */
  @Test
  void theCensoredMedianKnowsThatOthersMayStillConvert() {
    assertTable(
        shop(
                "2024-01-21",
                """
                lead_id | created_at | converted_at | channel
                1       | 2024-01-01 | 2024-01-02   | slow
                2       | 2024-01-01 | 2024-01-10   | slow
                3       | 2024-01-01 | -            | slow
                4       | 2024-01-15 | -            | slow     # observed for 5 days
                5       | 2024-01-01 | 2024-01-02   | never
                6       | 2024-01-01 | -            | never
                7       | 2024-01-01 | -            | never
                """)
            .compute(MONTHLY)
            .where("dimension = 'channel'"),
        """
        segment | converted | median_days_to_conversion | censored_median_days
        slow    | 2         | 5                         | 9
        never   | 1         | 1                         | -
        """);
  }

  @Test
  void noLeadHasConverted() {
    assertTable(
        shop(
                "2024-02-01",
                """
                lead_id | created_at
                1       | 2024-01-31
                """)
            .compute(MONTHLY)
            .where("dimension = 'all'"),
        """
        leads | converted | conversion_rate | matured_leads | windowed_rate | mean_days_to_conversion | censored_median_days | mean_score
        1     | 0         | 0               | 0             | -             | -                       | -                    | -
        """);
  }
}
