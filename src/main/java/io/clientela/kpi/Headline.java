package io.clientela.kpi;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A number of a KPI table that the company is steered by; the scorecard holds all of them.
 *
 * @param name its name in the scorecard, unique over the catalogue
 * @param value the column that holds it
 * @param better which way is good; none = neither
 * @param isAdditive the values of its periods add up to that of them all
 * @param others columns of the scorecard that the table has under another name, or not as a column
 * @param isChosen the rows that hold it
 * @param shape makes rows that hold it of a table that has none
 */
public record Headline(
    String name,
    Text title,
    Field value,
    Optional<Better> better,
    boolean isAdditive,
    Map<Field, Column> others,
    Column isChosen,
    Optional<UnaryOperator<Dataset<Row>>> shape) {

  private static final List<String> STARTS =
      List.of(Timeline.PERIOD_START.name(), "cohort_start", "entered_start");

  public Headline {
    others = Map.copyOf(others);
  }

  /** Named as its column is; over what that is a quotient of. */
  public static Headline of(Field value, String english, String portuguese) {
    Headline headline =
        new Headline(
            value.name(),
            new Text(english, portuguese),
            value,
            Optional.empty(),
            false,
            Map.of(),
            lit(true),
            Optional.empty());
    return value
        .quotient()
        .filter(quotient -> quotient.factor() == 1)
        .map(quotient -> headline.over(quotient.numerator().sum(), quotient.denominator().sum()))
        .orElse(headline);
  }

  public Headline named(String other) {
    return new Headline(other, title, value, better, isAdditive, others, isChosen, shape);
  }

  /** A share or mean; what it is a share of is counted as its cases. */
  public Headline over(Column numerator, Column denominator) {
    return with(Headlines.NUMERATOR, numerator)
        .with(Headlines.DENOMINATOR, denominator)
        .with(Headlines.CASES, denominator);
  }

  /** Count of what is behind the value: customers, orders, tickets. */
  public Headline cases(Field count) {
    return with(Headlines.CASES, count.col());
  }

  public Headline higherIsBetter() {
    return better(Better.HIGHER);
  }

  public Headline lowerIsBetter() {
    return better(Better.LOWER);
  }

  public Headline additive() {
    return new Headline(name, title, value, better, true, others, isChosen, shape);
  }

  /** Of these rows of the table only. */
  public Headline where(Column condition) {
    return new Headline(name, title, value, better, isAdditive, others, condition, shape);
  }

  /** Each value of the column as a segment of the dimension of that name. */
  public Headline bySegment(Field column) {
    return bySegment(lit(column.name()), column.col());
  }

  public Headline bySegment(Column dimension, Column segment) {
    return with(Breakdowns.DIMENSION, dimension).with(Breakdowns.SEGMENT, segment);
  }

  public Headline shaped(UnaryOperator<Dataset<Row>> rows) {
    return new Headline(
        name, title, value, better, isAdditive, others, isChosen, Optional.of(rows));
  }

  private Headline better(Better way) {
    return new Headline(name, title, value, Optional.of(way), isAdditive, others, isChosen, shape);
  }

  private Headline with(Field field, Column column) {
    Map<Field, Column> more = new HashMap<>(others);
    more.put(field, column);
    return new Headline(name, title, value, better, isAdditive, more, isChosen, shape);
  }

  /**
   * The row of the scorecard, of a row that holds it; else null.
   *
   * @param table where it is from
   * @param found columns of the row
   */
  Column row(String table, Set<String> found) {
    Optional<String> start = STARTS.stream().filter(found::contains).findFirst();
    Column monthly = lit(start.isPresent() ? Grain.MONTH.label() : null);
    Column segment = orElse(found, Breakdowns.SEGMENT, lit(Breakdowns.ALL));
    Column row =
        struct(
            Headlines.KPI.is(lit(name)),
            Headlines.GRAIN.is(orElse(found, Headlines.GRAIN, monthly)),
            Breakdowns.DIMENSION.is(orElse(found, Breakdowns.DIMENSION, lit(Breakdowns.ALL))),
            Breakdowns.SEGMENT.is(coalesce(segment, lit(Breakdowns.NONE))),
            Headlines.PERIOD_START.is(start.map(name -> column(name)).orElse(lit(null))),
            Headlines.TITLE.is(lit(title.english())),
            Headlines.TITLE_PT.is(lit(title.portuguese())),
            Headlines.KPI_TABLE.is(lit(table)),
            Headlines.NUMERATOR.is(others.getOrDefault(Headlines.NUMERATOR, lit(null))),
            Headlines.DENOMINATOR.is(others.getOrDefault(Headlines.DENOMINATOR, lit(null))),
            Headlines.VALUE.is(value.col()),
            Headlines.LOW.is(bound(found, "_low")),
            Headlines.HIGH.is(bound(found, "_high")),
            Headlines.UNIT.is(lit(value.unit().label())),
            Headlines.BETTER.is(lit(better.map(Better::label).orElse(null))),
            Headlines.IS_ADDITIVE.is(lit(isAdditive)),
            Headlines.CASES.is(others.getOrDefault(Headlines.CASES, lit(null))),
            Timeline.IS_COMPLETE.is(orElse(found, Timeline.IS_COMPLETE, lit(true))));
    return when(isChosen, row);
  }

  private Column bound(Set<String> found, String suffix) {
    String bound = value.name() + suffix;
    return found.contains(bound) ? column(bound) : lit(null);
  }

  private Column orElse(Set<String> found, Field field, Column otherwise) {
    boolean isThere = found.contains(field.name());
    return others.getOrDefault(field, isThere ? field.col() : otherwise);
  }

  private static Column column(String name) {
    return Field.any(name, "").col();
  }
}
