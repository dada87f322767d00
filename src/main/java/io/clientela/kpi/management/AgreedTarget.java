package io.clientela.kpi.management;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static java.util.stream.Collectors.toMap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Better;
import io.clientela.model.Breakdowns;
import io.clientela.model.Targets;
import io.clientela.table.Cell;
import io.clientela.table.Field;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A target of the settings or of the raw table. */
record AgreedTarget(Target target, boolean isWritten, LocalDate agreedOn) {

  /** In which one of two alike beats the other. */
  private static final Comparator<AgreedTarget> ORDER =
      comparing(AgreedTarget::isWritten)
          .thenComparing(AgreedTarget::agreedOn, nullsFirst(naturalOrder()))
          .thenComparing(agreed -> agreed.target().startsOn())
          .thenComparing(agreed -> agreed.target().target())
          .thenComparing(agreed -> agreed.target().baseline(), nullsFirst(naturalOrder()))
          .thenComparing(agreed -> agreed.target().direction(), nullsFirst(naturalOrder()))
          .thenComparing(agreed -> agreed.target().owner(), nullsFirst(naturalOrder()));

  private static final List<Field> READ =
      List.of(
          Targets.KPI,
          Targets.DUE_ON,
          Targets.AGREED_ON,
          Targets.STARTS_ON,
          Targets.TARGET,
          Targets.BASELINE,
          Targets.DIRECTION);

  static AgreedTarget written(Target target) {
    return new AgreedTarget(target, true, null);
  }

  /** The rows of the raw table, as far as they are read, each with its segment. */
  static Dataset<Row> raw(Dataset<Row> targets) {
    Column dimension = coalesce(Breakdowns.ifAny(targets, Targets.DIMENSION), lit(Breakdowns.ALL));
    Column value = coalesce(Breakdowns.ifAny(targets, Targets.SEGMENT), lit(Breakdowns.NONE));
    Column segment = when(dimension.equalTo(Breakdowns.ALL), Breakdowns.ALL).otherwise(value);
    Stream<Column> made =
        Stream.of(
            Targets.DIMENSION.is(dimension),
            Targets.SEGMENT.is(segment),
            Targets.OWNER.is(Breakdowns.ifAny(targets, Targets.OWNER)));
    return targets.select(
        Stream.concat(READ.stream().map(Field::col), made).toArray(Column[]::new));
  }

  /** Whether the cell is a row of {@link #raw}. */
  static boolean isIn(Cell cell) {
    return cell.has(Targets.TARGET) && !cell.isNull(Targets.TARGET);
  }

  /** Of two with one key the one of the settings, else the one that was agreed last. */
  static List<Target> ofTwoAlikeOne(List<AgreedTarget> given) {
    return given.stream()
        .collect(toMap(AgreedTarget::key, agreed -> agreed, BinaryOperator.maxBy(ORDER)))
        .values()
        .stream()
        .map(AgreedTarget::target)
        .toList();
  }

  private List<Object> key() {
    return List.of(target.series(), target.dueOn());
  }

  static AgreedTarget of(Cell raw) {
    Optional<Better> direction =
        Stream.of(Better.values())
            .filter(way -> raw.is(Targets.DIRECTION, way.label()))
            .findFirst();
    Target target =
        new Target(
            raw.label(Targets.KPI),
            raw.label(Targets.DIMENSION),
            raw.label(Targets.SEGMENT),
            direction.orElse(null),
            raw.number(Targets.BASELINE),
            raw.number(Targets.TARGET),
            raw.date(Targets.STARTS_ON),
            raw.date(Targets.DUE_ON),
            raw.label(Targets.OWNER));
    return new AgreedTarget(target, false, raw.date(Targets.AGREED_ON));
  }
}
