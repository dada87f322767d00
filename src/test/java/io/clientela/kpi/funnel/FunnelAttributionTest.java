package io.clientela.kpi.funnel;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import org.junit.jupiter.api.Test;

/** Whose value gives the segment. */
final class FunnelAttributionTest {

  private static final String STEPS = "steps: [A, B, C]";

  private static final Shop VISITS =
      Shop.asOf("2024-02-01")
          .by("channel")
          .interactions(
              """
              customer_id | occurred_at      | type | channel
              ana         | 2024-01-01 10:00 | A    | ads
              ana         | 2024-01-01 10:01 | B    | mail
              ana         | 2024-01-01 10:02 | C    | direct
              bia         | 2024-01-01 10:00 | A    | -      # not known yet
              bia         | 2024-01-01 10:01 | B    | mail
              bia         | 2024-01-01 10:02 | D    | ads    # of no step
              caio        | 2024-01-01 10:00 | A    | ads
              """);

  @Test
  void aSegmentIsTheCustomersOwnUnlessTheFunnelAttributes() {
    Shop known =
        VISITS.customers(
            """
            customer_id | channel
            ana         | friend
            bia         | friend
            """);

    assertTable(
        known
            .compute(
                Funnels.conversion(
                    "name: own, " + STEPS, "name: entry, " + STEPS + ", attribution: entry"))
            .where("dimension = 'channel' and step_index = 1"),
        """
        funnel | segment | customers
        own    | friend  | 2
        own    | (none)  | 1          # nobody knows Caio
        entry  | ads     | 2
        entry  | (none)  | 1
        """);
  }

  @Test
  void anEventOfTheChainGivesTheSegmentWhereCustomersDoNot() {
    assertTable(
        VISITS
            .compute(
                Funnels.conversion(
                    "name: default, " + STEPS,
                    "name: entry, " + STEPS + ", attribution: entry",
                    "name: first, " + STEPS + ", attribution: first",
                    "name: last, " + STEPS + ", attribution: last",
                    "name: step B, " + STEPS + ", attribution: B"))
            .where("dimension = 'channel' and customers > 0"),
        """
        funnel  | segment | step_name | customers
        default | ads     | A         | 2
        default | ads     | B         | 1
        default | ads     | C         | 1
        default | (none)  | A         | 1
        default | (none)  | B         | 1
        entry   | ads     | A         | 2
        entry   | ads     | B         | 1
        entry   | ads     | C         | 1
        entry   | (none)  | A         | 1
        entry   | (none)  | B         | 1
        first   | ads     | A         | 2          # Ana and Caio
        first   | ads     | B         | 1
        first   | ads     | C         | 1
        first   | mail    | A         | 1          # the first that is known of Bia
        first   | mail    | B         | 1
        last    | direct  | A         | 1          # Ana
        last    | direct  | B         | 1
        last    | direct  | C         | 1
        last    | mail    | A         | 1          # Bia
        last    | mail    | B         | 1
        last    | ads     | A         | 1          # Caio
        step B  | mail    | A         | 2          # Ana and Bia
        step B  | mail    | B         | 2
        step B  | mail    | C         | 1
        step B  | (none)  | A         | 1          # Caio never took B
        """);
  }

  @Test
  void anOrderGivesItsOwnSegment() {
    assertTable(
        VISITS
            .orders(
                """
                customer_id | ordered_at       | channel
                ana         | 2024-01-01 11:00 | shop
                """)
            .compute(Funnels.conversion("name: f, steps: [A, order], attribution: order"))
            .where("dimension = 'channel' and customers > 0"),
        """
        segment | step_name | customers | revenue
        shop    | A         | 1         | -
        shop    | order     | 1         | 10
        (none)  | A         | 2         | -
        """);
  }

  /** Of simultaneous entries one gives the segment, whatever else is asked. */
  @Test
  void otherFunnelsHaveNoSay() {
    Shop atOnce =
        Shop.asOf("2024-02-01")
            .by("channel")
            .interactions(
                """
                customer_id | occurred_at      | type | channel
                ana         | 2024-01-01 10:00 | A    | mail
                ana         | 2024-01-01 10:00 | A    | ads
                """);
    String other = "name: other, steps: [{type: A, where: channel = 'mail'}]";
    String expected =
        """
        segment | customers
        ads     | 1          # the first in the alphabet
        """;

    assertTable(
        atOnce.compute(Funnels.conversion("name: f, steps: [A]")).where("dimension = 'channel'"),
        expected);
    assertTable(
        atOnce
            .compute(Funnels.conversion(other, "name: f, steps: [A]"))
            .where("dimension = 'channel' and funnel = 'f'"),
        expected);
  }
}
