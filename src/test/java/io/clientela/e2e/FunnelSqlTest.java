package io.clientela.e2e;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.ClientelaExtensions;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.funnel.FunnelAttempts;
import io.clientela.model.Interactions;
import io.clientela.testing.Funnels;
import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Funnels that an analyst asks for in SQL are those of the tables. */
final class FunnelSqlTest {

  private static final String ECOM_STEPS =
      "array(event = 'product_view', event = 'add_to_cart', event = 'cart',"
          + " event = 'shipping_details', event = 'payment_details', event = 'purchase')";
  private static final String THREE = "array(type = 'A', type = 'B', type = 'C')";

  private static SparkSession spark;
  private static List<String> table;

  @BeforeAll
  static void functionsInASessionOfTheirOwn() {
    spark = Sessions.tuned(Sessions.UTC, Map.of());
    SparkSessionExtensions extensions = new SparkSessionExtensions();
    new ClientelaExtensions().apply(extensions);
    extensions.registerFunctions(
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().functionRegistry());
    spark
        .read()
        .option("header", true)
        .csv("src/test/resources/datasets/ecom.csv.gz")
        .selectExpr("user_id", "session_id", "event", "CAST(timestamp AS TIMESTAMP) AS at")
        .coalesce(1)
        .createOrReplaceTempView("ecom");
    spark.catalog().cacheTable("ecom");
    spark
        .sql(
            "SELECT * FROM VALUES (1, 'A', 's'), (2, 'B', 's'), (4, 'C', 't'), (9, NULL, NULL),"
                + " (NULL, 'A', 's') AS events(second, type, session)")
        .selectExpr("timestamp_seconds(second) AS at", "type", "session")
        .createOrReplaceTempView("events");
    table = table();
    assertTrue(table.size() > 1000, () -> "only " + table.size() + " attempts");
  }

  @AfterAll
  static void forget() {
    spark.catalog().uncacheTable("ecom");
  }

  /** Times in seconds; an event of several letters meets the conditions of each. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A@0 A@50 B@100       | A B   | window: 60s                            | - | 2 | 50 100",
        "A@0 A@50 B@100       | A B   | window: 60s, attempts: first-entry     | - | 1 | 0",
        "B@10 A@10            | A B   | window: 60s                            | - | 2 | 10 10",
        "B@10 A@10            | A B   | window: 60s, mode: strictly-increasing | - | 1 | 10",
        "A@0 A@5 B@5          | A B   | window: 60s, mode: strictly-increasing | - | 2 | 0 5",
        "A@0 D@1 A@2 B@3 C@4  | A B C | window: 60s, mode: strict              | - | 3 | 2 3 4",
        "A@0 B@1 D@2 C@3      | A B C | window: 60s, mode: strict              | - | 2 | 0 1",
        "AB@0                 | A B   | window: 60s                            | - | 1 | 0",
        "A@0 A@1              | A A   | window: 60s                            | - | 2 | 0 1",
        "A@0 B@60             | A B   | window: 60s                            | - | 2 | 0 60",
        "A@0 B@61             | A B   | window: 60s                            | - | 1 | 0",
        "A@0 X@1 B@2          | A B   | exclusions: [{after: 1, before: 2}]    | X | 1 | 0",
        "A@0 X@1 B@2          | A B   | exclusions: [{effect: remove}]         | X | 0 | none",
        "A@0/1 B@1/2          | A B   | window: 60s                            | - | 1 | 0",
        "A@0/1 B@1/2 B@2/1    | A B   | window: 60s                            | - | 2 | 0 2",
        "C@0 A@1 B@61         | A B C | window: 60s, mode: any-order           | - | 2 | 0 1",
        "A@0 B@1 A@2 C@3 B@4  | A B C | attempts: all, optional: [2]           | - | 3 | 2 3",
        "A@0 B@5 A@7 B@9      | A B   | max-gap: 4s                            | - | 2 | 7 9"
      })
  void conformanceCases(
      String events, String steps, String options, String excluded, String furthest, String times) {
    String rows =
        Arrays.stream(events.split(" "))
            .map(event -> event.split("[@/]"))
            .map(
                event ->
                    "('%s', %s, '%s')"
                        .formatted(event[0], event[1], event.length > 2 ? event[2] : "one"))
            .collect(Collectors.joining(", ", " FROM VALUES ", " AS t(types, second, session)"));
    String arguments =
        "(timestamp_seconds(second), %s, '%s', %s, session)"
            .formatted(
                conditions(steps), options, excluded.equals("-") ? "NULL" : conditions(excluded));
    String taken =
        "transform(get(funnel_attempts" + arguments + ", 0).step_times, at -> unix_seconds(at))";
    assertEquals(
        List.of(furthest + "|" + times),
        rows(
            "SELECT window_funnel%s, coalesce(array_join(%s, ' '), 'none')"
                    .formatted(arguments, taken)
                + rows));
  }

  private static String conditions(String letters) {
    return Arrays.stream(letters.split(" "))
        .map("contains(types, '%s')"::formatted)
        .collect(Collectors.joining(", ", "array(", ")"));
  }

  @ParameterizedTest
  @CsvSource({
    "user_id, '', 598 517 429 329 222 114",
    "user_id, window: 7d, 598 487 353 210 109 40",
    "user_id, window: 1d, 598 482 324 169 69 16",
    "user_id, window: 30m, 598 480 317 157 62 12",
    "'user_id, session_id', '', 2868 944 477 194 72 15",
    "'user_id, session_id', window: 30m, 2868 942 464 182 65 12",
    "user_id, 'window: 1d, mode: strictly-increasing', 598 482 324 168 68 16",
    "user_id, mode: strictly-increasing, 598 517 429 329 222 114",
    "user_id, 'window: 7d, mode: strictly-increasing', 598 487 353 210 109 40",
    "user_id, 'window: 30m, mode: strictly-increasing', 598 480 317 157 62 12",
    "'user_id, session_id', mode: strictly-increasing, 2868 943 476 193 71 15"
  })
  void ecomHasThePublishedNumbers(String counted, String options, String reached) {
    assertEquals(
        List.of(reached),
        rows(
            """
            SELECT concat_ws(' ', count_if(step >= 1), count_if(step >= 2), count_if(step >= 3),
                             count_if(step >= 4), count_if(step >= 5), count_if(step >= 6))
            FROM (SELECT window_funnel(at, %s, '%s') AS step FROM ecom GROUP BY %s)
            """
                .formatted(ECOM_STEPS, options, counted)));
  }

  /**
   * A funnel of the table and the same as a call.
   *
   * @param keys without the name
   */
  private record Twin(String keys, String call) {

    static Twin excluding(String how, boolean isOrdered, String effect) {
      String rules = how + ", window: " + (effect.equals("stop") ? 6 : 9) + "s";
      String between = isOrdered ? "after: %s, before: %s, " : "";
      return new Twin(
          "steps: [A, B, C], %s, exclusions: [{type: X, %seffect: %s}]"
              .formatted(rules, between.formatted("A", "B"), effect),
          "funnel_attempts(at, %s, '%s, exclusions: [{%seffect: %s}]', array(type = 'X'))"
              .formatted(THREE, rules, between.formatted(1, 2), effect));
    }

    static Twin holding(String how, boolean isOrdered) {
      String rules = how + (isOrdered ? ", max-gap: 3s" : "");
      return new Twin(
          "steps: [A, {name: m, where: \"type IN ('A', 'B')\"%s}, C], %s, hold-constant: [session_id]"
              .formatted(isOrdered ? ", optional: true" : "", rules),
          "funnel_attempts(at, array(type = 'A', type IN ('A', 'B'), type = 'C'), '%s%s', NULL, session_id)"
              .formatted(rules, isOrdered ? ", optional: [2]" : ""));
    }

    /** Of every mode and policy. */
    static List<Twin> all() {
      List<Twin> all = new ArrayList<>();
      for (String mode : List.of("ordered", "strictly-increasing", "strict", "any-order")) {
        boolean isOrdered = !mode.equals("any-order");
        for (String policy : List.of("furthest", "first-entry", "latest-entry", "all")) {
          String how = "mode: " + mode + ", attempts: " + policy;
          if (isOrdered || !policy.equals("latest-entry")) {
            all.add(excluding(how, isOrdered, "stop"));
            all.add(excluding(how, isOrdered, "remove"));
            all.add(holding(how, isOrdered));
          }
        }
      }
      return all;
    }
  }

  /** On events with ties, in whatever order they are read. */
  @ParameterizedTest
  @ValueSource(strings = {"occurred_at", "occurred_at DESC", "type DESC"})
  void attemptsAreThoseOfTheTable(String order) {
    List<String> calls = new ArrayList<>();
    for (Twin twin : Twin.all()) {
      calls.add("'f%d', %s".formatted(calls.size(), twin.call()));
    }
    tied(spark)
        .repartition(3)
        .sortWithinPartitions(expr(order))
        .withColumnRenamed("occurred_at", "at")
        .createOrReplaceTempView("tied");
    Dataset<Row> found =
        spark
            .sql(
                "SELECT customer_id, explode(map(%s)) AS (funnel, attempts) FROM tied GROUP BY ALL"
                    .formatted(String.join(", ", calls)))
            .selectExpr("customer_id", "funnel", "inline(attempts)");
    assertEquals(String.join("\n", table), String.join("\n", shown(found)));
  }

  private static List<String> table() {
    List<String> funnels = new ArrayList<>();
    for (Twin twin : Twin.all()) {
      funnels.add("name: f%d, %s".formatted(funnels.size(), twin.keys()));
    }
    List<Kpi> kpis =
        List.of(
            Funnels.conversion(funnels.toArray(String[]::new)),
            new FunnelAttempts(
                IntStream.range(0, funnels.size()).mapToObj(number -> "f" + number).toList()));
    return shown(
        Shop.asOf("2024-02-01")
            .with(Interactions.INPUT, FunnelSqlTest::tied)
            .publish(kpis)
            .get("funnel_attempts"));
  }

  private static List<String> shown(Dataset<Row> attempts) {
    return texts(
        attempts.selectExpr(
            "funnel",
            "customer_id",
            "attempt",
            "unix_seconds(entered_at)",
            "array_join(transform(step_times, at -> unix_seconds(at)), ' ')",
            "array_join(steps, ' ')",
            "furthest_step",
            "converted"));
  }

  private static Dataset<Row> tied(SparkSession session) {
    return session
        .range(600)
        .selectExpr(
            "concat('c', id % 40) AS customer_id",
            "timestamp_seconds(1704067200 + pmod(hash(id, 1), 20)) AS occurred_at",
            "element_at(array('A', 'B', 'C', 'A', 'B', 'C', 'X', 'Y'), 1 + pmod(hash(id, 2), 8))"
                + " AS type",
            "element_at(array('s', 't', NULL), 1 + pmod(hash(id, 3), 3)) AS session_id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT window_funnel(at, %s, '')                                             | 3",
        "SELECT window_funnel(at, %s, '') FILTER (WHERE type <> 'B' OR type IS NULL)  | 1",
        "SELECT window_funnel(CAST(at AS TIMESTAMP_NTZ), %s, concat('window: ', '2s')) | 2",
        "SELECT window_funnel(CAST(at AS DATE), %s, '', array())                      | 3",
        "SELECT window_funnel(at, %s, '', NULL, session)                              | 2",
        "SELECT window_funnel(at, %s, '', NULL, struct(session, 1))                   | 2",
        "SELECT window_funnel(at, array(type = 'A', NULL, type = 'B'), '')            | 1",
        "SELECT window_funnel(DISTINCT DATE '2024-01-01', %s, '')                     | 3",
        "SELECT max(f) FROM (SELECT window_funnel(at, %s, '') OVER (ORDER BY at) AS f | 3"
      })
  void isAnAggregateLikeAnyOther(String call, String furthest) {
    String close = call.contains("max(f)") ? ")" : "";
    assertEquals(List.of(furthest), rows(call.formatted(THREE) + " FROM events" + close));
  }

  @Test
  void noRowsEnterNothing() {
    String both = "window_funnel(at, %s, ''), funnel_attempts(at, %s, '')".formatted(THREE, THREE);
    assertEquals(List.of("0|[]"), texts(spark.sql("SELECT " + both + " FROM events WHERE false")));
    assertEquals(
        List.of("0"),
        rows(
            "SELECT (SELECT window_funnel(at, %s, '') FROM events WHERE events.type = wanted)"
                    .formatted(THREE)
                + " FROM VALUES ('Z') AS t(wanted)"));
  }

  /**
   * Spark then reads every row once more for each distinct count, with nulls in the place of all
   * else.
   */
  @Test
  void standsBesideDistinctCounts() {
    assertEquals(
        List.of("3|3|2|3"),
        rows(
            "SELECT window_funnel(DATE '2024-01-01', %s, 'mode: any-order'), count(DISTINCT type),"
                    .formatted(THREE)
                + " count(DISTINCT session), window_funnel(at, %s, '') FROM events"
                    .formatted(THREE)));
  }

  @Test
  void describesItself() {
    String told = String.join("\n", rows("DESCRIBE FUNCTION EXTENDED window_funnel"));
    assertTrue(told.contains("Usage: window_funnel(occurred_at, steps, options"), told);
    assertTrue(told.contains("> SELECT customer_id, window_funnel(occurred_at, array("), told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "at, S                                     | arguments: found 2, expected 3 to 5: occurred_at",
        "at, S, 3600                               | options is 3600, expected a text such as",
        "at, S, type                               | options is events.type, expected a text such",
        "at, S, 'mode: strct'                      | mode: found \"strct\", expected one of",
        "at, S, 'windw: 1d'                        | windw: unknown key; did you mean window?",
        "at, S, 'window: 60'                       | window: found \"60\", expected a time of 1 to",
        "at, S, 'window: 1d}'                      | not valid YAML",
        "at, S, 'optional: [1]'                    | steps begin or end with an optional one",
        "at, S, 'optional: [4]'                    | optional is [4], expected numbers of steps from 1",
        "at, S, 'mode: any-order, optional: [2]'   | steps are optional in a funnel of any-order",
        "at, S, 'exclusions: [{after: 1}]'         | exclusions has 0 conditions, expected 1",
        "at, S, 'exclusions: [{after: 3}]', S      | exclusions has 3 conditions, expected 1",
        "at, S, 'exclusions: [{after: 9}]', E      | exclusions names 9, which no step is called",
        "at, S, 'exclusions: [{after: 3}]', E      | after 3 and before 3, expected a step and a later",
        "at, type = 'A', ''                        | steps is (events.type = 'A'), expected conditions",
        "at, array(), ''                           | steps is array(), expected one condition or more",
        "at, array(1, 2), ''                       | requires the \"ARRAY<BOOLEAN>\" type",
        "1, S, ''                                  | requires the \"TIMESTAMP\" type, however",
        "at, S, '', E, map(type, 1)                | expected a value that can be compared, such as",
        "at, S, '', E, NULL                        | held is NULL of type VOID, expected a value that",
        "at, MANY, ''                              | steps and exclusions have 64 conditions, expected"
      })
  void refusesWhatItDoesNotUnderstand(String arguments, String problem) {
    String many = String.join(", ", Collections.nCopies(64, "type = 'A'"));
    String call =
        arguments
            .replace("MANY", "array(" + many + ")")
            .replaceAll("\\bS\\b", THREE)
            .replaceAll("\\bE\\b", "array(type = 'X')");
    AnalysisException refused =
        assertThrows(
            AnalysisException.class,
            () -> spark.sql("SELECT window_funnel(" + call + ") FROM events"));
    assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    assertTrue(refused.getMessage().contains("window_funnel"), refused.getMessage());
    assertTrue(refused.getCondition() != null, "notebooks look a refusal up by its condition");
  }

  /** The latest events come first, so that nothing is in order. */
  @Test
  void millionsOfEventsOfOneCustomer() {
    spark
        .range(0, 5_000_000, 1, 4)
        .selectExpr(
            "IF(id % 1000000 > 1, 0, id % 1000000 + 1) AS customer",
            "timestamp_seconds(5000000 - id) AS at",
            "CASE WHEN id = 7 THEN 'C' WHEN id % 3 = 0 THEN 'A' ELSE 'B' END AS type")
        .createOrReplaceTempView("many");
    assertEquals(
        List.of("0|3", "1|1", "2|1"),
        rows(
            "SELECT customer, window_funnel(at, %s, 'window: 1d') FROM many GROUP BY customer"
                .formatted(THREE)));
  }

  private static List<String> rows(String sql) {
    return texts(spark.sql(sql));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(row -> row.mkString("|").replace("ArraySeq()", "[]"))
        .sorted()
        .toList();
  }
}
