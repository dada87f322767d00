package io.clientela.table;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * How a share, ratio or average is made of other columns of its row, so that it can be formed anew
 * of sums of them.
 *
 * @param factor what the quotient is multiplied by, such as 100 for points
 * @param remark follows the formula in the meaning of the field
 */
public record Quotient(int factor, Terms numerator, Terms denominator, String remark)
    implements Serializable {

  /** A sum of columns. */
  public record Terms(List<Field> added, List<Field> subtracted) implements Serializable {

    public Terms {
      added = List.copyOf(added);
      subtracted = List.copyOf(subtracted);
    }

    public static Terms of(Field... added) {
      return new Terms(List.of(added), List.of());
    }

    public Terms minus(Field... less) {
      return new Terms(added, List.of(less));
    }

    public Quotient over(Terms denominator) {
      return new Quotient(1, this, denominator, "");
    }

    public Quotient over(Field denominator) {
      return over(of(denominator));
    }

    public Stream<Field> fields() {
      return Stream.concat(added.stream(), subtracted.stream());
    }

    /** The sum itself, as a real number. */
    public Column sum() {
      Column sum =
          added.stream().map(Field::col).map(Exact::real).reduce(Column::plus).orElseThrow();
      for (Field field : subtracted) {
        sum = sum.minus(Exact.real(field.col()));
      }
      return sum;
    }

    /** As SQL. */
    public String text() {
      String sum = added.stream().map(Field::name).collect(Collectors.joining(" + "));
      return subtracted.stream()
          .map(field -> " - " + field.name())
          .collect(Collectors.joining("", sum, ""));
    }

    private String inFormula() {
      return fields().count() > 1 ? "(" + text() + ")" : text();
    }
  }

  /** Of two numbers; null where one of them is unknown, or the divisor 0. */
  public static Double of(Double part, Double whole) {
    return part == null || whole == null || whole == 0 ? null : (Double) (part / whole);
  }

  public Quotient times(int points) {
    return new Quotient(points, numerator, denominator, remark);
  }

  public Quotient but(String because) {
    return new Quotient(factor, numerator, denominator, because);
  }

  public Stream<Field> fields() {
    return Stream.concat(numerator.fields(), denominator.fields());
  }

  /** Whether it may be formed of sums over rows: its columns add up. */
  public boolean isOfSums() {
    return fields().allMatch(field -> field.unit().isAdditive() && field.quotient().isEmpty());
  }

  /** The formula, as the meaning of the field says it. */
  String meaning() {
    String times = factor == 1 ? "" : factor + " x ";
    String formula = times + numerator.inFormula() + " / " + denominator.inFormula();
    return remark.isEmpty() ? formula : formula + (remark.startsWith(",") ? "" : "; ") + remark;
  }
}
