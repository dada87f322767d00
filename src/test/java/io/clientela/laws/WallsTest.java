package io.clientela.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between the rooms of design.md, kept by reading the sources. */
final class WallsTest {

  private static final String BASE = "io.clientela.";

  /** Which rooms a room may name; itself always. The root only starts things and may name all. */
  private static final Map<String, Set<String>> MAY_NAME =
      Map.of(
          "table", Set.of(),
          "source", Set.of("table"),
          "contract", Set.of("table"),
          "sink", Set.of("table"),
          "model", Set.of("table"),
          "kpi", Set.of("table", "model"),
          "report", Set.of("table", "model", "kpi", "contract"),
          "demo", Set.of("table"),
          "job", Set.of("table", "source", "contract", "model", "kpi", "sink", "report"));

  private static final Set<String> READ_AND_WRITE = Set.of("source", "sink", "job", "demo", "");
  private static final Set<String> COMPUTE = Set.of("model", "kpi");

  private static final Pattern ROOM = Pattern.compile("io\\.clientela\\.(\\w+)");
  private static final Pattern SPARK_IO =
      Pattern.compile(
          "\\bSparkSession\\b|\\bDataFrameReader\\b|\\bDataFrameWriter\\w*\\b|\\bio\\.delta\\b"
              + "|\\.sparkSession\\(\\)|\\.write(To)?\\(");
  private static final Pattern IMPURE =
      Pattern.compile(
          "\\.(collect|count|first|head|cache|persist|checkpoint)\\(\\)"
              + "|\\.(collectAsList|takeAsList|toLocalIterator|show|head|take|foreach\\w*|persist"
              + "|localCheckpoint)\\("
              + "|\\b(current_date|current_timestamp|now|rand|randn|uuid)\\("
              + "|\\bSystem\\.(?!arraycopy)|\\bLogger\\b|\\bLoggerFactory\\b|\\bClock\\b");
  private static final Pattern NO_CODE =
      Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

  private record Source(Path path, String room, List<String> lines) {

    static Source of(Path main, Path file) {
      Path inRoot = main.relativize(file);
      String room = inRoot.getNameCount() == 1 ? "" : inRoot.getName(0).toString();
      try {
        String code = NO_CODE.matcher(Files.readString(file)).replaceAll(Source::blank);
        return new Source(inRoot, room, code.lines().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The lines that match, each as file:line: what is wrong. */
    Stream<String> broken(Pattern pattern, Function<String, String> wrong) {
      return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
          .flatMap(
              i ->
                  pattern
                      .matcher(lines.get(i))
                      .results()
                      .map(found -> wrong.apply(found.group()))
                      .filter(message -> !message.isEmpty())
                      .map(message -> path + ":" + (i + 1) + ": " + message));
    }

    /** Comments and texts are no code; their line breaks stay, so that lines keep their numbers. */
    private static String blank(MatchResult found) {
      return found.group().replaceAll("[^\\n]", " ");
    }
  }

  @Test
  void aRoomNamesOnlyTheRoomsBelowIt() {
    assertNone(
        sources()
            .filter(source -> !source.room().isEmpty())
            .flatMap(source -> source.broken(ROOM, named -> forbidden(source.room(), named))));
  }

  @Test
  void everyRoomHasItsWalls() {
    Set<String> rooms = MAY_NAME.keySet();
    assertNone(
        sources()
            .filter(source -> !source.room().isEmpty() && !rooms.contains(source.room()))
            .map(source -> source.path() + ": room " + source.room() + " is none of " + rooms));
  }

  @Test
  void onlyRoomsThatReadOrWriteKnowTheSession() {
    assertNone(
        sources()
            .filter(source -> !READ_AND_WRITE.contains(source.room()))
            .flatMap(
                source ->
                    source.broken(SPARK_IO, found -> source.room() + " must not name " + found)));
  }

  @Test
  void computingRunsNothingAndAsksNobody() {
    assertNone(
        sources()
            .filter(source -> COMPUTE.contains(source.room()))
            .flatMap(
                source -> source.broken(IMPURE, found -> "no " + found + " in " + source.room())));
  }

  private static String forbidden(String room, String named) {
    String other = named.substring(BASE.length());
    boolean isAllowed = other.equals(room) || MAY_NAME.getOrDefault(room, Set.of()).contains(other);
    return isAllowed ? "" : room + " must not name " + other + ", only " + MAY_NAME.get(room);
  }

  private static Stream<Source> sources() {
    Path main = Path.of(System.getProperty("basedir", ""), "src/main/java/io/clientela");
    assertTrue(Files.isDirectory(main), () -> main.toAbsolutePath() + " should be the sources");
    try (Stream<Path> files = Files.walk(main)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream()
          .map(file -> Source.of(main, file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertNone(Stream<String> broken) {
    assertEquals("", String.join("\n", broken.toList()));
  }
}
