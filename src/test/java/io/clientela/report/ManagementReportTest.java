package io.clientela.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.report.page.Block;
import io.clientela.report.page.Cards;
import io.clientela.report.page.Cards.Card;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Items;
import io.clientela.report.page.Note;
import io.clientela.report.page.Page;
import io.clientela.report.page.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sections of the page say, from small tables of their columns. */
final class ManagementReportTest {

  private static final Words ENGLISH = new Words(Language.EN, "BRL");
  private static final Words PORTUGUESE = new Words(Language.PT_BR, "BRL");
  private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

  @Test
  void aRunWithoutTablesSaysWhatWouldFillEachSection() {
    Published none =
        new ReportTables()
            .published(
                Map.of(
                    "service_performance", "source tickets is not configured",
                    "campaign_effect", "source customers or orders is not configured",
                    "funnel_conversion", "no funnel (kpis.funnel_conversion.funnels)"));
    Page english = page(none, ENGLISH);
    Page portuguese = page(none, PORTUGUESE);

    for (Section section : english.sections()) {
      assertTrue(section.blocks().stream().noneMatch(Chart.class::isInstance), section.anchor());
      assertFalse(section.blocks().isEmpty(), section.anchor());
    }
    assertSays(english.section("service"), "shown once the source tickets is configured");
    assertSays(english.section("campaigns"), "the source customers or orders is configured");
    assertSays(english.section("funnels"), "once kpis.funnel_conversion.funnels is set");
    assertSays(english.section("retention"), "Cohort retention (cohort_retention) is not among");
    assertSays(
        portuguese.section("campaigns"), "quando a fonte customers ou orders for configurada");
    assertTrue(Html.of(english, ENGLISH).contains("is not among the tables of this run"));
  }

  /** September is the latest complete month; what is not over yet is not told. */
  @Test
  void aCardTellsTheLatestCompletePeriod() {
    Published published =
        new ReportTables()
            .with(
                "kpi_scorecard",
                ReportTables.scorecard(
                        "revenue",
                        "money",
                        "higher",
                        "(DATE '2023-09-01', 1000D, TRUE), (DATE '2024-07-01', 1800D, TRUE),"
                            + " (DATE '2024-08-01', 2000D, TRUE), (DATE '2024-09-01', 1500D, TRUE),"
                            + " (DATE '2024-10-01', 3D, FALSE)")
                    + " UNION ALL "
                    + ReportTables.scorecard(
                        "churn",
                        "share",
                        "lower",
                        "(DATE '2024-08-01', 0.10D, TRUE)," + " (DATE '2024-09-01', 0.08D, TRUE)")
                    + " UNION ALL "
                    + ReportTables.scorecard(
                        "empty", "count", null, "(DATE '2024-09-01', CAST(NULL AS DOUBLE), TRUE)"))
            .with("target_attainment", ReportTables.TARGETS)
            .published(Map.of());
    Section section = page(published, PORTUGUESE).section("headlines");
    List<Card> cards = cards(section);

    Card revenue = cards.get(0);
    assertEquals("O revenue", revenue.title());
    assertEquals("R$\u00a01.500,00", revenue.value());
    assertEquals("set/2024", revenue.period());
    assertEquals(
        List.of("−25,0\u00a0% ago/2024 down worse", "+50,0\u00a0% set/2023 up better"),
        changes(revenue));
    assertEquals("Meta R$\u00a02.000,00 até 31 dez 2024: no caminho", revenue.target());
    assertTrue(revenue.spark().path().startsWith("M"), revenue.spark().path());
    assertEquals(List.of("−2,0\u00a0p.p. ago/2024 down better"), changes(cards.get(1)));
    assertEquals(2, cards.size());
    assertSays(section, "Ainda sem valor: O empty.");
  }

  @Test
  void anAlertSaysWhatItCompared() {
    Published published =
        new ReportTables().with("trend_alerts", ReportTables.ALERTS).published(Map.of());
    Section portuguese = page(published, PORTUGUESE).section("alerts");
    List<Items.Item> items = of(portuguese, Items.class).get(0).items();

    assertEquals("Pedidos · total", items.get(0).title());
    assertEquals("−17,7\u00a0%, pior", items.get(0).mark());
    assertEquals(
        "1.234 em set/2024, esperado 1.500 (1.410 a 1.590); o mesmo período do ano anterior, vezes a"
            + " variação mediana de 12 meses de set/2023 a ago/2024 sobre o ano anterior",
        items.get(0).text());
    assertEquals(
        "9 na semana de 23 set 2024, esperado 5 (4 a 6); reta por 26 semanas de 25 mar 2024 a 16"
            + " set 2024",
        items.get(1).text());
    assertEquals(2, items.size());
    assertSays(portuguese, "3 séries foram avaliadas: 2 em alerta; 1 com passado curto demais.");
  }

  @Test
  void tablesOfAnOlderVersionLackColumns() {
    String older = "SELECT * EXCEPT (basis) FROM (" + ReportTables.ALERTS + ")";
    Published published = new ReportTables().with("trend_alerts", older).published(Map.of());
    List<Items.Item> items =
        of(page(published, ENGLISH).section("alerts"), Items.class).get(0).items();

    assertEquals(
        "1,234 in Sep 2024, expected 1,500 (1,410 to 1,590); median of 12 months from Sep 2023 to Aug"
            + " 2024",
        items.get(0).text());
    assertEquals(
        "9 in the week of 23 Sep 2024, expected 5 (4 to 6); line through 26 weeks from 25 Mar 2024"
            + " to 16 Sep 2024",
        items.get(1).text());
  }

  /** 100 cohorts of up to 100 months, 120 months of growth, 2,000 segments. */
  @Test
  void whatIsLargeIsCutAndSaidToBe() {
    Published published = large().published(Map.of());
    Page page = page(published, ENGLISH);

    assertSays(
        page.section("retention"), "The latest 24 of 99 cohorts with a period since are shown.");
    assertSays(page.section("growth"), "The latest 36 of 120 periods are shown.");
    Grid segments = of(page.section("segments"), Grid.class).get(0);
    assertEquals("By channel: the largest 20 of 2,000", segments.caption());
    assertEquals(20, segments.rows().size());
    assertEquals("segment 1999", segments.rows().get(0).get(0).text());
    int size = Html.of(page, ENGLISH).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size < FIVE_MEGABYTES, size + " bytes");
  }

  @Test
  void growthHangsWhoLeftBelowTheAxis() {
    Page page = page(large().published(Map.of()), PORTUGUESE);
    Chart chart = of(page.section("growth"), Chart.class).get(0);
    String drawing = Json.of(chart.drawing());

    assertAll(
        () -> assertTrue(drawing.contains("\"kind\":\"bars\""), drawing),
        () -> assertTrue(drawing.contains("\"name\":\"Saíram\",\"values\":[-4.0"), drawing),
        () -> assertTrue(drawing.contains("set/2024"), drawing));
  }

  private static ReportTables large() {
    return new ReportTables()
        .with(
            "cohort_retention",
            """
            SELECT 'order' AS activity, 'calendar' AS clock, 'month' AS grain, 'all' AS dimension,
              'all' AS segment, add_months(DATE '2016-06-01', CAST(c AS INT)) AS cohort_start,
              CAST(s AS INT) AS periods_since, 100L AS cohort_customers, 40L AS active_customers,
              0.4D AS retention_rate, 0.3D AS retention_rate_low, 0.5D AS retention_rate_high,
              c + s < 99 AS is_complete
            FROM (SELECT id AS c FROM range(100)) CROSS JOIN (SELECT id AS s FROM range(100))
            WHERE c + s < 100
            """)
        .with(
            "growth_accounting",
            """
            SELECT 'order' AS activity, 'month' AS grain, 'all' AS dimension, 'all' AS segment,
              add_months(DATE '2014-10-01', CAST(id AS INT)) AS period_start, 10L AS active,
              1L AS new, 2L AS retained, 3L AS resurrected, 4L AS churned, TRUE AS is_complete
            FROM range(120)
            """)
        .with(
            "order_value",
            """
            SELECT 'month' AS grain, 'channel' AS dimension, concat('segment ', id) AS segment,
              DATE '2024-09-01' AS period_start, id AS orders, id AS customers,
              CAST(id AS DECIMAL(28, 4)) AS revenue, CAST(1 AS DECIMAL(28, 4))
              AS average_order_value, TRUE AS is_complete FROM range(2000)
            UNION ALL SELECT 'month', 'all', 'all', DATE '2024-09-01', 9L, 9L,
              CAST(9 AS DECIMAL(28, 4)), CAST(1 AS DECIMAL(28, 4)), TRUE
            """);
  }

  private static Page page(Published published, Words words) {
    return new ManagementReport(published, words).page();
  }

  private static List<Card> cards(Section section) {
    return of(section, Cards.class).stream().flatMap(cards -> cards.cards().stream()).toList();
  }

  private static List<String> changes(Card card) {
    return card.changes().stream()
        .map(c -> String.join(" ", c.text(), c.against(), c.direction(), c.effect()))
        .toList();
  }

  private static <T extends Block> List<T> of(Section section, Class<T> type) {
    return section.blocks().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static void assertSays(Section section, String part) {
    Stream<String> notes = of(section, Note.class).stream().map(Note::text);
    String all = String.join("\n", notes.toList());
    assertTrue(all.contains(part), () -> section.anchor() + " says: " + all);
  }
}
