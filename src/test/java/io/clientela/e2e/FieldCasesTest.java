package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientela.CommandLineRunner;
import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small inputs from bug reports of the field: each run ends with one of the outcomes that its
 * expected.json accepts, and with the right numbers where they can be known.
 */
final class FieldCasesTest {

  private static final Path CASES = Path.of("src/test/resources/field-cases");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "01-csv-column-order, plain, 0",
    "03-parquet-new-column, plain, 0",
    "04-csv-ragged-rows, plain, 0",
    "05-csv-doubled-quotes, plain, 0",
    "05-csv-doubled-quotes, escaped, 0",
    "08-null-markers, plain, 0",
    "10-flags-s-n, plain, 0",
    "13-fractional-scores, double, 3",
    "13-fractional-scores, text, 0",
    "14-dates-in-text, text, 0",
    "14-dates-in-text, typed, 0",
    "14-dates-in-text, spend, 3",
    "20-order-versions, plain, 3",
    "20-order-versions, latest, 0",
    "21-ids-of-two-shops, plain, 3",
    "21-ids-of-two-shops, joined-key, 0"
  })
  void endsAsExpected(String name, String settings, int exit) throws IOException {
    JsonNode expected =
        new ObjectMapper().readTree(CASES.resolve(name + "/expected.json").toFile());
    Answer answer = run(name, settings, expected.path("only").asText());
    assertEquals(exit, answer.exitCode(), answer.text());
    JsonNode outcomes = expected.path("accept").path(settings);
    assertTrue(
        StreamSupport.stream(outcomes.spliterator(), false)
            .anyMatch(outcome -> isMet(outcome, answer, settings)),
        outcomes + "\n" + answer.text());
  }

  /** The case where it stands, with absolute paths and a lake of its own. */
  private Answer run(String name, String settings, String only) throws IOException {
    FileUtils.copyDirectory(CASES.resolve(name).toFile(), folder.toFile());
    Path file = folder.resolve(settings + ".yaml");
    Files.writeString(file, Files.readString(file).replace(": ./", ": " + folder + "/"));
    List<String> arguments = new ArrayList<>(List.of("run", "--config", file.toString()));
    if (!only.isEmpty()) {
      arguments.addAll(List.of("--only", only));
    }
    return CommandLineRunner.run(arguments.toArray(String[]::new));
  }

  private boolean isMet(JsonNode outcome, Answer answer, String settings) {
    if (outcome.path("exit").asInt() != answer.exitCode()) {
      return false;
    }
    if (answer.exitCode() == 0) {
      viewTables(folder.resolve("lake-" + settings));
    }
    return StreamSupport.stream(outcome.path("checks").spliterator(), false)
        .allMatch(check -> isEqual(check.get(1), value(check.get(0).asText())));
  }

  private static void viewTables(Path lake) {
    try (Stream<Path> tables = Files.list(lake)) {
      tables
          .filter(table -> Files.isDirectory(table.resolve("_delta_log")))
          .forEach(
              table ->
                  Workplace.spark()
                      .read()
                      .format("delta")
                      .load(table.toString())
                      .createOrReplaceTempView(table.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(String query) {
    Row row = Workplace.spark().sql(query).head();
    return row.get(0);
  }

  private static boolean isEqual(JsonNode expected, Object found) {
    return expected.isNumber()
        ? new BigDecimal(String.valueOf(found)).compareTo(expected.decimalValue()) == 0
        : expected.asText().equals(String.valueOf(found));
  }
}
