package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.VersionChoice;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The order of the versions of one id: by numbers or by instants, never by the letters of a text,
 * in which 9 comes after 10 and 02/01/2024 after 01/12/2024.
 *
 * @param value to order by; null where a row has none, and the same for all rows where nothing says
 *     which one counts
 */
record VersionOrder(Input input, Optional<VersionChoice> choice, Column value, TextForms forms) {

  private static final DataType EXACT = DataTypes.createDecimalType(38, 9);

  /**
   * What the text of a row says, where it is one that is compared.
   *
   * @param neither the text, where it can't be ordered
   */
  record TextForms(Column number, Column instant, Column neither) {
    static final int NUMBER = 1;
    static final int INSTANT = 2;
    static final TextForms NONE = new TextForms(lit(null), lit(null), lit(null));

    /** One of the two; null for any other text. */
    Column form() {
      return when(number.isNotNull(), NUMBER).when(instant.isNotNull(), INSTANT);
    }
  }

  /**
   * @throws Refusal where the source has no such column, or one without an order of its own
   */
  static VersionOrder of(Shape shape, Dataset<Row> source, Terms terms) {
    Input input = shape.input();
    if (terms.versions().isEmpty()) {
      return new VersionOrder(input, Optional.empty(), lit(1), TextForms.NONE);
    }
    String asked = terms.versions().get().column();
    String name =
        shape.sourceColumns().stream()
            .filter(asked::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(
                () ->
                    refusal(
                        input,
                        "names no column of the source, which has " + shape.sourceColumns()));
    DataType type = source.schema().apply(name).dataType();
    Column raw = Accepted.column(Conforming.rawName(name));
    boolean hasOrder =
        type instanceof NumericType
            || type instanceof DateType
            || type instanceof TimestampType
            || type instanceof TimestampNTZType;
    if (hasOrder) {
      return new VersionOrder(input, terms.versions(), raw, TextForms.NONE);
    }
    if (!(type instanceof StringType)) {
      throw refusal(input, "is " + type.sql() + ", expected numbers, instants or text of them");
    }
    Column text = Written.of(raw, terms.nullValues());
    Column number = Written.number(text).try_cast(EXACT);
    Column instant = unix_micros(Written.instant(text)).cast(EXACT);
    Column neither = when(number.isNull().and(instant.isNull()), text);
    return new VersionOrder(
        input,
        terms.versions(),
        coalesce(number, instant),
        new TextForms(number, instant, neither));
  }

  /** The version that counts comes first. */
  Column best() {
    boolean isFirst = choice.filter(c -> c.order() == VersionChoice.Order.FIRST_BY).isPresent();
    return isFirst ? value.asc_nulls_last() : value.desc_nulls_last();
  }

  /**
   * @param tally over all rows that are compared
   * @throws Refusal where the texts have no order
   */
  void require(Tally tally) {
    tally
        .unorderedVersion()
        .ifPresent(
            text -> {
              throw refusal(
                  input,
                  "holds '" + text + "', expected numbers or instants such as 2024-01-31 10:00:00");
            });
    if (tally.versionForms() == (TextForms.NUMBER | TextForms.INSTANT)) {
      throw refusal(input, "holds numbers and instants, expected one of them");
    }
  }

  private static Refusal refusal(Input input, String why) {
    return Refusal.contract(
        List.of(
            String.format(
                "%s: the column of sources.%s.versions %s. Name another column, or convert it in"
                    + " sources.%s.sql",
                input.name(), input.name(), why, input.name())));
  }
}
