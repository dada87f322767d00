package io.clientela.demo;

import static io.clientela.demo.ShopRows.assertBetween;
import static io.clientela.demo.ShopRows.countOf;
import static io.clientela.demo.ShopRows.local;
import static io.clientela.demo.ShopRows.number;
import static io.clientela.demo.ShopRows.repeated;
import static io.clientela.demo.ShopRows.share;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.quarter;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.year;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the demo shop's people say of it. */
class DemoSurveysTest {
  private static final ShopRows rows = new ShopRows();

  private static Dataset<Row> orders;
  private static Dataset<Row> surveys;
  private static Dataset<Row> good;

  @BeforeAll
  static void makeTables() {
    orders = rows.of("orders");
    surveys = rows.of("surveys");
    good = rows.kept(surveys.where(not(isDirty())));
  }

  @AfterAll
  static void forget() {
    rows.close();
  }

  @Test
  void fewSurveysAreDirty() {
    assertBetween(0.0005, 0.008, share(surveys, isDirty()));
    assertEquals(0, repeated(surveys, "response_id").count());
  }

  /** Some surveys of a large shop are of a kind that no KPI reads; the demo must not stop at it. */
  @Test
  void theSettingsOfTheDemoAllowForItsDamagedSurveys() throws IOException {
    JsonNode settings = new YAMLMapper().readTree(Path.of("conf/clientela.yaml").toFile());

    double limit = settings.at("/sources/surveys/max-unreadable-share").asDouble();
    assertTrue(DemoSurveys.DAMAGED_SHARE <= limit, "allowed are " + limit);
  }

  @Test
  void aboutOneSurveyInThreeIsAnswered() {
    Column isAnswered = col("score").isNotNull();

    assertBetween(0.3, 0.4, share(ofKind("csat"), isAnswered));
    assertBetween(0.2, 0.35, share(ofKind("nps"), isAnswered));
    assertEquals(1.0, share(good, isAnswered.equalTo(col("responded_at").isNotNull())));
  }

  @Test
  void wavesComeByTheQuarter() {
    Dataset<Row> waves = ofKind("nps");
    Column quarter = concat(year(local("sent_at")), lit("T"), quarter(local("sent_at")));

    assertEquals(8, waves.select("wave").distinct().count());
    assertEquals(1.0, share(waves, col("wave").equalTo(quarter)));
    assertEquals(0, countOf(ofKind("csat"), col("wave").isNotNull()));
  }

  @Test
  void whoBuysOftenRecommendsTheShop() {
    Dataset<Row> purchases = orders.groupBy("customer_id").agg(count("*").as("orders"));
    Dataset<Row> scored = ofKind("nps").join(purchases, "customer_id");

    double once = number(scored.where(col("orders").equalTo(1)), avg("score"));
    double often = number(scored.where(col("orders").geq(10)), avg("score"));
    assertTrue(often > once + 1, often + " and " + once);
  }

  @Test
  void someCustomersAnswerTwiceInAWave() {
    Dataset<Row> answers =
        ofKind("nps")
            .where(col("score").isNotNull())
            .groupBy("customer_id", "wave")
            .agg(count("*").as("answers"));

    assertTrue(countOf(answers, col("answers").equalTo(2)) > 0);
    assertEquals(0, countOf(answers, col("answers").gt(2)));
  }

  @Test
  void someHappensAfterTheAsOfDate() {
    Column isSentBefore = local("sent_at").lt("2025-01-01");

    assertTrue(countOf(good, not(isSentBefore)) > 0);
    assertTrue(countOf(good, isSentBefore.and(local("responded_at").geq("2025-01-01"))) > 0);
  }

  private static Dataset<Row> ofKind(String kind) {
    return good.where(col("kind").equalTo(kind));
  }

  private static Column isDirty() {
    Column most = when(col("kind").equalTo("csat"), 5).otherwise(10);
    Column isImpossible = coalesce(col("score").gt(most), lit(false));
    Column isEarly = coalesce(col("responded_at").lt(col("sent_at")), lit(false));
    Column isUnknown = col("response_id").isNull().or(not(col("kind").isin("csat", "nps")));
    return isUnknown.or(isImpossible).or(isEarly);
  }
}
