package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lake tells of the runs that made it: two of March, of other tables, and one of May. */
final class HistoryTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Workplace work;
  private static Answer march;
  private static final Set<String> GROUPS = new ConcurrentSkipListSet<>();

  /** What Spark's UI shows of each job. */
  private static final SparkListener UI =
      new SparkListener() {
        @Override
        public void onJobStart(SparkListenerJobStart start) {
          GROUPS.add(String.valueOf(start.properties().getProperty("spark.jobGroup.id")));
        }
      };

  @BeforeAll
  static void runs() throws Exception {
    work = new Workplace(folder);
    GrowingShop shop = new GrowingShop(work);
    shop.settings("");
    shop.asOfMarch();
    SparkContext context = Workplace.spark().sparkContext();
    context.addSparkListener(UI);
    march = work.run("--only", "cohort_retention,customer_value", "--as-of", GrowingShop.MARCH);
    context.listenerBus().waitUntilEmpty(10_000);
    context.removeSparkListener(UI);
    work.says(work.run("--only", "order_value", "--as-of", GrowingShop.MARCH), 0);
    shop.laterOn();
    work.says(work.run("--only", "cohort_retention", "--as-of", GrowingShop.MAY), 0);
  }

  @Test
  void runsAreListedTheNewestFirst() {
    Answer answer = tell("runs");
    work.says(answer, 0);
    List<String> lines = answer.out().lines().skip(1).toList();

    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("2024-05-01  succeeded"), lines.get(0));
    assertTrue(lines.get(2).startsWith("2024-03-01  succeeded"), lines.get(2));
    assertEquals(2, tell("runs", "--as-of", GrowingShop.MARCH).out().lines().skip(1).count());
    assertEquals(1, tell("runs", "--limit", "1").out().lines().skip(1).count());
  }

  @Test
  void runsAsJsonHoldInputsOutputsAndSettings() throws Exception {
    JsonNode runs = JSON.readTree(tell("runs", "--format", "json").out());

    assertEquals("2024-05-01", runs.at("/0/as_of").asText());
    assertEquals("cohort_retention", runs.at("/0/outputs/0/table").asText());
    assertEquals("America/Sao_Paulo", runs.at("/0/settings/time-zone").asText());
    assertEquals("0.2", runs.at("/0/settings/sources/orders/max-reject-share").asText());
  }

  /** The version of the input is the one that the run read, not the one that is newest now. */
  @Test
  void explainedAreTheInputsOfThatRun() throws Exception {
    JsonNode march = explained(GrowingShop.MARCH);
    JsonNode may = explained(GrowingShop.MAY);

    assertEquals(0, input(march, "orders").get("version").asLong());
    assertEquals(8, input(march, "orders").get("read").asLong());
    assertEquals(2, input(may, "orders").get("version").asLong());
    assertEquals(11, input(may, "orders").get("read").asLong());
    assertEquals(1, input(march, "interactions").get("files").asLong());
    assertEquals(2, input(may, "interactions").get("files").asLong());
  }

  @Test
  void onlyWhatTheTableWasMadeOfIsTold() throws Exception {
    JsonNode march = explained(GrowingShop.MARCH);
    Set<String> inputs = new TreeSet<>();
    march.get("inputs").forEach(input -> inputs.add(input.get("input").asText()));
    Set<String> steps = new TreeSet<>();
    march
        .get("steps")
        .forEach(step -> steps.add(step.get("step").asText() + " " + step.get("table").asText()));

    assertTrue(inputs.containsAll(Set.of("orders", "interactions")), inputs.toString());
    assertFalse(inputs.contains("tickets"), inputs.toString());
    assertTrue(steps.contains("check orders"), steps.toString());
    assertTrue(steps.contains("derive cohort_retention"), steps.toString());
    assertTrue(steps.contains("write cohort_retention"), steps.toString());
    assertFalse(steps.contains("derive customer_value"), steps.toString());
    assertTrue(march.get("settings").has("kpis.cohort_retention"));
    assertFalse(march.get("settings").has("kpis.customer_value"));
    assertTrue(march.get("settings").has("sources.orders"));
    assertFalse(march.get("settings").has("sources.tickets"));
  }

  @Test
  void anExplanationReadsAsText() {
    Answer answer = tell("explain", "cohort_retention", "--as-of", GrowingShop.MARCH);

    work.says(
        answer,
        0,
        "cohort_retention: Cohort retention (Retenção por coorte)",
        "As of 2024-03-01: ",
        "VERSION AS OF 1 WHERE as_of = DATE '2024-03-01'",
        "version 0",
        "check orders",
        "kpis.cohort_retention: {");
  }

  /** The query of an explanation gives the rows that it explains. */
  @Test
  void itsQueryGivesItsRows() throws Exception {
    JsonNode march = explained(GrowingShop.MARCH);

    assertEquals(
        march.get("rows").asLong(), Workplace.spark().sql(march.get("query").asText()).count());
  }

  /** A table is explained by the newest run that wrote it. */
  @Test
  void aTableOfAnOlderRunOfTheDateIsExplainedByThatOne() throws Exception {
    JsonNode value =
        JSON.readTree(
            tell("explain", "customer_value", "--as-of", GrowingShop.MARCH, "--format", "json")
                .out());

    assertTrue(
        value.at("/run/outputs").toString().contains("customer_value"),
        value.at("/run").toString());
  }

  @Test
  void theHeadOfATableIsItsFirstRowsByKey() {
    Answer answer = tell("head", "--rows", "2", "cohort_retention");
    work.says(answer, 0, "cohort_retention: ", "only the first 2 rows");
    List<String> lines = answer.out().lines().toList();
    assertTrue(lines.get(1).contains("cohort_start"), answer.out());
    assertEquals(5, lines.stream().filter(line -> !line.isBlank()).count(), answer.out());
  }

  @Test
  void fewerThanNoneCanNotBeShown() {
    work.says(tell("head", "--rows", "-1", "cohort_retention"), 2, "--rows: found -1");
    work.says(tell("runs", "--limit", "-1"), 2, "--limit: found -1, expected 0 or more");
  }

  @Test
  void whatNoRunWroteHasTheRemedy() {
    work.says(
        tell("explain", "order_value", "--as-of", GrowingShop.MAY),
        2,
        "no run as of 2024-05-01 wrote order_value",
        "--only order_value");
    work.says(tell("explain", "order_values"), 2, "order_values is no KPI table");
    work.says(CommandLineRunner.run("runs"), 2, "Give --lake URI or --config FILE");
    work.says(tell("explain", "order_value", "--as-of", "2023-01-01"), 2, "There are [2024-03-01");
  }

  @Test
  void everyJobOfSparkIsNamedAfterItsStep() {
    work.says(march, 0);
    Set<String> strange = new TreeSet<>(GROUPS);
    strange.removeIf(group -> group.matches("(prepare|read|check|derive|write|record) \\w+"));

    assertEquals(Set.of(), strange);
    assertTrue(GROUPS.contains("derive history_cells"), GROUPS.toString());
    assertTrue(GROUPS.contains("check orders"), GROUPS.toString());
    assertTrue(GROUPS.contains("derive customer_value"), GROUPS.toString());
  }

  @Test
  void theCostOfEachStepIsKeptAndTold() {
    List<String> steps =
        work.rows(
            "kpi_run_steps",
            "SELECT step, table_name, rows FROM t WHERE as_of = '2024-03-01' AND seconds > 0"
                + " AND (tasks > 0 OR written_bytes > 0)"
                + " AND table_name IN ('orders', 'customer_value')");

    assertTrue(
        steps.containsAll(
            List.of("[check,orders,8]", "[derive,customer_value,3]", "[write,customer_value,3]")),
        steps.toString());
    assertEquals(
        List.of("[true]"),
        work.rows("kpi_run_steps", "SELECT min(written_bytes) > 1000 FROM t WHERE step = 'write'"));
    work.says(march, 0, "slowest steps: ", " KB ");
  }

  /** A lake of an older version has fewer columns in its records. */
  @Test
  void anOlderRecordOfRunsGetsTheNewColumns(@TempDir Path old) {
    Workplace before = new Workplace(old);
    GrowingShop shop = new GrowingShop(before);
    shop.settings("");
    shop.asOfMarch();
    before.says(before.run("--only", "order_value", "--as-of", GrowingShop.MARCH), 0);
    before
        .table("kpi_runs")
        .drop("settings")
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .partitionBy("as_of")
        .save(before.path("lake/kpi_runs"));
    work.says(tell(before, "explain", "order_value"), 0, "settings, fingerprint");

    before.says(before.run("--only", "order_value", "--as-of", GrowingShop.MARCH), 0);
    assertEquals(
        List.of("[false]", "[true]"),
        before.rows("kpi_runs", "SELECT settings IS NULL FROM t ORDER BY ended_at DESC"));
    before.says(tell(before, "runs"), 0, "succeeded");
  }

  private static JsonNode explained(String asOf) throws Exception {
    Answer answer = tell("explain", "cohort_retention", "--as-of", asOf, "--format", "json");
    work.says(answer, 0);
    return JSON.readTree(answer.out());
  }

  private static JsonNode input(JsonNode explained, String name) {
    for (JsonNode input : explained.get("inputs")) {
      if (input.get("input").asText().equals(name)) {
        return input;
      }
    }
    throw new AssertionError(name + " is not in " + explained.get("inputs"));
  }

  private static Answer tell(String command, String... more) {
    return tell(work, command, more);
  }

  private static Answer tell(Workplace place, String command, String... more) {
    String[] all = new String[more.length + 3];
    all[0] = command;
    System.arraycopy(more, 0, all, 1, more.length);
    all[more.length + 1] = "--lake";
    all[more.length + 2] = place.path("lake");
    return CommandLineRunner.run(all);
  }
}
