package io.clientela.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;

/** An order of rows, as Spark takes it and as lines compare; nulls are the least. */
public record Order(Column column, Comparator<Line> comparator) {

  /** As the rows come. */
  public static final List<Order> AS_STORED = List.of();

  public static Order up(String column) {
    return new Order(col(column), Line.by(column));
  }

  public static Order down(String column) {
    return new Order(col(column).desc(), Line.by(column).reversed());
  }

  /** Nulls first, then downwards. */
  public static Order downAfterNulls(String column) {
    Comparator<Line> isKnown = Comparator.comparing(line -> !line.isNull(column));
    return new Order(
        col(column).desc_nulls_first(), isKnown.thenComparing(Line.by(column).reversed()));
  }

  /** The furthest from 0 first. */
  public static Order fromZero(String column) {
    Comparator<Double> nullsFirst = Comparator.nullsFirst(Comparator.naturalOrder());
    Comparator<Line> distance =
        Comparator.comparing(
            line -> line.isNull(column) ? null : (Double) Math.abs(line.number(column)),
            nullsFirst);
    return new Order(abs(col(column)).desc(), distance.reversed());
  }
}
