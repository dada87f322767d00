package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.contract.VersionOrder.TextForms;
import io.clientela.table.Field;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/** Makes rows of the contract of those of a source, and says what becomes of each. */
record RowJudge(Shape shape, Terms terms, List<Rule> rules) {

  /** The rules that a row breaks, a bit for each. */
  static final String BROKEN = "__broken";

  static final String LATER = "__later";

  /** The columns of the source under names of their own. */
  static Dataset<Row> given(Dataset<Row> source) {
    return source.select(
        Stream.of(source.columns())
            .map(name -> Accepted.column(name).as(Conforming.rawName(name)))
            .toArray(Column[]::new));
  }

  /** Adds the columns of the contract, {@link #BROKEN} and {@link #LATER}. */
  Dataset<Row> conform(Dataset<Row> given) {
    List<Column> conformed = new ArrayList<>(List.of(col("*")));
    shape.columns().forEach(column -> conformed.add(column.field().is(value(column))));
    List<Column> dated = new ArrayList<>(List.of(col("*")));
    shape.instants().forEach(field -> dated.add(field.businessDate().is(field.col())));
    Column isLater = coalesce(shape.happensOn().geq(lit(terms.asOf())), lit(false));
    return given
        .select(conformed.toArray(Column[]::new))
        .select(dated.toArray(Column[]::new))
        .transform(this::inReportingCurrency)
        .withColumn(BROKEN, RowState.broken(rules))
        .withColumn(LATER, isLater);
  }

  private Dataset<Row> inReportingCurrency(Dataset<Row> rows) {
    if (shape.currency().isEmpty() || terms.conversion().isEmpty()) {
      return rows;
    }
    Map<String, Column> unrounded = new LinkedHashMap<>();
    shape.columns().stream()
        .filter(column -> column.field().unit() == Unit.MONEY)
        .forEach(column -> unrounded.put(column.field().name(), column.unrounded()));
    return terms
        .conversion()
        .orElseThrow()
        .convert(rows, shape.currency().orElseThrow(), shape.happensOn(), unrounded);
  }

  private Column value(Conforming column) {
    boolean isLastDay = shape.input().lastDays().contains(column.field());
    return isLastDay ? date_add(column.value(), 1) : column.value();
  }

  /** The state of a conformed row by itself. */
  Column state() {
    return RowState.of(col(BROKEN), col(LATER), shape.happensOn());
  }

  /**
   * The rows as they are known at as-of, and what became of them.
   *
   * @param version what its text says, where rows are compared
   */
  Dataset<Row> told(Dataset<Row> conformed, Column state, TextForms version) {
    List<Column> columns = new ArrayList<>();
    known().forEach((name, value) -> columns.add(value.as(name)));
    Column amount = shape.input().amount().map(Field::col).orElse(lit(null));
    Column customer = shape.customer().map(RowJudge::hash).orElse(lit(null));
    columns.addAll(List.of(RowCounts.columns(state, shape.asText(), amount, version, customer)));
    return conformed.select(columns.toArray(Column[]::new));
  }

  /** The same for whole numbers of any width, of which joins make one type too. */
  private static Column hash(Conforming id) {
    Column value = id.field().col();
    boolean isWhole = Conforming.idType(id.found()) instanceof IntegralType;
    Column same = isWhole ? value.cast(DataTypes.LongType) : value;
    return when(value.isNotNull(), Duplicates.hash(same));
  }

  /** Those that are admitted. */
  Dataset<Row> admitted(Dataset<Row> told) {
    return told.where(RowState.isAdmitted(col(RowCounts.STATE)))
        .select(
            known().keySet().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new));
  }

  /** What is not known yet at as-of reads as if it had not happened. */
  private Map<String, Column> known() {
    Map<String, Column> known = new LinkedHashMap<>();
    shape.fields().forEach(field -> known.put(field.name(), field.col()));
    shape
        .instants()
        .forEach(field -> known.put(field.businessDate().name(), field.businessDate().col()));
    shape
        .input()
        .becomesKnown()
        .forEach(
            (instant, money) -> {
              Column on = instant.businessDate().col();
              Column isKnown = coalesce(on.lt(lit(terms.asOf())), lit(true));
              known.put(instant.name(), when(isKnown, instant.col()));
              known.put(instant.businessDate().name(), when(isKnown, on));
              money.ifPresent(
                  field -> {
                    Column amount = coalesce(field.col(), lit(0).cast(Money.ADMITTED));
                    Column none = lit(0).cast(Money.ADMITTED);
                    known.put(field.name(), when(isKnown, amount).otherwise(none));
                  });
            });
    return known;
  }
}
