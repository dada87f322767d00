package io.clientela.report;

import io.clientela.table.Text;
import io.clientela.table.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/** Sentences, numbers, money and dates as the reader's language writes them. */
public final class Words {

  public static final String UNKNOWN = "–";

  private static final String BUNDLE = "io.clientela.report.words";
  private static final String NARROW = "\u00a0";
  private static final char MINUS = '\u2212';
  private static final double LARGE = 10_000;

  private final Language language;
  private final Currency currency;
  private final ResourceBundle bundle;

  public Words(Language language, String currency) {
    this.language = language;
    this.currency = Currency.getInstance(currency);
    this.bundle =
        ResourceBundle.getBundle(
            BUNDLE,
            language.locale(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  public Language language() {
    return language;
  }

  public Currency currency() {
    return currency;
  }

  /** The sentence of a key, with {@code {0}}, {@code {1}} ... replaced. */
  public String say(String key, Object... values) {
    StringBuilder text = new StringBuilder();
    String sentence = bundle.getString(key);
    int from = 0;
    for (int open = sentence.indexOf('{'); open >= 0; open = sentence.indexOf('{', from)) {
      int close = sentence.indexOf('}', open);
      text.append(sentence, from, open);
      text.append(values[Integer.parseInt(sentence.substring(open + 1, close))]);
      from = close + 1;
    }
    return text.append(sentence.substring(from)).toString();
  }

  /** The sentences whose keys begin so, with their gaps. */
  Map<String, String> sentences(String start) {
    return bundle.keySet().stream()
        .filter(key -> key.startsWith(start))
        .collect(Collectors.toMap(key -> key, bundle::getString));
  }

  /** The word for a value of a column, such as a status; a value without one is itself. */
  public String word(String group, String value) {
    if (value == null) {
      return UNKNOWN;
    }
    try {
      return bundle.getString(group + "." + value);
    } catch (MissingResourceException e) {
      return value;
    }
  }

  /** In this language where it is said in it, else in English. */
  public String say(Text text) {
    return says(text) && language == Language.PT_BR ? text.portuguese() : text.english();
  }

  /** Whether it has words for it: what a team adds may speak English only. */
  public boolean says(Text text) {
    return language == Language.EN || !text.portuguese().isEmpty();
  }

  /** The title of a row that brings both. */
  public String title(Line line) {
    return line.text(language == Language.PT_BR ? "title_pt" : "title");
  }

  /** The breakdown and value that a row is of. */
  public String segment(String dimension, String segment) {
    return "all".equals(dimension) ? say("total") : dimension + ": " + name(segment);
  }

  /** A name from the data; the mark of an unknown one is in the reader's words. */
  public String name(String segment) {
    return "(none)".equals(segment) ? say("none") : segment;
  }

  public String count(Number value) {
    return value == null ? UNKNOWN : number(value.doubleValue(), 0);
  }

  public String share(Double value) {
    return value == null ? UNKNOWN : number(100 * value, 1) + percent();
  }

  public String money(Double value) {
    if (value == null) {
      return UNKNOWN;
    }
    NumberFormat format = NumberFormat.getCurrencyInstance(language.locale());
    format.setCurrency(currency);
    int digits = Math.abs(value) < LARGE ? Math.max(0, currency.getDefaultFractionDigits()) : 0;
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(rounded(value, digits)).replace('-', MINUS);
  }

  public String number(Double value, int digits) {
    if (value == null) {
      return UNKNOWN;
    }
    NumberFormat format = NumberFormat.getInstance(language.locale());
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(rounded(value, digits)).replace('-', MINUS);
  }

  /** A value with what it measures. */
  public String measure(Unit unit, Double value) {
    if (value == null) {
      return UNKNOWN;
    }
    return switch (unit) {
      case SHARE -> share(value);
      case MONEY -> money(value);
      case COUNT, DISTINCT_COUNT, ORDINAL -> count(value);
      case DAYS -> say("days", number(value, digits(value)));
      case HOURS -> number(value, 1) + NARROW + "h";
      case MINUTES -> number(value, 1) + NARROW + "min";
      case SECONDS -> number(value, 1) + NARROW + "s";
      case SCORE -> number(value, 1);
      default -> number(value, 2);
    };
  }

  /**
   * The difference as a reader of management puts it: points of shares and scores, and of a ratio
   * that is below 0, such as a return; else relative.
   */
  public String change(Unit unit, Double from, Double to) {
    if (from == null || to == null) {
      return null;
    }
    return switch (unit) {
      case SHARE -> signed(100 * (to - from), 1) + NARROW + say("points.percentage");
      case SCORE -> signed(to - from, 1);
      case RATIO -> from > 0 && to >= 0 ? relative(from, to) : signed(to - from, 2);
      default -> from == 0 ? null : relative(from, to);
    };
  }

  private String relative(double from, double to) {
    return signed(100 * (to - from) / Math.abs(from), 1) + percent();
  }

  /** Money gained or lost. */
  public String signedMoney(Double value) {
    return value == null || value < 0 ? money(value) : "+" + money(value);
  }

  public String signed(double value, int digits) {
    String text = number(Math.abs(value), digits);
    boolean isZero = rounded(value, digits).signum() == 0;
    return (isZero ? "±" : value < 0 ? String.valueOf(MINUS) : "+") + text;
  }

  public String date(LocalDate date) {
    return date == null ? UNKNOWN : date.getDayOfMonth() + " " + month(date) + " " + date.getYear();
  }

  public String period(String grain, LocalDate start) {
    if (start == null) {
      return UNKNOWN;
    }
    return switch (grain == null ? "day" : grain) {
      case "month" -> month(start) + (isPortuguese() ? "/" : " ") + start.getYear();
      case "quarter" -> say("quarter", start.get(IsoFields.QUARTER_OF_YEAR), start.getYear());
      case "week" -> say("week", date(start));
      default -> date(start);
    };
  }

  /** The percent sign as it stands behind a number. */
  public String percent() {
    return isPortuguese() ? NARROW + "%" : "%";
  }

  private String month(LocalDate date) {
    String name = DateTimeFormatter.ofPattern("MMM", language.locale()).format(date);
    return name.replace(".", "").substring(0, 3);
  }

  private boolean isPortuguese() {
    return language == Language.PT_BR;
  }

  private static int digits(double value) {
    return value == Math.rint(value) ? 0 : 1;
  }

  private static BigDecimal rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP);
  }

  /** The unit that a row names, as {@code kpi_scorecard} does. */
  public static Unit unit(String name) {
    try {
      return name == null ? Unit.NUMBER : Unit.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Unit.NUMBER;
    }
  }

  /** First day of the period a number of periods away. */
  public static LocalDate moved(String grain, LocalDate start, int periods) {
    return switch (grain) {
      case "month" -> start.plusMonths(periods);
      case "quarter" -> start.plusMonths(3L * periods);
      case "week" -> start.plusWeeks(periods);
      default -> start.plusDays(periods);
    };
  }

  /** First day of the same period a year before; of weeks the one 52 weeks before. */
  public static LocalDate yearBefore(String grain, LocalDate start) {
    return grain.equals("week") ? start.minusWeeks(52) : start.minusYears(1);
  }
}
