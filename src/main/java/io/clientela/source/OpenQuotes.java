package io.clientela.source;

import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.replace;
import static org.apache.spark.sql.functions.rtrim;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Rows of CSV files of many lines whose number of fields is right although a field of them holds
 * the rows that follow: its quote was closed by the first quote of another field of that column, or
 * never.
 */
record OpenQuotes(List<String> columns, CSVOptions options) {

  /** A sentence of two lines has few commas. */
  private static final int FEWEST_COLUMNS = 3;

  private static final String LINE = "\n";

  /** The row as it was read where it has such a field, else null. */
  Column text() {
    Column[] values =
        columns.stream()
            .map(name -> UnreadRows.named(name).cast(DataTypes.StringType))
            .toArray(Column[]::new);
    Column isOpen = lit(false);
    for (int i = 0; i < values.length && values.length >= FEWEST_COLUMNS; i++) {
      isOpen = isOpen.or(holdsRows(values[i], i == values.length - 1));
    }
    return when(isOpen, concat_ws(options.delimiter(), values));
  }

  /** Each line break that a field takes from the rows comes with the separators of a row. */
  private Column holdsRows(Column value, boolean isLast) {
    Column rows = rtrim(value, LINE);
    Column hasLines = rows.contains(LINE);
    Column ofRows = count(rows, LINE).multiply(columns.size() - 1);
    Column hasAllSeparators = count(rows, options.delimiter()).equalTo(ofRows);
    Column isUnclosed = value.startsWith(String.valueOf(options.quote()));
    boolean mayEndTheFile = isLast && columns.size() > FEWEST_COLUMNS;
    return hasLines.and(hasAllSeparators).and(mayEndTheFile ? lit(true) : isUnclosed);
  }

  /**
   * Whether the text of a row has a quote that is not closed and takes the rows after it into its
   * field.
   */
  static Column isOpen(Column text, CSVOptions parsed) {
    if (parsed.quote() == '\0') {
      return lit(false);
    }
    String quote = String.valueOf(parsed.quote());
    String escaped = parsed.escape() == parsed.quote() ? quote + quote : parsed.escape() + quote;
    Column left = replace(text, lit(escaped), lit(""));
    Column quotes = length(left).minus(length(replace(left, lit(quote), lit(""))));
    Column isOdd = pmod(quotes, lit(2)).equalTo(1);
    return parsed.multiLine() ? isOdd.or(text.rlike("[\\r\\n]")) : isOdd;
  }

  private static Column count(Column text, String part) {
    Column without = length(replace(text, lit(part), lit("")));
    return length(text).minus(without).divide(part.length());
  }
}
