package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.VersionChoice;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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

  private static final int NUMBER = 1;
  private static final int INSTANT = 2;
  private static final int NEITHER = 4;
  private static final DataType EXACT = DataTypes.createDecimalType(38, 9);

  /** What a text may be; columns of texts only. */
  record TextForms(Column number, Column instant, Column neither) {
    static final TextForms NONE = new TextForms(lit(null), lit(null), lit(null));
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

  /** Which form the text of a row has; null where it has none. */
  Column form() {
    return when(forms.number.isNotNull(), NUMBER)
        .when(forms.instant.isNotNull(), INSTANT)
        .when(forms.neither.isNotNull(), NEITHER);
  }

  /**
   * @param found the forms of all rows that are compared
   * @param compared these rows
   * @throws Refusal where the texts have no order
   */
  void require(int found, Supplier<Dataset<Row>> compared) {
    if ((found & NEITHER) != 0) {
      Column text = max(forms.neither.cast(DataTypes.StringType));
      throw refusal(
          input,
          "holds '"
              + compared.get().agg(text).as(Encoders.STRING()).head()
              + "', expected numbers or instants such as 2024-01-31 10:00:00");
    }
    if (found == (NUMBER | INSTANT)) {
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
