package io.clientela.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import io.clientela.sink.Upkeep.Dropped;
import io.clientela.table.Table;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** A table as Spark finds it, whatever features of Delta it has. */
record SparkStored(DeltaLake lake, Table table) implements StoredTable {

  /** Of a table that has a folder per as-of date; Spark's default makes thousands of tasks. */
  private static final String TASKS_OF_LISTING =
      "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final String IGNORES_RETAIN =
      "spark.databricks.delta.vacuum.retentionWindowIgnore.enabled";

  SparkStored {
    lake.spark().conf().set(TASKS_OF_LISTING, 8);
    lake.spark().conf().set(IGNORES_RETAIN, false);
    lake.spark().sparkContext().setJobDescription("maintain " + table.name());
  }

  @Override
  public Map<String, String> properties() {
    Row detail = delta().detail().head();
    return detail.getJavaMap(detail.fieldIndex("properties"));
  }

  @Override
  public Dropped before(LocalDate first) {
    Column isOld = Table.AS_OF.col().lt(lit(first));
    Row old =
        delta()
            .toDF()
            .where(isOld)
            .agg(countDistinct(Table.AS_OF.col()).as("dates"), count(lit(1)).as("rows"))
            .head();
    return new Dropped(old.<Long>getAs("dates"), old.<Long>getAs("rows"));
  }

  @Override
  public List<String> paths() {
    return List.of(delta().toDF().inputFiles());
  }

  @Override
  public void replacements(Predicate<Replacement> wantsMore) {
    Column condition = col("operationParameters").getItem("predicate");
    List<Row> commits =
        delta()
            .history()
            .where(col("userMetadata").startsWith(DeltaLake.COMMIT_OF_RUN))
            .where(condition.isNotNull())
            .orderBy(col("version").desc())
            .select(condition.as("condition"), col("userMetadata").as("comment"))
            .collectAsList();
    commits.stream()
        .map(commit -> Replacement.of(commit.getAs("condition"), commit.getAs("comment")))
        .takeWhile(wantsMore)
        .forEach(seen -> {});
  }

  @Override
  public long unneeded(Duration age) {
    return lake.spark().sql(vacuum(age) + " DRY RUN").count();
  }

  String vacuum(Duration age) {
    return "VACUUM " + lake.inSql(table) + " RETAIN " + age.toHours() + " HOURS";
  }

  DeltaTable delta() {
    return DeltaTable.forPath(lake.spark(), lake.path(table));
  }
}
