package io.clientela.laws;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.kpi.Headlines;
import io.clientela.table.Field;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The law book, third part: segments add up to the total, and dearer goods change money alone. */
final class ArithmeticLawsTest {

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TEN = BigDecimal.TEN;

  /** Numbers halfway between two of nine digits go the same way. */
  private static final MathContext WITHOUT_NOISE = new MathContext(14);

  private static final MathContext NINE_DIGITS = new MathContext(9);

  static Stream<Named<Table>> breakdowns() {
    return Published.breakdowns().map(table -> Named.of(table.name(), table));
  }

  @ParameterizedTest
  @MethodSource("breakdowns")
  void theSegmentsOfADimensionAddUpToTheTotal(Table table) {
    List<Field> fields = table.values().stream().filter(ArithmeticLawsTest::addsUp).toList();
    assertFalse(fields.isEmpty());
    Map<String, Map<String, BigDecimal>> sums = new TreeMap<>();
    for (Row row : Published.ONCE.rows(table).collectAsList()) {
      String cell = key(table, row, field -> !field.name().matches("dimension|segment"));
      for (Field field : fields) {
        sums.computeIfAbsent(row.<String>getAs("dimension"), dimension -> new TreeMap<>())
            .merge(field.name() + " of " + cell, number(row, field), BigDecimal::add);
      }
    }
    sums.values().forEach(cells -> cells.values().removeIf(sum -> sum.signum() == 0));
    assertTrue(sums.size() > 2, () -> "broken down by " + sums.keySet());
    sums.forEach(
        (dimension, cells) -> assertEquals(lines(sums.get("all")), lines(cells), dimension));
  }

  @Test
  void tenfoldPricesMakeTenfoldRevenueAndTheSameRates() {
    Published dearer = Published.of(RandomShop.dearer(Published.SHOP), Map.of());

    Published.outputs()
        .forEach(
            table ->
                assertEquals(
                    lines(values(table, Published.ONCE, TEN)),
                    lines(values(table, dearer, ONE)),
                    table.name()));
  }

  @Test
  void quotientsAreWhatTheySay() {
    AtomicLong checked = new AtomicLong();
    Published.outputs()
        .forEach(
            table -> {
              List<Field> quotients =
                  table.values().stream().filter(field -> field.quotient().isPresent()).toList();
              List<Row> rows = quotients.isEmpty() ? List.of() : rows(table);
              for (Field field : quotients) {
                for (Row row : rows) {
                  checked.addAndGet(isWhatItSays(table, field, row) ? 1 : 0);
                }
              }
            });
    assertTrue(checked.get() > 10_000, () -> checked + " values");
  }

  private static List<Row> rows(Table table) {
    return Published.ONCE.rows(table).collectAsList();
  }

  /** Money is rounded, and so may be what a quotient is made of; without a part there is none. */
  private static boolean isWhatItSays(Table table, Field field, Row row) {
    Quotient quotient = field.quotient().orElseThrow();
    Number value = row.getAs(field.name());
    boolean isKnown = quotient.fields().allMatch(part -> row.getAs(part.name()) != null);
    double whole = isKnown ? sum(quotient.denominator(), row) : 0;
    if (value == null || whole == 0) {
      assertEquals(null, value, () -> field.name() + " of " + row);
      return false;
    }
    double expected = quotient.factor() * sum(quotient.numerator(), row) / whole;
    double tolerance = 1e-4 + 1e-6 * Math.abs(expected);
    assertEquals(
        expected, value.doubleValue(), tolerance, () -> table.name() + "." + field.name() + row);
    return true;
  }

  private static double sum(Quotient.Terms terms, Row row) {
    return terms.added().stream().mapToDouble(field -> real(row, field)).sum()
        - terms.subtracted().stream().mapToDouble(field -> real(row, field)).sum();
  }

  private static double real(Row row, Field field) {
    return row.<Number>getAs(field.name()).doubleValue();
  }

  /** An average is money that does not add up; it is null where there is nothing to average. */
  private static boolean addsUp(Field field) {
    return field.unit().isAdditive() && !field.nullable();
  }

  /** Every value but averages of money and cut points, which are rounded. */
  private static Map<String, String> values(Table table, Published published, BigDecimal factor) {
    Map<String, String> values = new TreeMap<>();
    for (Row row : published.rows(table).where(isComparable(table)).collectAsList()) {
      String key = key(table, row, field -> true);
      for (Field field : table.values().stream().filter(some -> !isPart(some)).toList()) {
        boolean isMoney = field.type().equals(Field.MONEY);
        Object value = row.getAs(field.name());
        if (isMoney && addsUp(field) && !field.name().startsWith("mean_")) {
          BigDecimal money = number(row, field).multiply(factor);
          values.put(field.name() + " of " + key, money.stripTrailingZeros().toPlainString());
        } else if (value instanceof Double rate) {
          BigDecimal exact = new BigDecimal(rate).multiply(isMoney(row, field) ? factor : ONE);
          BigDecimal digits = exact.round(WITHOUT_NOISE).round(NINE_DIGITS).stripTrailingZeros();
          values.put(field.name() + " of " + key, digits.toPlainString());
        } else if (!isMoney) {
          values.put(field.name() + " of " + key, String.valueOf(value));
        }
      }
    }
    return values;
  }

  /**
   * The model of spend knows money: its scale is tenfold, and its likelihood another. Money among
   * the KPIs is that of their tables.
   */
  private static String isComparable(Table table) {
    if (Published.isOfKpis(table)) {
      return "unit <> 'money'";
    }
    return table.name().equals("ltv_model") ? "model <> 'gamma_gamma'" : "true";
  }

  /** The parts of a KPI may be money where their quotient is none. */
  private static boolean isPart(Field field) {
    return field.equals(Headlines.NUMERATOR) || field.equals(Headlines.DENOMINATOR);
  }

  /** Effects on revenue are money per member, or in all. */
  private static boolean isMoney(Row row, Field field) {
    boolean isOfOutcome = List.of(row.schema().fieldNames()).contains("outcome");
    return field.unit() == Unit.NUMBER && isOfOutcome && row.getAs("outcome").equals("revenue");
  }

  private static BigDecimal number(Row row, Field field) {
    return field.unit() == Unit.MONEY
        ? row.<BigDecimal>getAs(field.name())
        : BigDecimal.valueOf(row.<Number>getAs(field.name()).longValue());
  }

  private static String key(Table table, Row row, Predicate<Field> wanted) {
    return table.key().stream()
        .filter(wanted)
        .map(field -> String.valueOf(row.<Object>getAs(field.name())))
        .collect(joining(" "));
  }

  private static String lines(Map<String, ?> values) {
    return values.entrySet().stream().map(Object::toString).collect(joining("\n"));
  }
}
