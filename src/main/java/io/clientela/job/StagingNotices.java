package io.clientela.job;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.table.Field;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What only the files show, before the user's SQL made a raw table of them: amounts that it rounds,
 * and ids that two shops share. Files are read again only where a source looks like it.
 */
record StagingNotices(Reader reader) {

  private static final Pattern SHOP =
      Pattern.compile(
          "(?i)(shop|store|loja|filial|branch|source_system|marketplace)(_(id|name|code))?");
  private static final int MOST_SHOPS = 1_000;

  /** Of the last unit that is kept: less is noise of binary numbers. */
  private static final double NOISE = 0.001;

  List<String> of(Collection<Raw> sources) {
    return sources.stream()
        .flatMap(raw -> Stream.of(cut(raw), sharedIds(raw)).flatMap(Optional::stream))
        .toList();
  }

  /** A notice is never a reason for a run to fail: what can't be measured is not said. */
  private static Optional<String> ifMeasurable(Supplier<Optional<String>> notice) {
    try {
      return notice.get();
    } catch (Exception notMeasurable) {
      return Optional.empty();
    }
  }

  private Optional<String> cut(Raw raw) {
    Source source = raw.source();
    List<String> money =
        Doors.input(source).table().fields().stream()
            .filter(field -> field.unit() == Unit.MONEY)
            .map(Field::name)
            .toList();
    return source.sql().stream()
        .flatMap(sql -> Rounding.in(sql).stream())
        .filter(rounding -> money.contains(rounding.column()))
        .flatMap(rounding -> ifMeasurable(() -> cut(raw, rounding)).stream())
        .findFirst();
  }

  private Optional<String> cut(Raw raw, Rounding rounding) {
    Source source = raw.source();
    Column units =
        expr(rounding.expression())
            .try_cast(DataTypes.DoubleType)
            .multiply(lit(Math.pow(10, rounding.decimals())));
    Column isCut = abs(units.minus(rint(units))).gt(NOISE);
    Row found = unstaged(raw).agg(count(units), count(when(isCut, 1))).head();
    return found.getLong(1) == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: sources.%s.sql rounds %s to %d decimals, which cuts %,d of %,d values of %s;"
                    + " amounts are kept to four. Leave the rounding out unless it is meant",
                source.table(),
                source.table(),
                rounding.column(),
                rounding.decimals(),
                found.getLong(1),
                found.getLong(0),
                rounding.expression().strip()));
  }

  /** Without staging SQL the rows of the run are those of the files. */
  private Dataset<Row> unstaged(Raw raw) {
    Source source = raw.source();
    return source.sql().isEmpty() ? raw.rows() : reader.read(source.unstaged()).rows();
  }

  private Optional<String> sharedIds(Raw raw) {
    return Doors.input(raw.source())
        .id()
        .flatMap(id -> ifMeasurable(() -> sharedIds(raw, id.name())));
  }

  private Optional<String> sharedIds(Raw raw, String id) {
    Source source = raw.source();
    Optional<String> idColumn = source.sql().map(sql -> named(sql, id)).orElse(Optional.of(id));
    if (idColumn.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> rows = unstaged(raw);
    return Stream.of(rows.columns())
        .filter(name -> SHOP.matcher(name).matches())
        .findFirst()
        .flatMap(shop -> sharedIds(source, rows, idColumn.orElseThrow(), shop));
  }

  /** The column that the SQL takes as it is for the id. */
  private static Optional<String> named(String sql, String id) {
    Matcher renamed =
        Pattern.compile("(?i)(?:select|,)\\s*`?(\\w+)`?\\s+(?:as\\s+)?" + id + "\\b").matcher(sql);
    boolean isGrouped = Pattern.compile("(?i)\\bgroup\\s+by\\b").matcher(sql).find();
    if (isGrouped) {
      return Optional.empty();
    }
    boolean isAsItIs =
        Pattern.compile("(?i)(?:select|,)\\s*(?:\\*|`?" + id + "`?)\\s*(?:,|\\bfrom\\b)")
            .matcher(sql)
            .find();
    return renamed.find()
        ? Optional.of(renamed.group(1))
        : isAsItIs ? Optional.of(id) : Optional.empty();
  }

  /** Ids are compared one by one only where the ranges of two shops overlap. */
  private static Optional<String> sharedIds(
      Source source, Dataset<Row> rows, String id, String shop) {
    Column number = col("`" + id + "`");
    Column of = col("`" + shop + "`");
    Dataset<Row> known = rows.where(number.isNotNull().and(of.isNotNull()));
    List<Row> ranges =
        known.groupBy(of).agg(min(number), max(number)).limit(MOST_SHOPS).collectAsList();
    if (!overlap(ranges)) {
      return Optional.empty();
    }
    Row shared =
        known
            .groupBy(number.as("id"))
            .agg(min(of).as("one"), max(of).as("other"))
            .where(col("one").notEqual(col("other")))
            .agg(count(lit(1)), min(col("id")))
            .head();
    return shared.getLong(0) == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %,d values of %s occur in more than one %s, such as %s. If the shops number apart,"
                    + " join both to one id in sources.%s.sql: concat(%s, '-', %s)",
                source.table(),
                shared.getLong(0),
                id,
                shop,
                shared.get(1),
                source.table(),
                shop,
                id));
  }

  private static boolean overlap(List<Row> ranges) {
    List<Row> open = new ArrayList<>(ranges);
    open.sort((left, right) -> compare(left.get(1), right.get(1)));
    for (int i = 1; i < open.size(); i++) {
      if (compare(open.get(i).get(1), open.get(i - 1).get(2)) <= 0) {
        return true;
      }
    }
    return false;
  }

  private static int compare(Object left, Object right) {
    return left instanceof Number a && right instanceof Number b
        ? Double.compare(a.doubleValue(), b.doubleValue())
        : left.toString().compareTo(right.toString());
  }
}
