package io.clientela.kpi;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.Text;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A number of a KPI table that the company is steered by; the scorecard holds all of them.
 *
 * @param name its name in the scorecard, unique over the catalogue
 * @param value the column that holds it
 * @param way which way is good; null = neither
 * @param isAdditive the values of its periods add up to that of them all
 * @param others columns of the scorecard that the table has under another name, or not as a column
 * @param choices all of which a row meets that holds it
 */
public record Headline(
    String name,
    Text title,
    Field value,
    Better way,
    boolean isAdditive,
    Map<Field, Reading> others,
    List<Choice> choices,
    Source source)
    implements Serializable {

  private static final List<Field> STARTS =
      List.of(Timeline.PERIOD_START, Field.any("cohort_start", ""), Field.any("entered_start", ""));

  /** A value of the scorecard, of a row and of the first row of its series. */
  interface Reading extends Serializable {
    Object of(Cell first, Cell cell);
  }

  /** A row that has this value in a field, or that has it not; null = none. */
  private record Choice(Field field, Serializable value, boolean isNot) implements Serializable {
    boolean isMetBy(Cell cell) {
      return cell.is(field, value) != isNot;
    }

    Column isMet() {
      Column is = field.col().eqNullSafe(lit(value));
      return isNot ? not(is) : is;
    }
  }

  /** Makes few rows of all those of a table. */
  public interface Shape extends UnaryOperator<Dataset<Row>>, Serializable {}

  /**
   * Which rows it is read of.
   *
   * @param along the part of the key along which rows make a series; none = each by itself
   * @param shape makes them of those of the table; null = they are those
   */
  record Source(List<Field> along, Shape shape) implements Serializable {
    Dataset<Row> cells(Dataset<Row> table) {
      return shape == null ? table : shape.apply(table);
    }
  }

  public Headline {
    others = Map.copyOf(others);
    choices = List.copyOf(choices);
  }

  /** Named as its column is; over what that is a quotient of. */
  public static Headline of(Field value, String english, String portuguese) {
    Headline headline =
        new Headline(
            value.name(),
            new Text(english, portuguese),
            value,
            null,
            false,
            Map.of(),
            List.of(),
            new Source(List.of(), null));
    return value
        .quotient()
        .filter(quotient -> quotient.factor() == 1)
        .map(headline::over)
        .orElse(headline);
  }

  /** Which way is good, if any is. */
  public Optional<Better> better() {
    return Optional.ofNullable(way);
  }

  public Headline named(String other) {
    return new Headline(other, title, value, way, isAdditive, others, choices, source);
  }

  /** A share or mean; what it is a share of is counted as its cases. */
  public Headline over(Quotient quotient) {
    Quotient.Terms whole = quotient.denominator();
    return with(Headlines.NUMERATOR, (first, cell) -> cell.number(quotient.numerator()))
        .with(Headlines.DENOMINATOR, (first, cell) -> first.number(whole))
        .with(Headlines.CASES, (first, cell) -> first.number(whole));
  }

  /** Count of what is behind the value: customers, orders, tickets. */
  public Headline cases(Field count) {
    return with(Headlines.CASES, (first, cell) -> cell.number(count));
  }

  public Headline higherIsBetter() {
    return better(Better.HIGHER);
  }

  public Headline lowerIsBetter() {
    return better(Better.LOWER);
  }

  public Headline additive() {
    return new Headline(name, title, value, way, true, others, choices, source);
  }

  /** Of the rows with this value only; null = of those without one. */
  public Headline where(Field field, Serializable found) {
    return where(new Choice(field, found, false));
  }

  /** Of the rows with another value only; null = of those with one. */
  public Headline whereNot(Field field, Serializable found) {
    return where(new Choice(field, found, true));
  }

  private Headline where(Choice more) {
    List<Choice> all = Stream.concat(choices.stream(), Stream.of(more)).toList();
    return new Headline(name, title, value, way, isAdditive, others, all, source);
  }

  /** Each value of the column as a segment of the dimension of that name. */
  public Headline bySegment(Field column) {
    String dimension = column.name();
    return with(Breakdowns.DIMENSION, (first, cell) -> dimension)
        .with(Breakdowns.SEGMENT, (first, cell) -> cell.label(column));
  }

  public Headline bySegment(Field dimension, Field segment) {
    return with(Breakdowns.DIMENSION, (first, cell) -> cell.label(dimension))
        .with(Breakdowns.SEGMENT, (first, cell) -> cell.label(segment));
  }

  /** The first row along this part of the key has what it is a share of. */
  public Headline along(Field step) {
    return of(new Source(List.of(step), source.shape()));
  }

  /** Of these rows, of a table that has none that hold it. */
  public Headline counted(Shape rows) {
    return of(new Source(source.along(), rows));
  }

  private Headline of(Source other) {
    return new Headline(name, title, value, way, isAdditive, others, choices, other);
  }

  private Headline better(Better which) {
    return new Headline(name, title, value, which, isAdditive, others, choices, source);
  }

  private Headline with(Field field, Reading reading) {
    Map<Field, Reading> more = new HashMap<>(others);
    more.put(field, reading);
    return new Headline(name, title, value, way, isAdditive, more, choices, source);
  }

  boolean isIn(Cell cell) {
    return choices.stream().allMatch(choice -> choice.isMetBy(cell));
  }

  /** Whether a row holds it. */
  Column isIn() {
    return choices.stream().map(Choice::isMet).reduce(Column::and).orElse(lit(true));
  }

  /** Its row of the scorecard, but for the table. */
  void put(Cell first, Cell cell, RowsOut out) {
    Optional<Field> start = STARTS.stream().filter(cell::has).findFirst();
    String monthly = start.isPresent() ? Grain.MONTH.label() : null;
    out.put(Headlines.KPI, name)
        .put(Headlines.TITLE, title.english())
        .put(Headlines.TITLE_PT, title.portuguese())
        .put(Headlines.UNIT, value.unit().label())
        .put(Headlines.BETTER, way == null ? null : way.label())
        .put(Headlines.IS_ADDITIVE, isAdditive)
        .put(Headlines.VALUE, cell.number(value))
        .put(Headlines.LOW, bound(cell, "_low"))
        .put(Headlines.HIGH, bound(cell, "_high"))
        .put(Headlines.PERIOD_START, null)
        .put(Headlines.NUMERATOR, null)
        .put(Headlines.DENOMINATOR, null)
        .put(Headlines.CASES, null);
    start.ifPresent(field -> out.put(Headlines.PERIOD_START, cell, field));
    put(Headlines.GRAIN, monthly, cell, out);
    put(Breakdowns.DIMENSION, Breakdowns.ALL, cell, out);
    put(Breakdowns.SEGMENT, Breakdowns.ALL, cell, out);
    put(Timeline.IS_COMPLETE, true, cell, out);
    others.forEach((field, reading) -> out.put(field, reading.of(first, cell)));
    out.orElse(Breakdowns.SEGMENT, Breakdowns.NONE);
  }

  private static void put(Field field, Object otherwise, Cell cell, RowsOut out) {
    if (cell.has(field)) {
      out.put(field, cell, field);
    } else {
      out.put(field, otherwise);
    }
  }

  private Double bound(Cell cell, String suffix) {
    Field bound = Field.any(value.name() + suffix, "");
    return cell.has(bound) ? cell.number(bound) : null;
  }
}
