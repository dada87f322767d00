package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts of options, written or from the environment, are told to the reader of the source and to
 * nobody else.
 */
final class SecretsTest {

  private static final String WRITTEN = "canary-7f3a";
  private static final String OF_ENVIRONMENT = System.getenv("PATH");

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n1,,2024-01-05,10\n");
  }

  /** With a rejected row, so that every table that a run writes about itself is there. */
  @Test
  void neitherTheLakeNorTheStreamsHoldThem() throws IOException {
    work.orders(
        "format: csv, max-reject-share: 1, options: {fs.s3a.secret.key: "
            + WRITTEN
            + ", account: '${PATH}'}");
    Answer answer = work.run("--only", "order_value");
    assertEquals(0, answer.exitCode(), answer.err());

    holdsNone(answer.text());
    for (String table : List.of("kpi_runs", "data_quality", "rejected/orders", "order_value")) {
      holdsNone(work.table(table).toJSON().collectAsList().toString());
    }
    try (Stream<Path> files = Files.walk(folder.resolve("lake"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        holdsNone(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
  }

  /** Spark's readers name a wrong option's value. */
  @Test
  void noErrorOfAReaderTellsThem() {
    work.orders("format: csv, options: {maxColumns: " + WRITTEN + "}");
    holdsNone(work.refuses(2, "orders: ROOT/orders can't be read as csv").text());

    work.orders("format: csv, options: {multiLine: '${PATH}'}");
    holdsNone(work.refuses(2, "orders: ROOT/orders can't be read as csv").text());
  }

  @Test
  void stagingSqlTakesNothingFromTheEnvironment() {
    work.orders("format: csv, sql: \"SELECT '${PATH}' AS order_id FROM source\"");

    holdsNone(work.refuses(2, "settings.yaml:5: sources.orders.sql", "environment").text());
  }

  @Test
  void credentialsInAPathAreRefusedUnseen() {
    work.settings("sources:\n  orders: {path: 's3a://me:" + WRITTEN + "@raw/orders'}\n");

    holdsNone(work.refuses(2, "settings.yaml:5: sources.orders.path", "user information").text());
  }

  private static void holdsNone(String text) {
    assertFalse(text.contains(WRITTEN), text);
    assertFalse(text.contains(OF_ENVIRONMENT), "a value of the environment");
  }
}
