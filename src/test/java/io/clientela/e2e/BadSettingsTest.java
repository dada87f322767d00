package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and options that can't be meant. */
final class BadSettingsTest {

  private static final String SOURCES = "sources:\n  orders: {path: ROOT/orders, format: csv}\n";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,10\n");
  }

  @Test
  void anUnknownTimeZoneIsToldWithTheNearest() {
    work.settings("time-zone: America/Sao_Paolo\n" + SOURCES);

    work.refuses(2, "ROOT/settings.yaml:4: time-zone", "did you mean America/Sao_Paulo?");
  }

  @Test
  void everyMisspeltKeyIsToldWithItsLineAndTheNearest() {
    work.settings(
        """
        week-strat: monday
        sources:
          orders:
            path: ROOT/orders
            max-rejct-share: 0.5
          ordres: {path: ROOT/orders}
        kpis:
          order_valeu: {}
          cohort_ltv: {grain: [month]}
        """);

    work.refuses(
        2,
        "5 problems in the settings",
        "ROOT/settings.yaml:4: week-strat: unknown key; did you mean week-start?",
        "ROOT/settings.yaml:8: sources.orders.max-rejct-share: unknown key;"
            + " did you mean max-reject-share?",
        "ROOT/settings.yaml:9: sources.ordres: unknown key; did you mean orders?",
        "ROOT/settings.yaml:11: kpis.order_valeu: unknown key; did you mean order_value?",
        "ROOT/settings.yaml:12: kpis.cohort_ltv.grain: unknown key; did you mean grains?");
  }

  @Test
  void badYamlIsToldWithItsLine() {
    work.settings("sources: {orders: [\n");

    work.refuses(2, "ROOT/settings.yaml:5: not valid YAML");
  }

  @Test
  void aMissingSettingsFileIsNamed() {
    work.refuses(2, "ROOT/settings.yaml", "no such file");
  }

  @Test
  void anUnknownTableIsToldWithThoseThereAre() {
    work.settings(SOURCES);
    Answer answer = work.run("--only", "order_value,order_valeu");

    work.says(answer, 2, "--only", "[order_valeu]", "order_value", "cohort_ltv");
    assertEquals(Set.of(), work.published());
  }

  @Test
  void aDateThatIsNoneIsToldWithItsOption() {
    work.settings(SOURCES);

    work.says(work.run("--as-of", "2024-02-30"), 2, "--as-of", "2024-02-30");
    work.says(work.run("--as-of", "0001-01-01"), 2, "--as-of", "plausible-dates");
    assertEquals(Set.of(), work.published());
  }

  /** A typo in a funnel is no error: the type may come tomorrow. */
  @Test
  void anUnknownStepIsAWarningWithTheTypesThereAre() {
    work.file(
        "visits/visits.csv",
        "customer_id,occurred_at,type\nana,2024-01-05,visit\nana,2024-01-06,checkout\n");
    work.settings(
        """
        sources:
          interactions: {path: ROOT/visits, format: csv}
        kpis:
          funnel_conversion:
            grains: [month]
            funnels: [{name: shop, steps: [visit, checkuot]}]
        """);
    Answer answer = work.run("--only", "funnel_conversion");

    work.says(answer, 0, "warning: funnel_conversion", "[checkuot]", "there are [checkout, visit]");
    assertEquals(
        List.of("[visit,1]", "[checkuot,0]"),
        work.rows(
            "funnel_conversion",
            "SELECT step_name, customers FROM t WHERE grain IS NULL ORDER BY step_index"));
  }
}
