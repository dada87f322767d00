package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Targets;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The targets of the settings and of the raw table, one row each. */
final class AgreedTargets {

  static final Field[] KEY = {Targets.KPI, Targets.DIMENSION, Targets.SEGMENT, Targets.DUE_ON};

  /** In the order in which one of two alike beats the other. */
  private static final Field[] TERMS = {
    Field.flag("is_written", "Stands in the settings"),
    Targets.AGREED_ON,
    Targets.STARTS_ON,
    Targets.TARGET,
    Targets.BASELINE,
    Targets.DIRECTION,
    Targets.OWNER
  };

  private static final LocalDate EVER = LocalDate.of(1, 1, 1);
  private static final String LATEST = "latest";

  private AgreedTargets() {}

  /** Of two with one key the one of the settings, else the one that was agreed last. */
  static Dataset<Row> of(List<Target> written, Facts facts) {
    List<Dataset<Row>> given = new ArrayList<>();
    if (!written.isEmpty()) {
      given.add(written(written, facts.of(KpiScorecard.TABLE)));
    }
    if (facts.has(Targets.TABLE)) {
      given.add(read(facts.of(Targets.TABLE)));
    }
    return given.stream()
        .reduce(Dataset::union)
        .orElseThrow()
        .groupBy(columns(KEY))
        .agg(max(struct(columns(TERMS))).as(LATEST))
        .select(
            Stream.concat(Stream.of(columns(KEY)), Stream.of(col(LATEST + ".*")))
                .toArray(Column[]::new));
  }

  /** One row of literals, whatever the scorecard holds. */
  private static Dataset<Row> written(List<Target> targets, Dataset<Row> scorecard) {
    Column[] rows = targets.stream().map(Target::row).toArray(Column[]::new);
    return scorecard
        .agg(count(lit(1)))
        .select(inline(array(rows)))
        .select(both(lit(true), Targets.DIMENSION.col(), Targets.SEGMENT.col()));
  }

  private static Dataset<Row> read(Dataset<Row> raw) {
    Column dimension = coalesce(Breakdowns.ifAny(raw, Targets.DIMENSION), lit(Breakdowns.ALL));
    Column value = coalesce(Breakdowns.ifAny(raw, Targets.SEGMENT), lit(Breakdowns.NONE));
    Column segment = when(dimension.equalTo(Breakdowns.ALL), Breakdowns.ALL).otherwise(value);
    return raw.withColumn(Targets.OWNER.name(), Breakdowns.ifAny(raw, Targets.OWNER))
        .select(both(lit(false), dimension, segment));
  }

  private static Column[] both(Column isWritten, Column dimension, Column segment) {
    return new Column[] {
      Targets.KPI.col(),
      Targets.DIMENSION.is(dimension),
      Targets.SEGMENT.is(segment),
      Targets.DUE_ON.col(),
      TERMS[0].is(isWritten),
      Targets.AGREED_ON.is(coalesce(Targets.AGREED_ON.col(), lit(EVER))),
      Targets.STARTS_ON.col(),
      Targets.TARGET.col(),
      Targets.BASELINE.col(),
      Targets.DIRECTION.col(),
      Targets.OWNER.col()
    };
  }

  static Column[] columns(Field[]... fields) {
    return Stream.of(fields).flatMap(Stream::of).map(Field::col).toArray(Column[]::new);
  }
}
