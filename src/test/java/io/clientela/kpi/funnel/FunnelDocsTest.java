package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.Journeys.assertAttempts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of src/docs/funnels.md: keys in a line of their own, then events and attempts. */
final class FunnelDocsTest {

  private static final Path DOCUMENT = Path.of("src/docs/funnels.md");
  private static final Pattern KEYS = Pattern.compile("`(steps: .*)`");
  private static final Pattern EXAMPLE = Pattern.compile("\\| `([^`]*@[^`]*)` \\| `([^`]*)` \\|.*");

  private static Map<String, List<String>> examples() throws IOException {
    Map<String, List<String>> examples = new LinkedHashMap<>();
    String keys = null;
    for (String line : Files.readAllLines(DOCUMENT)) {
      Matcher newKeys = KEYS.matcher(line);
      Matcher example = EXAMPLE.matcher(line);
      if (newKeys.matches()) {
        keys = newKeys.group(1);
      } else if (keys != null && example.matches()) {
        List<String> own = examples.computeIfAbsent(keys, added -> new ArrayList<>());
        own.add("case" + own.size() + " | " + example.group(1) + " | " + example.group(2));
      }
      keys = line.startsWith("#") ? null : keys;
    }
    return examples;
  }

  private static Stream<Arguments> tables() throws IOException {
    return examples().entrySet().stream()
        .map(each -> Arguments.of(each.getKey(), String.join("\n", each.getValue())));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anExampleHasTheAnswerThatItSays(String keys, String examples) {
    assertAttempts(keys, "who | events | attempts\n" + examples);
  }

  @Test
  void thereAreExamples() throws IOException {
    assertEquals(true, examples().values().stream().mapToInt(List::size).sum() > 25);
  }
}
