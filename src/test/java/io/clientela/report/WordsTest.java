package io.clientela.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.table.Text;
import io.clientela.table.Unit;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Numbers, money, dates and sentences as each language writes them. */
final class WordsTest {

  private static final String GAP = "\u00a0";

  private final Words english = new Words(Language.EN, "BRL");
  private final Words portuguese = new Words(Language.PT_BR, "BRL");

  @Test
  void numbers() {
    assertEquals("1,234.56", english.number(1234.56, 2));
    assertEquals("1.234,56", portuguese.number(1234.56, 2));
    assertEquals("12.3%", english.share(0.1234));
    assertEquals("12,3" + GAP + "%", portuguese.share(0.1234));
    assertEquals("1.234.567", portuguese.count(1_234_567L));
    assertEquals("−5.0", english.number(-5.0, 1));
    assertEquals(Words.UNKNOWN, english.share(null));
  }

  /** Halves go up, as a reader with a calculator expects. */
  @Test
  void halvesAreRoundedUp() {
    assertEquals("0.13", english.number(0.125, 2));
    assertEquals("−0.13", english.number(-0.125, 2));
  }

  @Test
  void moneyIsOfTheCurrencyOfTheSettings() {
    assertEquals("R$1,234.50", english.money(1234.5));
    assertEquals("R$" + GAP + "1.234,50", portuguese.money(1234.5));
    assertEquals("R$" + GAP + "12.346", portuguese.money(12_345.6));
    assertEquals("−R$7.39", english.money(-7.39));
    assertEquals("¥1,235", new Words(Language.EN, "JPY").money(1234.5).replace("JP", ""));
  }

  @Test
  void measuresSayWhatTheyMeasure() {
    assertEquals("2,5 dias", portuguese.measure(Unit.DAYS, 2.5));
    assertEquals("38 days", english.measure(Unit.DAYS, 38.0));
    assertEquals("99.6" + GAP + "min", english.measure(Unit.MINUTES, 99.56));
    assertEquals("2,85", portuguese.measure(Unit.RATIO, 2.847));
    assertEquals("28.6", english.measure(Unit.SCORE, 28.57));
  }

  @Test
  void changesOfSharesAreInPoints() {
    assertEquals("+1.2" + GAP + "pp", english.change(Unit.SHARE, 0.1, 0.112));
    assertEquals("−1,2" + GAP + "p.p.", portuguese.change(Unit.SHARE, 0.112, 0.1));
    assertEquals("+3.0", english.change(Unit.SCORE, 25.0, 28.0));
    assertEquals("+50.0%", english.change(Unit.MONEY, 10.0, 15.0));
    assertEquals("+50.0%", english.change(Unit.MONEY, -10.0, -5.0));
    assertEquals("+50.0%", english.change(Unit.RATIO, 1.0, 1.5));
    assertEquals("−1,64", portuguese.change(Unit.RATIO, 1.49, -0.15));
    assertEquals("±0.0%", english.change(Unit.COUNT, 10_000.0, 10_001.0));
    assertNull(english.change(Unit.COUNT, 0.0, 5.0));
    assertNull(english.change(Unit.COUNT, null, 5.0));
  }

  @Test
  void datesAndPeriods() {
    LocalDate day = LocalDate.of(2024, 9, 1);
    assertEquals("1 Sep 2024", english.date(day));
    assertEquals("1 set 2024", portuguese.date(day));
    assertEquals("set/2024", portuguese.period("month", day));
    assertEquals("Sep 2024", english.period("month", day));
    assertEquals("3º tri/2024", portuguese.period("quarter", day));
    assertEquals("Q3 2024", english.period("quarter", day));
    assertEquals("semana de 1 set 2024", portuguese.period("week", day));
    assertEquals("mai/2024", portuguese.period("month", LocalDate.of(2024, 5, 1)));
  }

  @Test
  void aSentenceTakesItsValuesAsTheyAre() {
    assertEquals("A {1} to B", english.say("span", "A {1}", "B"));
    assertEquals("(desconhecido)", portuguese.name("(none)"));
    assertEquals("em risco", portuguese.word("target-status", "at_risk"));
    assertEquals("brand new", english.word("target-status", "brand new"));
  }

  @Test
  void aTableSpeaksTheLanguageOfTheReaderWhereItCan() {
    Text both = new Text("One row per order", "Uma linha por pedido");
    Text own = new Text("One row per order", "");

    assertEquals("Uma linha por pedido", portuguese.say(both));
    assertEquals("One row per order", portuguese.say(own));
    assertFalse(portuguese.says(own));
    assertEquals("One row per order", english.say(both));
  }

  @Test
  void languagesHaveTheirUsualNames() {
    assertEquals(Language.PT_BR, Language.of("pt-BR"));
    assertEquals(Language.PT_BR, Language.of("PT_br"));
    assertEquals(Language.PT_BR, Language.of("pt"));
    assertEquals(Language.EN, Language.of("EN"));
    assertThrows(IllegalArgumentException.class, () -> Language.of("fr"));
  }

  /** The same keys in every language, each with the same places for values. */
  @Test
  void bundlesAreComplete() throws IOException {
    assertEquals(places("en"), places("pt_BR"));
  }

  private static TreeMap<String, TreeSet<String>> places(String language) throws IOException {
    Properties words = new Properties();
    String name = "/io/clientela/report/words_" + language + ".properties";
    try (Reader in =
        new InputStreamReader(WordsTest.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      words.load(in);
    }
    TreeMap<String, TreeSet<String>> places = new TreeMap<>();
    words.forEach(
        (key, sentence) -> {
          TreeSet<String> found = new TreeSet<>();
          Pattern.compile("\\{\\d+}")
              .matcher(sentence.toString())
              .results()
              .forEach(place -> found.add(place.group()));
          places.put(key.toString(), found);
        });
    return places;
  }
}
