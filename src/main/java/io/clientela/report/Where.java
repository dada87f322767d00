package io.clientela.report;

import static org.apache.spark.sql.functions.col;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;

/** A condition on rows, as Spark takes it and as a line meets it. */
public record Where(Column column, Predicate<Line> isMet) {

  public static Where is(String column, String text) {
    return new Where(col(column).equalTo(text), line -> text.equals(line.text(column)));
  }

  public static Where is(String column, LocalDate date) {
    return new Where(col(column).equalTo(date), line -> date.equals(line.date(column)));
  }

  public static Where isTrue(String column) {
    return new Where(col(column), line -> line.flag(column));
  }

  public static Where isNull(String column) {
    return new Where(col(column).isNull(), line -> line.isNull(column));
  }

  public static Where isKnown(String column) {
    return new Where(col(column).isNotNull(), line -> !line.isNull(column));
  }

  public static Where isAmong(String column, Collection<String> texts) {
    List<String> some = List.copyOf(texts);
    return new Where(
        col(column).isin(some.toArray()),
        line -> !line.isNull(column) && some.contains(line.text(column)));
  }

  public static Where isBetween(String column, int least, int most) {
    return new Where(
        col(column).between(least, most),
        line -> {
          Integer number = line.integer(column);
          return number != null && number >= least && number <= most;
        });
  }

  public Where or(Where other) {
    return new Where(column.or(other.column), isMet.or(other.isMet));
  }
}
