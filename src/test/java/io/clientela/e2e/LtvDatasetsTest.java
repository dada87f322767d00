package io.clientela.e2e;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CDNOW through the job, against the numbers of Fader, Hardie and Lee (2005) and Fader and Hardie
 * (2013): fitted to the 39 weeks up to 1997-09-30, held against the 39 weeks after it.
 */
final class LtvDatasetsTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void run() throws IOException {
    String example = Files.readString(Path.of("conf/examples/cdnow.yaml"));
    Path settings =
        Files.writeString(
            folder.resolve("cdnow.yaml"),
            example
                + "  customer_value: {horizon-months: 9}\n  ltv_validation: {holdout-days: 273}\n");
    run(settings, "calibrated", "1997-10-01", "ltv_model,customer_value");
    run(settings, "validated", "1998-07-01", "ltv_validation,rfm_movements");
  }

  private static void run(Path settings, String lake, String asOf, String only) {
    Answer answer =
        CommandLineRunner.run(
            "run",
            "--config",
            settings.toString(),
            "--lake",
            folder.resolve(lake).toString(),
            "--as-of",
            asOf,
            "--only",
            only);
    assertEquals(0, answer.exitCode(), answer::text);
  }

  private static Dataset<Row> table(String lake, String name) {
    return Workplace.spark()
        .read()
        .format("delta")
        .load(folder.resolve(lake).resolve(name).toString());
  }

  @Test
  void theModelsAreThoseOfThePapers() {
    assertTable(
        table("calibrated", "ltv_model")
            .selectExpr(
                "model",
                "parameter",
                "round(estimate, 3) AS estimate",
                "if(model = 'bg_nbd', round(log_likelihood, 1), null) AS log_likelihood",
                "customers",
                "status",
                "standard_error > 0 AS has_error"),
        """
        model       | parameter   | estimate | log_likelihood | customers | status | has_error
        bg_nbd      | r           | 0.243    | -9582.4        | 2357      | fitted | true
        bg_nbd      | alpha       | 4.414    | -9582.4        | 2357      | fitted | true
        bg_nbd      | a           | 0.793    | -9582.4        | 2357      | fitted | true
        bg_nbd      | b           | 2.426    | -9582.4        | 2357      | fitted | true
        mbg_nbd     | r           | 0.525    | -              | 2357      | fitted | true
        mbg_nbd     | alpha       | 6.183    | -              | 2357      | fitted | true
        mbg_nbd     | a           | 0.891    | -              | 2357      | fitted | true
        mbg_nbd     | b           | 1.614    | -              | 2357      | fitted | true
        gamma_gamma | p           | 6.25     | -              | 946       | fitted | true
        gamma_gamma | q           | 3.744    | -              | 946       | fitted | true
        gamma_gamma | v           | 15.444   | -              | 946       | fitted | true
        gamma_gamma | correlation | 0.114    | -              | 946       | fitted | -
        """);
  }

  @Test
  void customersAreScoredAsInThePapers() {
    Dataset<Row> customers = table("calibrated", "customer_value");
    assertTable(
        customers.selectExpr(
            "sum(x) AS x",
            "count_if(x = 0) AS once",
            "round(sum(t_x), 3) AS t_x",
            "round(sum(T), 3) AS age",
            "count(*) AS customers"),
        """
        x    | once | t_x       | age       | customers
        2457 | 1411 | 16135.571 | 77111.286 | 2357
        """);
    assertTable(
        customers
            .where("x = 2 AND t_x BETWEEN 30.42 AND 30.44 AND T BETWEEN 38.85 AND 38.87")
            .selectExpr("round(p_alive, 4) AS p_alive")
            .distinct(),
        """
        p_alive
        0.7266
        """);
    assertTable(
        customers
            .where("x = 0")
            .selectExpr("round(expected_order_value, 2) AS everyones", "p_alive")
            .distinct(),
        """
        everyones | p_alive
        35.17     | 1
        """);
    assertTable(
        customers
            .where("customer_id <= '0010'")
            .selectExpr("customer_id", "round(expected_order_value, 2) AS value"),
        """
        customer_id | value
        0001        | 24.65
        0002        | 18.91
        0003        | 35.17
        0004        | 35.17
        0005        | 35.17
        0006        | 71.46
        0007        | 18.91
        0008        | 35.17
        0009        | 27.28
        0010        | 35.17
        """);
  }

  @Test
  void theHoldoutIsPredicted() {
    assertTable(
        table("validated", "ltv_validation")
            .where("slice = 'total' AND model = 'bg_nbd'")
            .selectExpr("customers", "round(predicted_orders, 1) AS predicted", "actual_orders"),
        """
        customers | predicted | actual_orders
        2357      | 1653.4    | 1882
        """);
    assertTable(
        table("validated", "ltv_validation")
            .groupBy("model", "slice")
            .agg(sum("customers").as("customers"), sum("actual_orders").as("actual")),
        """
        model   | slice  | customers | actual
        bg_nbd  | total  | 2357      | 1882
        bg_nbd  | x      | 2357      | 1882
        bg_nbd  | decile | 2357      | 1882
        mbg_nbd | total  | 2357      | 1882
        mbg_nbd | x      | 2357      | 1882
        mbg_nbd | decile | 2357      | 1882
        """);
  }
}
