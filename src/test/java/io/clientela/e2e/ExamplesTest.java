package io.clientela.e2e;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples for other systems run as they are, on made-up exports in the shape of the real ones;
 * why each row of them is there stands in the exports' README.
 */
final class ExamplesTest {

  @TempDir static Path folder;
  private static Workplace hubspot;
  private static Workplace salesforce;
  private static Workplace zoho;
  private static Workplace zendesk;

  @BeforeAll
  static void runs() {
    hubspot = run("hubspot");
    salesforce = run("salesforce");
    zoho = run("zoho");
    zendesk = run("zendesk");
  }

  private static Workplace run(String name) {
    Workplace work = new Workplace(folder.resolve(name));
    Answer answer =
        CommandLineRunner.run(
            "run", "--config", "conf/examples/" + name + ".yaml", "--lake", work.path("lake"));
    assertEquals(0, answer.exitCode(), answer.text());
    return work;
  }

  private static Dataset<Row> total(Workplace work, String table) {
    return work.table(table).where("dimension = 'all'");
  }

  private static Dataset<Row> by(String dimension, Workplace work, String table) {
    return work.table(table).where("dimension = '" + dimension + "'");
  }

  @Test
  void hubspotRowsThatBreakTheContractAreCounted() {
    assertTable(
        hubspot.table("data_quality"),
        """
        input              | read | admitted | rejected | later | first_on   | last_on
        leads              | 7    | 5        | 1        | 1     | 2024-01-10 | 2024-03-01   # of 10 contacts: 1 merged, 1 twice, 1 no lead
        opportunities      | 8    | 7        | 1        | 0     | 2024-01-15 | 2024-06-03   # of 10 deals: 1 merged, 1 of another pipeline
        opportunity_stages | 19   | 19       | 0        | 0     | 2024-01-15 | 2024-06-03
        messages           | 31   | 29       | 0        | 2     | 2024-05-31 | 2024-06-11   # of 36 events: deferred, obsolete, dropped, no message
        """);
    assertEquals(
        List.of("[108,converted before it was created]"),
        hubspot.rows(
            "rejected/leads", "SELECT get_json_object(row, '$.lead_id'), reasons[0] FROM t"));
    assertEquals(
        List.of("[206,closed before it was created]"),
        hubspot.rows(
            "rejected/opportunities",
            "SELECT get_json_object(row, '$.opportunity_id'), reasons[0] FROM t"));
  }

  @Test
  void hubspotLeadsConvertWhenTheyBecomeCustomers() {
    assertTable(
        total(hubspot, "lead_conversion"),
        """
        period_start | leads | qualified_leads | mean_score | converted | conversion_rate | median_days_to_conversion
        2024-01-01   | 3     | 2               | 50         | 1         | 0.3333          | 20   # 101, 102, 103
        2024-02-01   | 1     | 1               | 70         | 1         | 1               | 34   # 104
        2024-03-01   | 1     | 1               | 90         | 1         | 1               | 50   # 109
        """);
    assertTable(
        by("owner", hubspot, "lead_conversion"),
        """
        segment     | period_start | leads
        Carla Nunes | 2024-01-01   | 2
        Carla Nunes | 2024-02-01   | 1
        Diego Lima  | 2024-01-01   | 1
        Diego Lima  | 2024-03-01   | 1
        """);
    assertTable(
        by("campaign", hubspot, "lead_conversion"),
        """
        segment      | period_start | leads
        Brand search | 2024-01-01   | 2
        (none)       | 2024-01-01   | 1
        (none)       | 2024-02-01   | 1
        (none)       | 2024-03-01   | 1
        """);
  }

  @Test
  void hubspotDealsAreWonOrLostOnce() {
    assertTable(
        total(hubspot, "sales_performance"),
        """
        period_start | won | lost | win_rate | won_amount | lost_amount | mean_cycle_days | open_opportunities | open_amount
        2024-01-01   | 0   | 0    | -        | 0          | 0           | -               | 2                  | 1500
        2024-02-01   | 2   | 0    | 1        | 1500       | 0           | 20              | 3                  | 3100   # 204 was lost in February, but reopened
        2024-03-01   | 1   | 1    | 0.5      | 800        | 300         | 49              | 1                  | 2000
        2024-04-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 2000
        2024-05-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 2000
        2024-06-01   | 0   | 0    | -        | 0          | 0           | -               | 3                  | 2400   # 207 is won later, 208 has no amount
        """);
    assertTable(
        by("team", hubspot, "sales_performance").where("won + lost > 0"),
        """
        segment  | period_start | won | lost
        Inbound  | 2024-02-01   | 1   | 0
        Inbound  | 2024-03-01   | 0   | 1
        Outbound | 2024-02-01   | 1   | 0
        Outbound | 2024-03-01   | 1   | 0
        """);
  }

  @Test
  void hubspotDealsGoThroughTheirPipeline() {
    assertTable(
        total(hubspot, "funnel_conversion").where("grain IS NULL"),
        """
        step_name      | customers | dropped
        created        | 7         | 0
        qualifiedtobuy | 4         | 0         # 202 skips it
        contractsent   | 3         | 4         # 203 is moved back afterwards
        won            | 2         | 1         # 204 is won without a contract
        """);
    assertTable(
        total(hubspot, "pipeline_stages"),
        """
        stage                | position | entered | advanced | lost_here | still_here | moved_back | advance_rate | median_days_in_stage | is_bottleneck
        appointmentscheduled | 1        | 7       | 5        | 0         | 2          | 0          | 0.7143       | 3                    | false   # 2, 2, 3, 10, 37 days: 204 was lost meanwhile
        qualifiedtobuy       | 2        | 4       | 2        | 1         | 1          | 0          | 0.5          | 12                   | true    # 7, 12, 23; 203 enters it twice and is still there
        contractsent         | 3        | 3       | 2        | 0         | 0          | 1          | 0.6667       | 10                   | false   # 5, 10, 10.125
        """);
  }

  @Test
  void hubspotMessagesAreOpenedByPeopleAndByMachines() {
    assertTable(
        total(hubspot, "message_performance"),
        """
        period_start | sent | bounced | delivered | unsent | unique_opens | unique_human_opens | unique_clicks | unique_human_clicks | replies | unsubscribes | complaints | engaged
        2024-05-01   | 1    | 0       | 1         | 0      | 1            | 1                  | 1             | 1                   | 0       | 0            | 0          | 1   # eva's click is an open too
        2024-06-01   | 8    | 1       | 7         | 1      | 5            | 3                  | 2             | 1                   | 1       | 1            | 1          | 4
        """);
    assertTable(
        by("campaign", hubspot, "message_performance"),
        """
        segment | period_start | sent | delivered | unsent | unique_opens | open_rate | human_open_rate | click_through_rate | engagement_rate
        8001    | 2024-06-01   | 0    | 0         | 1      | 0            | -         | -               | -                  | -     # joao: what was sent is older than the export
        9001    | 2024-06-01   | 6    | 5         | 0      | 4            | 0.8       | 0.6             | 0.2                | 0.6   # ana, bia (machine), davi, gil
        9002    | 2024-05-01   | 1    | 1         | 0      | 1            | 1         | 1               | 1                  | 1
        9002    | 2024-06-01   | 2    | 2         | 0      | 1            | 0.5       | 0               | 0.5                | 0.5   # ana replies; iris (machine)
        """);
  }

  @Test
  void salesforceRowsThatBreakTheContractAreCounted() {
    assertTable(
        salesforce.table("data_quality"),
        """
        input              | read | admitted | rejected | later | first_on   | last_on
        leads              | 8    | 6        | 1        | 1     | 2024-01-10 | 2024-02-07   # of 10: 1 merged, 1 deleted
        opportunities      | 8    | 7        | 1        | 0     | 2024-01-15 | 2024-06-01   # of 9: 1 deleted
        opportunity_stages | 17   | 17       | 0        | 0     | 2024-01-15 | 2024-06-02   # of 26: 1 other amount, 8 closings
        """);
  }

  @Test
  void salesforceLeadsConvertOnADate() {
    assertTable(
        total(salesforce, "lead_conversion"),
        """
        period_start | leads | qualified_leads | mean_score | converted | conversion_rate | median_days_to_conversion
        2024-01-01   | 4     | 3               | 50         | 2         | 0.5             | 10   # 20 days, and the same day
        2024-02-01   | 2     | 2               | 75         | 1         | 0.5             | 30
        """);
  }

  @Test
  void salesforceOpportunitiesThatAreReopenedAreWhatTheyAreNow() {
    assertTable(
        total(salesforce, "sales_performance"),
        """
        period_start | won | lost | win_rate | won_amount | lost_amount | mean_cycle_days | open_opportunities | open_amount
        2024-01-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 1000
        2024-02-01   | 1   | 0    | 1        | 1000       | 0           | 20              | 4                  | 3700   # two were lost in February, but reopened
        2024-03-01   | 2   | 1    | 0.6667   | 1300       | 300         | 24.5            | 2                  | 2600   # one of them is won, one open
        2024-04-01   | 0   | 0    | -        | 0          | 0           | -               | 2                  | 2600
        2024-05-01   | 0   | 0    | -        | 0          | 0           | -               | 2                  | 2600
        2024-06-01   | 0   | 0    | -        | 0          | 0           | -               | 3                  | 3000
        """);
    assertTable(
        total(salesforce, "funnel_conversion").where("grain IS NULL"),
        """
        step_name            | customers | dropped
        created              | 7         | 0
        Qualification        | 4         | 0
        Proposal/Price Quote | 3         | 4
        won                  | 2         | 1   # one on the day of its proposal
        """);
    assertTable(
        total(salesforce, "pipeline_stages"),
        """
        stage                | position | entered | advanced | lost_here | still_here | moved_back | median_days_in_stage | is_bottleneck
        Prospecting          | 1        | 7       | 6        | 0         | 1          | 0          | 2.5                  | false   # an hour, 2, 2, 3, 37 and 58 days
        Qualification        | 2        | 4       | 2        | 1         | 1          | 0          | 12.625               | true    # 7, and to the end of their days 12.625 and 23.625
        Proposal/Price Quote | 3        | 3       | 2        | 0         | 0          | 1          | 5                    | false   # 8 hours, 5 and 10.625 days
        Negotiation/Review   | 4        | 1       | 0        | 0         | 1          | 0          | -                    | false   # reopened and still there
        """);
  }

  @Test
  void zohoRowsThatBreakTheContractAreCounted() {
    assertTable(
        zoho.table("data_quality"),
        """
        input              | read | admitted | rejected | later | first_on   | last_on
        leads              | 8    | 6        | 1        | 1     | 2024-01-10 | 2024-03-06   # of 9: 2 of one person
        opportunities      | 7    | 6        | 1        | 0     | 2024-01-15 | 2024-06-01
        opportunity_stages | 15   | 15       | 0        | 0     | 2024-01-15 | 2024-06-01   # of 22: 7 closings
        """);
  }

  @Test
  void zohoLeadsWithOneEmailAreOneLead() {
    assertTable(
        total(zoho, "lead_conversion"),
        """
        period_start | leads | qualified_leads | mean_score | converted | conversion_rate | median_days_to_conversion
        2024-01-01   | 3     | 2               | 50         | 1         | 0.3333          | 20
        2024-02-01   | 1     | 1               | 70         | 1         | 1               | 34
        2024-03-01   | 2     | 0               | -          | 0         | 0               | -    # without e-mail: two leads
        """);
    assertTable(
        by("source", zoho, "lead_conversion").where("period_start = DATE'2024-02-01'"),
        """
        segment      | leads | converted
        Web Download | 1     | 1   # where the person came from first
        """);
  }

  @Test
  void zohoDealsAreReadInLocalTime() {
    assertTable(
        total(zoho, "sales_performance"),
        """
        period_start | won | lost | win_rate | won_amount | lost_amount | mean_cycle_days | open_opportunities | open_amount
        2024-01-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 1000
        2024-02-01   | 1   | 0    | 1        | 1000       | 0           | 20              | 3                  | 3100
        2024-03-01   | 2   | 1    | 0.6667   | 1300       | 300         | 24.5            | 1                  | 2000
        2024-04-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 2000
        2024-05-01   | 0   | 0    | -        | 0          | 0           | -               | 1                  | 2000
        2024-06-01   | 0   | 0    | -        | 0          | 0           | -               | 2                  | 2400
        """);
    assertTable(
        total(zoho, "funnel_conversion").where("grain IS NULL"),
        """
        step_name            | customers | dropped
        created              | 6         | 0
        Needs Analysis       | 4         | 0
        Proposal/Price Quote | 3         | 3
        won                  | 2         | 1
        """);
    assertTable(
        total(zoho, "pipeline_stages"),
        """
        stage                | position | entered | advanced | lost_here | still_here | moved_back | median_days_in_stage | is_bottleneck
        Qualification        | 1        | 6       | 5        | 0         | 1          | 0          | 2                    | false   # an hour, 2, 2, 3 and 37 days
        Needs Analysis       | 2        | 4       | 2        | 1         | 1          | 0          | 12.625               | true    # 7, 12.625 and 23.625
        Proposal/Price Quote | 3        | 3       | 2        | 0         | 0          | 1          | 5                    | false   # 7 hours, 5 and 10.625 days
        """);
  }

  @Test
  void zendeskTicketsComeOnceWithTheirMetrics() {
    assertTable(
        zendesk.table("data_quality"),
        """
        input   | read | admitted | rejected | later | first_on   | last_on
        tickets | 7    | 6        | 0        | 1     | 2024-05-31 | 2024-06-30   # of 10: 1 twice, 1 merged, 1 deleted
        surveys | 5    | 5        | 0        | 0     | 2024-06-04 | 2024-06-30   # of 9 ratings: those of a ticket are one, 1 not offered
        """);
    assertTable(
        total(zendesk, "service_performance"),
        """
        period_start | tickets | answered | unanswered | mean_first_response_minutes | median_first_response_minutes | within_target | within_target_rate
        2024-05-01   | 1       | 1        | 0          | 0.75                        | 0.75                          | 1             | 1     # 45 seconds in the chat
        2024-06-01   | 5       | 3        | 2          | 70                          | 60                            | 2             | 0.4   # 30, 60 and 120 minutes
        """);
    assertTable(
        total(zendesk, "service_performance"),
        """
        period_start | resolved | median_resolution_hours | ever_resolved | reopened | one_touch | complaints | complaining_customers | backlog
        2024-05-01   | 1        | 1                       | 1             | 0        | 1         | 0          | 0                     | 1   # solved after midnight
        2024-06-01   | 2        | 14                      | 3             | 2        | 1         | 1          | 1                     | 3   # 1003, 1004, 1008
        """);
    assertTable(
        by("category", zendesk, "service_performance"),
        """
        segment  | period_start | tickets
        delivery | 2024-05-01   | 1
        delivery | 2024-06-01   | 3
        billing  | 2024-06-01   | 2
        """);
  }

  @Test
  void zendeskRatingsAreSurveys() {
    assertTable(
        total(zendesk, "satisfaction"),
        """
        kind | period_start | sent | responses | response_rate | mean_score | positive | csat
        csat | 2024-06-01   | 5    | 3         | 0.6           | 2.3333     | 1        | 0.3333   # 5, 1 and 1
        """);
    assertTable(
        by("agent", zendesk, "satisfaction"),
        """
        segment     | sent | responses | positive | csat
        Elisa Prado | 2    | 2         | 1        | 0.5   # 1001, 1008
        Fred Costa  | 2    | 1         | 0        | 0     # 1002; 1004 is rated after as-of
        (none)      | 1    | 0         | 0        | -     # 1003 has no agent
        """);
  }

  @Test
  void zendeskAgentsHaveNames() {
    assertTable(
        zendesk.table("agent_scorecard"),
        """
        level | name        | period_start | tickets | answered | median_first_response_minutes | resolved | ever_resolved | reopened | csat_responses | csat_positive
        agent | Elisa Prado | 2024-05-01   | 1       | 1        | 0.75                          | 1        | 1             | 0        | 0              | 0
        agent | Elisa Prado | 2024-06-01   | 2       | 2        | 45                            | 1        | 2             | 1        | 2              | 1
        agent | Fred Costa  | 2024-06-01   | 2       | 1        | 120                           | 1        | 1             | 1        | 1              | 0
        team  | Support     | 2024-05-01   | 1       | 1        | 0.75                          | 1        | 1             | 0        | 0              | 0
        team  | Support     | 2024-06-01   | 4       | 2        | 45                            | 1        | 2             | 1        | 2              | 1
        team  | Billing     | 2024-06-01   | 1       | 1        | 120                           | 1        | 1             | 1        | 1              | 0
        """);
  }
}
