package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.kpi.Kpi;
import io.clientela.model.Leads;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.testing.Funnels;
import io.clientela.testing.RawRows;
import io.clientela.testing.Shop;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Leads and opportunities go through the same engine as interactions. */
final class PipelineFunnelTest {

  @Test
  void aLeadEntersWhenItIsCreatedAndLeavesWhenItConverts() {
    Shop shop =
        Shop.asOf("2024-04-01")
            .by("channel")
            .with(
                Leads.INPUT,
                spark ->
                    RawRows.of(
                        spark,
                        Leads.INPUT,
                        """
                        lead_id | created_at       | converted_at     | customer_id | channel | is_qualified
                        1       | 2024-01-05 10:00 | 2024-01-09 12:00 | ana         | ads     | true
                        2       | 2024-01-06 10:00 | -                | -           | ads     | false
                        3       | 2024-01-07 10:00 | 2024-02-07 12:00 | bia         | web     | true   # after the window
                        4       | 2024-01-08 10:00 | 2024-04-01 09:00 | caio        | web     | true   # not known yet
                        5       | 2024-03-20 10:00 | 2024-03-21 10:00 | davi        | ads     | true   # window not over
                        """));

    assertTable(
        shop.compute(
            Funnels.conversion(
                "name: leads, events: leads, steps: [created, {type: converted, where: is_qualified}], window: 30d")),
        """
        dimension | segment | step_name | customers | matured_customers | rate_from_previous | median_seconds_from_start
        all       | all     | created   | 5         | 4                 | -                  | -
        all       | all     | converted | 2         | 1                 | 0.25               | 219600
        channel   | ads     | created   | 3         | 2                 | -                  | -
        channel   | ads     | converted | 2         | 1                 | 0.5                | 219600
        channel   | web     | created   | 2         | 2                 | -                  | -
        channel   | web     | converted | 0         | 0                 | 0                  | -
        """);
  }

  @Test
  void anOpportunityGoesThroughItsStagesUntilItIsWon() {
    Shop shop =
        Shop.asOf("2024-04-01")
            .by("owner")
            .with(
                Opportunities.INPUT,
                spark ->
                    RawRows.of(
                        spark,
                        Opportunities.INPUT,
                        """
                        opportunity_id | created_at       | owner | closed_at        | outcome
                        straight       | 2024-01-01 09:00 | ana   | 2024-01-20 10:00 | won
                        lost           | 2024-01-02 09:00 | ana   | 2024-01-25 10:00 | lost
                        open           | 2024-01-03 09:00 | bia   | -                | -
                        later          | 2024-01-03 09:00 | bia   | 2024-05-01 10:00 | won
                        skips          | 2024-01-04 09:00 | bia   | 2024-01-09 10:00 | won
                        """))
            .with(
                OpportunityStages.INPUT,
                spark ->
                    RawRows.of(
                        spark,
                        OpportunityStages.INPUT,
                        """
                        opportunity_id | stage     | entered_at
                        straight       | qualified | 2024-01-02 10:00
                        straight       | proposal  | 2024-01-10 10:00
                        lost           | qualified | 2024-01-03 10:00
                        open           | qualified | 2024-01-04 10:00
                        later          | proposal  | 2024-01-04 10:00
                        later          | qualified | 2024-01-05 10:00  # moved backwards: the first proposal is what counts
                        later          | proposal  | 2024-01-06 10:00
                        skips          | proposal  | 2024-01-05 10:00
                        """));
    Kpi conversion =
        Funnels.conversion(
            "name: pipeline, events: opportunities, steps: [created, {type: qualified, optional: true}, proposal, won]");
    Map<String, Dataset<Row>> tables =
        shop.publish(List.of(conversion, new FunnelAttempts(List.of("pipeline"))));

    assertTable(
        tables.get("funnel_conversion").where("dimension = 'all' or segment = 'bia'"),
        """
        dimension | segment | step_name | customers | dropped | rate_from_previous
        all       | all     | created   | 5         | 0       | -
        all       | all     | qualified | 3         | 0       | 0.6   # two had a proposal before
        all       | all     | proposal  | 3         | 2       | 0.6
        all       | all     | won       | 2         | 1       | 0.6666666666666666
        owner     | bia     | created   | 3         | 0       | -
        owner     | bia     | qualified | 1         | 0       | 0.3333333333333333
        owner     | bia     | proposal  | 2         | 1       | 0.6666666666666666
        owner     | bia     | won       | 1         | 1       | 0.5
        """);
    assertTable(
        tables.get("funnel_attempts"),
        """
        counted  | attempt | furthest_step | converted
        straight | 1       | 4             | true
        lost     | 1       | 2             | false
        open     | 1       | 2             | false
        later    | 1       | 3             | false
        skips    | 1       | 4             | true
        """);
  }

  /** Beside it, interactions have no channel: there the customer's counts, attributed or not. */
  @Test
  void aLeadHasTheSegmentOfTheLeadAndNotOfItsCustomer() {
    Shop shop =
        Shop.asOf("2024-04-01")
            .by("channel")
            .customers(
                """
                customer_id | channel
                ana         | store
                """)
            .interactions(
                """
                customer_id | occurred_at      | type
                ana         | 2024-01-05 10:00 | visit
                """)
            .with(
                Leads.INPUT,
                spark ->
                    RawRows.of(
                        spark,
                        Leads.INPUT,
                        """
                        lead_id | created_at       | customer_id | channel
                        1       | 2024-01-05 10:00 | ana         | ads
                        """));

    assertTable(
        shop.compute(
                Funnels.conversion(
                    "name: leads, events: leads, steps: [created]",
                    "name: visits, steps: [visit], attribution: entry"))
            .where("dimension = 'channel'"),
        """
        funnel | segment
        leads  | ads
        visits | store
        """);
  }
}
