package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.job.settings.Settings.Overrides;
import io.clientela.kpi.Catalogue;
import io.clientela.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents and examples say about sources is settings, and SQL that Spark parses. */
class SourcesDocsTest {
  private static final Path DOCUMENT = Path.of("src/docs/sources.md");
  private static final Path EXAMPLES = Path.of("conf/examples");
  private static final LocalDate AS_OF = LocalDate.of(2024, 7, 1);
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.*)$");
  private static final String SOURCES = "sources:\n";

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("snippets")
  void aSnippetIsSettings(String snippet) throws IOException {
    assertParses(Files.writeString(directory.resolve("snippet.yaml"), whole(snippet)));
  }

  /** QUALIFY is parsed from Spark 4.2 on only. */
  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsSettingsOnEverySpark(Path example) throws IOException {
    assertParses(example);
    assertFalse(Files.readString(example).contains("QUALIFY"), example.toString());
  }

  @Test
  void everyHeadingIsInTheListOfContents() throws IOException {
    String text = Files.readString(DOCUMENT);
    List<String> headings =
        HEADING.matcher(text).results().map(heading -> heading.group(1)).toList();

    assertTrue(headings.size() > 15, headings.toString());
    headings.forEach(heading -> assertTrue(text.contains("[" + heading + "](#"), heading));
  }

  static Stream<String> snippets() throws IOException {
    return YAML.matcher(Files.readString(DOCUMENT)).results().map(block -> block.group(1));
  }

  static Stream<Path> examples() throws IOException {
    return Files.list(EXAMPLES).sorted();
  }

  private static void assertParses(Path file) {
    SparkSqlParser parser = new SparkSqlParser();
    SettingsFile.read(file, Overrides.NONE, Catalogue.inputNames(), Catalogue.kpis(), Map.of())
        .sources()
        .values()
        .stream()
        .map(source -> source.at(AS_OF))
        .map(Source::sql)
        .flatMap(sql -> sql.stream())
        .forEach(sql -> assertDoesNotThrow(() -> parser.parseQuery(sql), sql));
  }

  /** A snippet shows some keys of a file, or a source alone. */
  private static String whole(String snippet) {
    String sources = snippet.contains(SOURCES) ? snippet : SOURCES + snippet.indent(2);
    return sources.contains("lake:") ? sources : "lake: ./lake\n" + sources;
  }
}
