package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.clientela.job.settings.Settings.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsYamlTest {
  private static final String ENDING =
      """
      lake: ./lake
      sources: {orders: {path: ./orders}}
      """;

  private static final List<String> PIECES =
      List.of(
          "\n", ": ", "- ", "[", "}", "${", "&a ", "*a", "!x ", "\"", "|", "#", "~", "\t", "\0",
          "<<: ");

  @TempDir Path directory;

  @Test
  void yamlThatIsNone() {
    assertProblems("2: not valid YAML: mapping values are not allowed here", "lake: x\n  a: b\n");
    assertProblems(
        "3: not valid YAML: expected ',' or ']', but got <stream end> (while parsing a flow"
            + " sequence, line 2)",
        "lake: x\ndimensions: [a\n");
    assertProblems(
        """
        2: not valid YAML: found character '\\t(TAB)' that cannot start any token. \
        (Do not use \\t(TAB) for indentation)
        """,
        "sources:\n\torders: x\n");
    assertProblems(
        "3: not valid YAML: could not find expected ':' (while scanning a simple key, line 2)",
        "lake: x\nbad\n");
    assertProblems("1: found no keys, expected lines such as lake: ./lake", "- lake\n");
    assertProblems(
        "2: not valid YAML: but found another document"
            + " (expected a single document in the stream, line 1)",
        "lake: a\n---\nlake: b\n");
  }

  @Test
  void fileThatCannotBeRead() throws IOException {
    assertEquals("no such file", unreadable(directory.resolve("none.yaml")));
    Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0x20});
    assertEquals("is not UTF-8 text", unreadable(binary));
    Path zero = Files.writeString(directory.resolve("zero.yaml"), "lake: \0\n");
    assertEquals("not valid YAML: special characters are not allowed", unreadable(zero));
  }

  @Test
  void indirection() {
    assertProblems(
        """
        1: the anchor &here is not supported; remove it
        2: the alias *here is not supported; write it out
        3: the tag !!java.net.URL is not supported; remove it
        """,
        """
        lake: &here a.b
        catalog: *here
        currency: !!java.net.URL BRL
        sources: {orders: {path: ./orders}}
        """);
  }

  @Test
  void keyGivenTwice() {
    assertProblems(
        """
        2: lake: the key is given twice; keep one
        5: sources.orders: the key is given twice; keep one
        """,
        """
        lake: ./a
        lake: ./b
        sources:
          orders: {path: ./orders}
          orders: {path: ./more}
        """);
  }

  @Test
  void keyThatIsNoText() {
    assertProblems("1: found a key that is no text", "? [a, b]\n: c\n" + ENDING);
  }

  @Test
  void noTextWhateverMakesAStackTrace() throws IOException {
    String reference = Files.readString(Path.of("conf/clientela.yaml"));
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      String text = reference;
      for (int damage = 0; damage <= i % 4; damage++) {
        text = damaged(text, random);
      }
      try {
        SettingsTestCatalogue.read(directory, text, Overrides.NONE, Map.of());
      } catch (SettingsException told) {
        continue;
      } catch (RuntimeException untold) {
        fail(text, untold);
      }
    }
  }

  private static String damaged(String text, Random random) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(8));
    int at = random.nextInt(text.length());
    String piece = random.nextBoolean() ? text.substring(from, to) : PIECES.get(at % PIECES.size());
    String rest = random.nextBoolean() ? text : text.substring(0, from) + text.substring(to);
    at = Math.min(at, rest.length());
    return rest.substring(0, at) + piece + rest.substring(at);
  }

  private String unreadable(Path file) {
    SettingsException refused =
        assertThrows(
            SettingsException.class,
            () -> SettingsFile.read(file, Overrides.NONE, Set.of(), List.of(), Map.of()));
    assertEquals(file.toString(), refused.problems().get(0).file());
    return refused.problems().get(0).text();
  }

  private SettingsException assertProblems(String expected, String yaml) {
    return SettingsTestCatalogue.assertProblems(
        directory, expected, yaml, Overrides.NONE, Map.of());
  }
}
