package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;
import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Values that a chain holds constant, and what is counted instead of customers. */
final class FunnelCountByTest {

  @Test
  void theStepsOfAChainShareWhatIsHeldConstant() {
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id]",
        """
        who   | events                       | attempts
        ana   | A@0:s1 A@1:s2 B@5:s2         | A@1 B@5  # the second session converts
        bia   | A@0:s1 B@5                   | A@0      # B is of no session
        caio  | A@0 B@5                      | -        # neither is A: two unknown ones are not the same
        davi  | A@0:s1 A@1:s2 B@2:s1 B@3:s2  | A@0 B@2  # the first to get there
        eva   | A@0:s1 B@1:s2 B@2:s1         | A@0 B@2  # the other session may come between
        """);
  }

  @Test
  void policiesLookAtAllSessionsOfTheCustomer() {
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id], attempts: first-entry",
        """
        who  | events                | attempts
        ana  | A@0:s1 A@1:s2 B@2:s2  | A@0      # the first entry of the customer
        bia  | A@0 A@1:s2 B@2:s2     | A@1 B@2  # the first that is in a session
        """);
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id], attempts: all",
        """
        who  | events                       | attempts
        ana  | A@0:s1 A@1:s2 B@2:s1 B@3:s2  | A@0 B@2, A@1 B@3  # each session has its own
        """);
  }

  @Test
  void whatHappensInAnotherSessionNeitherInterruptsNorExcludes() {
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id], mode: strict",
        """
        who  | events                | attempts
        ana  | A@0:s1 D@1:s1 B@2:s1  | A@0
        bia  | A@0:s1 D@1:s2 B@2:s1  | A@0 B@2
        caio | A@0:s1 D@1 B@2:s1     | A@0 B@2
        """);
    assertAttempts(
        "steps: [A, B], hold-constant: [session_id], exclusions: [{type: X}]",
        """
        who  | events                | attempts
        ana  | A@0:s1 X@1:s1 B@2:s1  | A@0
        bia  | A@0:s1 X@1:s2 B@2:s1  | A@0 B@2
        """);
  }

  @Test
  void severalColumnsAreHeldTogether() {
    assertTable(
        Shop.asOf("2024-02-01")
            .by("why", "device")
            .interactions(
                """
                customer_id | occurred_at      | type | session_id | device | why
                ana         | 2024-01-01 10:00 | A    | s1         | phone  | both alike
                ana         | 2024-01-01 10:01 | B    | s1         | phone  | both alike
                bia         | 2024-01-01 10:00 | A    | s1         | phone  | another device
                bia         | 2024-01-01 10:01 | B    | s1         | laptop | another device
                caio        | 2024-01-01 10:00 | A    | s1         | phone  | another session
                caio        | 2024-01-01 10:01 | B    | s2         | phone  | another session
                davi        | 2024-01-01 10:00 | A    | s1         | -      | unknown device
                davi        | 2024-01-01 10:01 | B    | s1         | -      | unknown device
                """)
            .compute(
                Funnels.conversion("name: f, steps: [A, B], hold-constant: [session_id, device]"))
            .where("dimension = 'why' and customers > 0"),
        """
        segment         | step_name | customers
        both alike      | A         | 1
        both alike      | B         | 1
        another device  | A         | 1
        another session | A         | 1
        """);
  }

  @Test
  void aSessionIsThatOfACustomer() {
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
                caio        | 2024-01-01 10:10 | B    | s1  # not that of Ana
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
  void anotherColumnIsCountedAcrossCustomers() {
    Map<String, Dataset<Row>> published =
        Shop.asOf("2024-02-01")
            .by("device", "seat")
            .interactions(
                """
                customer_id | occurred_at      | type | device | seat bigint
                ana         | 2024-01-01 10:00 | A    | tablet | 7
                bia         | 2024-01-01 10:05 | B    | tablet | 7  # at the same tablet in the same seat
                caio        | 2024-01-01 10:00 | A    | phone  | -
                caio        | 2024-01-01 10:05 | B    | -      | 7  # of an unknown device
                """)
            .publish(
                List.of(
                    Funnels.conversion(
                        "name: device, steps: [A, B], count-by: device",
                        "name: seat, steps: [A, B], count-by: seat"),
                    new FunnelAttempts(List.of("device", "seat"))));

    assertTable(
        published.get("funnel_conversion").where("dimension = 'all'"),
        """
        funnel | step_name | customers
        device | A         | 2
        device | B         | 1
        seat   | A         | 1
        seat   | B         | 1
        """);
    assertTable(
        published.get("funnel_attempts"),
        """
        funnel | counted | customer_id | furthest_step | converted
        device | tablet  | ana         | 2             | true   # the customer of the first step
        device | phone   | caio        | 1             | false
        seat   | 7       | ana         | 2             | true
        """);
  }
}
