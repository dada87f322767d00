package io.clientela.job.settings;

import io.clientela.source.StagingSql;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How single values are written in the settings: one strict way for each type. */
final class Scalars {
  private static final String WHOLE = "-?(0|[1-9][0-9]*)";
  private static final String NUMBER = WHOLE + "(\\.[0-9]+)?([eE][+-]?[0-9]+)?";
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,4})([smhd])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final Set<Class<?>> NEVER_QUOTED =
      Set.of(Integer.class, Long.class, Double.class, BigDecimal.class, Boolean.class);
  private static final Map<Class<?>, Kind> KINDS =
      Map.ofEntries(
          Map.entry(
              Interpolated.class,
              new Kind("a text", "(?s).*", text -> new Interpolated(text, false))),
          Map.entry(StagingSql.class, new Kind("a text", "(?s).*\\S.*", StagingSql::new)),
          Map.entry(String.class, new Kind("a text", "(?s).*\\S.*", text -> text)),
          Map.entry(Integer.class, new Kind("a whole number such as 90", WHOLE, Integer::valueOf)),
          Map.entry(Long.class, new Kind("a whole number such as 90", WHOLE, Long::valueOf)),
          Map.entry(Double.class, new Kind("a number such as 0.01", NUMBER, Double::valueOf)),
          Map.entry(BigDecimal.class, new Kind("a number such as 0.01", NUMBER, BigDecimal::new)),
          Map.entry(Boolean.class, new Kind("true or false", "true|false", Boolean::valueOf)),
          Map.entry(
              LocalDate.class,
              new Kind("a date such as 2025-01-01", "\\d{4}-\\d{2}-\\d{2}", LocalDate::parse)),
          Map.entry(
              Duration.class,
              new Kind(
                  "a time of 1 to 99999 s, m, h or d such as 7d",
                  DURATION.pattern(),
                  Scalars::duration)),
          Map.entry(
              ZoneId.class, new Kind("a time zone such as America/Sao_Paulo", ".+", ZoneId::of)),
          Map.entry(
              Currency.class,
              new Kind("an ISO 4217 currency such as BRL", "[A-Z]{3}", Currency::getInstance)));

  private record Kind(String expected, String pattern, Function<String, Object> parse) {}

  private Scalars() {}

  /**
   * The value of the text. Throws IllegalArgumentException or DateTimeException where it is none.
   */
  static Object parse(Class<?> type, String text) {
    if (type.isEnum()) {
      return Stream.of(type.getEnumConstants())
          .filter(constant -> written(constant).equals(text))
          .findFirst()
          .orElseThrow(IllegalArgumentException::new);
    }
    Kind kind = kind(type);
    if (!text.matches(kind.pattern)) {
      throw new DateTimeException(kind.expected);
    }
    return kind.parse.apply(text);
  }

  /** Whether the record is written as a single text. */
  static boolean isText(Class<?> type) {
    return type == Interpolated.class || type == StagingSql.class;
  }

  /** Whether quotes make it a text and no longer a value of the type. */
  static boolean isNeverQuoted(Class<?> type) {
    return NEVER_QUOTED.contains(type);
  }

  static String expected(Class<?> type) {
    return type.isEnum() ? "one of " + String.join(", ", names(type)) : kind(type).expected;
  }

  /** The values that can be listed; empty for types without end. */
  static Collection<String> names(Class<?> type) {
    if (type == ZoneId.class) {
      return ZoneId.getAvailableZoneIds();
    }
    if (type == Currency.class) {
      return Currency.getAvailableCurrencies().stream().map(Currency::getCurrencyCode).toList();
    }
    return type.isEnum()
        ? Stream.of(type.getEnumConstants()).map(Scalars::written).toList()
        : List.of();
  }

  /** As it is written in the file. */
  static String written(Object value) {
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Duration duration) {
      return Stream.of("d", "h", "m", "s")
          .filter(unit -> duration.toSeconds() % UNITS.get(unit).toSeconds() == 0)
          .findFirst()
          .map(unit -> duration.dividedBy(UNITS.get(unit)) + unit)
          .orElseThrow();
    }
    if (value instanceof Collection<?> many) {
      return many.stream().map(Scalars::written).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Interpolated text) {
      return text.text();
    }
    if (value instanceof Record owner) {
      return Stream.of(owner.getClass().getRecordComponents())
          .filter(component -> Components.read(component, owner) != null)
          .map(c -> Components.keyOf(c) + ": " + written(Components.read(c, owner)))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return String.valueOf(value);
  }

  private static Kind kind(Class<?> type) {
    Kind kind = KINDS.get(type);
    if (kind == null) {
      throw new IllegalStateException(type + " can't be a setting: add it to Scalars");
    }
    return kind;
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new DateTimeException(text);
    }
    return UNITS.get(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
  }
}
