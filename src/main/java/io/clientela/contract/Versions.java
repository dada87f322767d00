package io.clientela.contract;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows of one id: equal ones are copies, of which one stays; of those that differ one version
 * counts, or they are a conflict. This comes before the rows are judged, so that a version that is
 * rejected does not bring an older one back.
 *
 * <p>They are few: only rows whose id occurs more than once are compared. Looking for those ids
 * reads one column.
 */
final class Versions {

  private static final String COPY = "__copy";
  private static final String PLACE = "__place";
  private static final String TIED = "__tied";
  private static final String OUTCOME = "__outcome";
  private static final String ROWS = "rows";
  private static final long BROADCAST_IDS = 1_000_000;

  private static final String STAYS = "stays";
  private static final String DUPLICATE = "duplicate";
  private static final String SUPERSEDED = "superseded";
  private static final String CONFLICT = "conflict";

  private final Field id;
  private final Column isVersion;
  private final Column[] same;
  private final VersionOrder order;
  private final Column text;

  /**
   * @param isVersion whether a row is there to choose from: not if it is later
   * @param same what two rows have in common when one is a copy of the other
   * @param text the row as it came
   */
  Versions(Field id, Column isVersion, List<Column> same, VersionOrder order, Column text) {
    this.id = id;
    this.isVersion = isVersion;
    this.same = same.toArray(Column[]::new);
    this.order = order;
    this.text = text;
  }

  /**
   * What was chosen.
   *
   * @param rows those that stay: at most one of each id among those that are not later
   * @param conflicting the rows in conflict
   */
  record Choice(
      Dataset<Row> rows,
      Optional<Dataset<Row>> conflicting,
      long duplicates,
      long superseded,
      long conflicts,
      Optional<Verdict.Conflict> conflict,
      AutoCloseable held) {

    static Choice none(Dataset<Row> rows) {
      return new Choice(rows, Optional.empty(), 0, 0, 0, Optional.empty(), () -> {});
    }
  }

  /**
   * @param given the rows of the source
   * @param idOfGiven the id as an expression over these
   * @param judge makes rows of the contract of them
   */
  Choice among(Dataset<Row> given, Column idOfGiven, UnaryOperator<Dataset<Row>> judge) {
    Column hash = when(idOfGiven.isNotNull(), Duplicates.hash(idOfGiven));
    Dataset<Row> hashed = given.withColumn(Duplicates.HASH, hash);
    Dataset<Row> hashes = hashed.select(Duplicates.HASH).where(col(Duplicates.HASH).isNotNull());
    Dataset<Row> repeated = Duplicates.repeated(hashes).persist(StorageLevel.MEMORY_AND_DISK());
    long found = repeated.count();
    if (found == 0) {
      repeated.unpersist();
      return Choice.none(judge.apply(given));
    }
    Dataset<Row> few = found <= BROADCAST_IDS ? broadcast(repeated) : repeated;
    Column isRepeated = hashed.col(Duplicates.HASH).equalTo(few.col(Duplicates.HASH));
    Dataset<Row> single =
        judge.apply(hashed.join(few, isRepeated, "left_anti").select(columns(given)));
    Dataset<Row> decided =
        judge
            .apply(hashed.join(few, isRepeated, "left_semi").select(columns(given)))
            .transform(this::decided)
            .persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> stay = decided.where(col(OUTCOME).equalTo(STAYS)).select(columns(single));
    return choice(
        single.unionByName(stay),
        decided,
        () -> {
          decided.unpersist();
          repeated.unpersist();
        });
  }

  private static Column[] columns(Dataset<Row> rows) {
    return List.of(rows.columns()).stream()
        .map(name -> col("`" + name + "`"))
        .toArray(Column[]::new);
  }

  /** Adds the outcome of each row. */
  private Dataset<Row> decided(Dataset<Row> rows) {
    WindowSpec copies = Window.partitionBy(same).orderBy(order.best(), text);
    WindowSpec versions = Window.partitionBy(id.col(), col(COPY), isVersion).orderBy(order.best());
    WindowSpec together = Window.partitionBy(id.col(), col(COPY), isVersion);
    Column outcome =
        when(not(isVersion), STAYS)
            .when(col(COPY), DUPLICATE)
            .when(col(PLACE).gt(1), SUPERSEDED)
            .when(col(TIED).gt(1), CONFLICT)
            .otherwise(STAYS);
    return rows.repartition(id.col())
        .withColumn(COPY, coalesce(isVersion, lit(false)).and(row_number().over(copies).gt(1)))
        .withColumn(PLACE, rank().over(versions))
        .withColumn(TIED, count(when(col(PLACE).equalTo(1), 1)).over(together))
        .withColumn(OUTCOME, outcome);
  }

  private Choice choice(Dataset<Row> rows, Dataset<Row> decided, AutoCloseable held) {
    Map<String, Long> counts = new HashMap<>();
    Dataset<Row> byOutcome =
        decided.groupBy(col(OUTCOME)).agg(count(lit(1)).as(ROWS), order.written());
    List<Row> found = byOutcome.collectAsList();
    order.require(found);
    found.forEach(row -> counts.put(row.getAs(OUTCOME), row.getAs(ROWS)));
    long conflicts = counts.getOrDefault(CONFLICT, 0L);
    Dataset<Row> conflicting = decided.where(col(OUTCOME).equalTo(CONFLICT));
    return new Choice(
        rows,
        conflicts == 0 ? Optional.empty() : Optional.of(conflicting),
        counts.getOrDefault(DUPLICATE, 0L),
        counts.getOrDefault(SUPERSEDED, 0L),
        conflicts,
        conflicts == 0 ? Optional.empty() : Optional.of(conflict(conflicting)),
        held);
  }

  private Verdict.Conflict conflict(Dataset<Row> conflicting) {
    long ids = conflicting.agg(countDistinct(id.col())).head().getLong(0);
    List<Row> two =
        conflicting
            .orderBy(id.col(), text)
            .select(id.col().cast("string"), text.as("text"))
            .limit(2)
            .collectAsList();
    return new Verdict.Conflict(
        id.name(),
        ids,
        two.get(0).getString(0),
        Differences.between(two.get(0).getString(1), two.get(1).getString(1)));
  }
}
