package io.clientela.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.report.chart.Bars;
import io.clientela.report.chart.Forest;
import io.clientela.report.chart.HeatMap;
import io.clientela.report.chart.Lines;
import io.clientela.report.chart.Tree;
import io.clientela.report.page.Block;
import io.clientela.report.page.Cards;
import io.clientela.report.page.Cell;
import io.clientela.report.page.Chart;
import io.clientela.report.page.Grid;
import io.clientela.report.page.Items;
import io.clientela.report.page.Note;
import io.clientela.report.page.Page;
import io.clientela.report.page.Section;
import io.clientela.report.page.Steps;
import io.clientela.table.Text;
import io.clientela.table.Unit;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page as text: whatever a name is, it stays a name. */
final class HtmlTest {

  private static final Words WORDS = new Words(Language.EN, "BRL");
  private static final String ATTACK =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'`${7*7}<#list x as y>&amp;";

  static List<String> names() {
    return List.of(
        ATTACK,
        "<!--<script>",
        "]]>",
        "it's \"quoted\" & <b>bold</b>",
        "👩‍👩‍👧‍👦 família 🇧🇷",
        "مرحبا \u202eevil\u202c עברית",
        "line\u2028separator\u2029and\u0000null\u0007bell",
        "n".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aHostileNameIsText(String name) {
    String page = withoutScripts(Html.of(pageOf(name), WORDS));

    assertEquals(
        occurrences(withoutScripts(Html.of(pageOf("plain"), WORDS)), "<"), occurrences(page, "<"));
    assertFalse(page.contains("<script>alert"), "a script of a name");
    assertFalse(page.contains("<img"), "an element of a name");
    String data = page.substring(page.indexOf("<script type=\"application/json\""));
    assertFalse(data.contains("\u2028"), "a line separator ends a line of script");
  }

  @Test
  void unusualLettersStayWhatTheyAre() {
    String page = Html.of(pageOf("👩‍👩‍👧‍👦 עברית ção"), WORDS);

    assertTrue(page.contains("👩‍👩‍👧‍👦 עברית ção"));
  }

  /** Only the two scripts that the policy names by their hashes may run, and nothing is loaded. */
  @Test
  void thePolicyNamesTheScriptsOfThePage() throws Exception {
    String page = Html.of(pageOf("plain"), WORDS);
    Matcher scripts = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
    int count = 0;
    while (scripts.find()) {
      byte[] script = scripts.group(1).getBytes(StandardCharsets.UTF_8);
      String hash =
          Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(script));
      assertTrue(page.contains("sha256-" + hash), "the hash of script " + count);
      count++;
    }

    assertEquals(2, count);
    assertTrue(page.contains("default-src &#39;none&#39;"));
    String ours = withoutScripts(page);
    assertFalse(Pattern.compile("(src|href)=\"(?!#|data:)").matcher(ours).find(), "a link");
    assertFalse(Pattern.compile("https?:").matcher(ours).find(), "an address");
  }

  /** FreeMarker takes any method of a name: two of one name would be a matter of luck. */
  @Test
  void noPartOfAPageHasTwoMethodsOfOneName() {
    Stream.of(
            Page.class,
            Page.Fact.class,
            Section.class,
            Cards.class,
            Cards.Card.class,
            Cards.Change.class,
            Cards.Spark.class,
            Chart.class,
            Grid.class,
            Grid.Column.class,
            Cell.class,
            Items.class,
            Items.Item.class,
            Note.class,
            Steps.class,
            Steps.Step.class)
        .forEach(
            type ->
                Stream.of(type.getRecordComponents())
                    .forEach(
                        part ->
                            assertEquals(
                                1,
                                Arrays.stream(type.getMethods())
                                    .map(Method::getName)
                                    .filter(part.getName()::equals)
                                    .count(),
                                type + "." + part.getName())));
  }

  @Test
  void whatIsNotInTheLanguageOfThePageIsMarked() {
    Words portuguese = new Words(Language.PT_BR, "BRL");
    Cell english = Cell.said(portuguese, new Text("One row per day", ""), "prose");
    Cell both = Cell.said(portuguese, new Text("One row per day", "Uma linha por dia"), "prose");
    Grid grid = Grid.titled("").text("", "").filled(List.of(List.of(english, both)));
    Section section = new Section("one", "", "", List.of(grid));
    String page = Html.of(new Page("pt-BR", "", "", "", List.of(), List.of(section)), portuguese);

    assertTrue(page.contains("<td class=\"english prose\" lang=\"en\">One row per day</td>"), page);
    assertTrue(page.contains("<td class=\"prose\">Uma linha por dia</td>"), page);
  }

  private static Page pageOf(String name) {
    return new Page(
        "en",
        name,
        name,
        name,
        List.of(new Page.Fact(name, name)),
        List.of(new Section("one", name, name, blocks(name))));
  }

  private static List<Block> blocks(String name) {
    Cell cell = Cell.said(name);
    Grid grid = Grid.titled(name).noted(name).text(name).filled(List.of(List.of(cell)));
    List<Double> values = Arrays.asList(1.0, null);
    Lines lines =
        new Lines(
            List.of(name, name),
            List.of(),
            Lines.name(Unit.COUNT),
            name,
            false,
            List.of(new Lines.Series(name, values, values, values, 1)),
            new Lines.Reference(name, 1));
    return List.of(
        Note.plain(name),
        Note.missing(name),
        new Cards(
            name,
            List.of(
                new Cards.Card(
                    name,
                    name,
                    name,
                    name,
                    List.of(new Cards.Change(name, name, "up", "better")),
                    new Cards.Spark("M0 0", "1", "1", name),
                    name,
                    "on_track"))),
        grid,
        new Items(List.of(new Items.Item(name, name, name, "worse"))),
        new Steps(name, List.of(new Steps.Step(name, name, name, name, "50", name))),
        Chart.wide("lines", name, name, lines).with(grid),
        Chart.wide("tree", name, name, new Tree(List.of(new Tree.Leaf(name, 1, 1, 1, name)), name)),
        Chart.wide(
            "heat",
            name,
            name,
            new HeatMap(
                List.of(name),
                List.of(name),
                List.of(name),
                List.of(new HeatMap.Cell(0, 0, 0.5, 0.4, 0.6, 1, 2, false)))),
        Chart.wide(
            "bars",
            name,
            name,
            new Bars(List.of(name), List.of(new Bars.Stack(name, List.of(1.0))), 1)),
        Chart.wide(
            "forest",
            name,
            name,
            new Forest(List.of(new Forest.Effect(name, 1, null, null, name)), "share", name)));
  }

  /** The page but for its two scripts, which are no business of names. */
  private static String withoutScripts(String page) {
    int library = page.indexOf("<script>");
    assertTrue(library > 0 && page.lastIndexOf("</script>") > library);
    return page.substring(0, library) + page.substring(page.lastIndexOf("</script>"));
  }

  private static int occurrences(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
