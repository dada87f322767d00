package io.clientela.sink;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.clientela.sink.KernelWrite.Commit;
import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.delta.tables.DeltaTable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A lake of Delta tables at {@code <root>/<table>}, partitioned by as-of date, with their
 * descriptions.
 *
 * @param catalog {@code name.schema} under which the tables are registered too
 * @param runId goes into every commit
 */
public record DeltaLake(SparkSession spark, String root, Optional<String> catalog, String runId)
    implements Lake {

  /** What a commit says of itself, before the id of the run. */
  static final String COMMIT_OF_RUN = "clientela run ";

  private static final boolean HAS_KERNEL = KernelLake.isPossible();
  private static final String FORGOTTEN = "DELTA_VERSION_NOT_FOUND";

  public DeltaLake {
    root = LakeFolder.qualified(S3.storage(spark), root);
  }

  @Override
  public Lease open(String what, Duration patience, Consumer<String> tell) {
    if (root.contains("`")) {
      throw Refusal.settings(
          "lake: " + root + " holds a `, with which Delta names no table. Choose another folder");
    }
    S3.requireLogOfManyWriters(spark, root, tell);
    registry().ifPresent(Registry::requireSchema);
    return Lease.take(storage(), root, what, patience, tell);
  }

  @Override
  public Optional<String> holder() {
    return Lease.holder(storage(), root);
  }

  @Override
  public Written replace(Table table, Dataset<Row> rows, LocalDate asOf, long count) {
    create(table, rows.schema());
    String which = table.keeps() == Table.Keeps.LATEST_AS_OF ? " <= " : " = ";
    return commit(
        table,
        rows.coalesce(Lake.files(count))
            .write()
            .mode("overwrite")
            .option("replaceWhere", Table.AS_OF.name() + which + "DATE '" + asOf + "'"));
  }

  @Override
  public Written replace(Table table, LocalRows rows, LocalDate asOf) {
    return byKernel(
            table, rows, (stored, all) -> KernelWrite.replace(stored, table, all, asOf, said()))
        .orElseGet(() -> replace(table, LocalTable.of(spark, rows), asOf, rows.size()));
  }

  @Override
  public Written append(Table table, LocalRows rows, LocalDate asOf) {
    return byKernel(
            table, rows, (stored, all) -> KernelWrite.append(stored, table, all, asOf, said()))
        .orElseGet(() -> append(table, LocalTable.of(spark, rows)));
  }

  private Written append(Table table, Dataset<Row> rows) {
    create(table, rows.schema());
    return commit(table, rows.coalesce(1).write().mode("append"));
  }

  /** None where Spark has to write. */
  private Optional<Written> byKernel(
      Table table, LocalRows rows, BiFunction<KernelTable, LocalRows, KernelWrite> write) {
    if (!HAS_KERNEL || Listeners.areGiven(spark)) {
      return Optional.empty();
    }
    StructType declared = table.schema(rows.schema());
    existing(table).ifPresent(there -> columns(table).addMissing(declared, there));
    KernelWrite few = write.apply(kernel(table), rows.as(declared));
    Optional<Commit> commit = few.onto(few.latest());
    commit
        .map(Commit::version)
        .ifPresent(version -> new Checkpoint(spark, path(table)).after(version));
    commit.flatMap(done -> registry()).ifPresent(names -> names.register(table, path(table)));
    return commit.map(
        done ->
            new Written(
                table.name(),
                path(table),
                OptionalLong.of(done.version()),
                rows.size(),
                done.bytes()));
  }

  private KernelTable kernel(Table table) {
    return KernelTable.at(storage(), path(table));
  }

  @Override
  public Optional<LocalDate> newest(Table table) {
    if (HAS_KERNEL) {
      return kernel(table).newest();
    }
    if (existing(table).isEmpty()) {
      return Optional.empty();
    }
    Row newest = DeltaTable.forPath(spark, path(table)).toDF().agg(max(Table.AS_OF.col())).head();
    return Optional.ofNullable(newest.get(0)).map(Object::toString).map(LocalDate::parse);
  }

  @Override
  public Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf) {
    return HAS_KERNEL ? kernel(table).rows(asOf) : Lake.super.fetch(table, asOf);
  }

  boolean exists(Table table) {
    return DeltaTable.isDeltaTable(spark, path(table));
  }

  @Override
  public Optional<Dataset<Row>> everyAsOf(Table table) {
    return exists(table)
        ? Optional.of(spark.read().format("delta").load(path(table)))
        : Optional.empty();
  }

  /**
   * Delta forgets after 30 days how a table was. What it has forgotten has long been the newest of
   * its as-of date, which is then read as it is now.
   */
  @Override
  public Dataset<Row> at(Table table, LocalDate asOf, OptionalLong version) {
    Dataset<Row> rows;
    try {
      DataFrameReader reader = spark.read().format("delta");
      version.ifPresent(number -> reader.option("versionAsOf", number));
      rows = reader.load(path(table));
    } catch (Exception e) {
      if (!(e instanceof SparkThrowable thrown && FORGOTTEN.equals(thrown.getCondition()))) {
        throw e;
      }
      rows = spark.read().format("delta").load(path(table));
    }
    return rows.where(Table.AS_OF.col().equalTo(lit(asOf)));
  }

  private Written commit(Table table, DataFrameWriter<Row> writer) {
    writer.format("delta").option("userMetadata", said()).save(path(table));
    Row commit = DeltaTable.forPath(spark, path(table)).history(1).head();
    Map<String, String> metrics = commit.getJavaMap(commit.fieldIndex("operationMetrics"));
    long written = Long.parseLong(metrics.getOrDefault("numOutputRows", "0"));
    return new Written(
        table.name(), path(table), OptionalLong.of(commit.<Long>getAs("version")), written, 0);
  }

  private String said() {
    return COMMIT_OF_RUN + runId;
  }

  @Override
  public void prepare(Table table, StructType found) {
    Optional<StructType> existing = existing(table);
    if (existing.isPresent()) {
      columns(table).requireSame(table.schema(found), existing.get());
    } else {
      LakeFolder.requireEmpty(storage(), path(table));
    }
    registry().ifPresent(names -> names.requireOurs(table, path(table)));
  }

  /** The columns of the table as it is in the lake. */
  private Optional<StructType> existing(Table table) {
    return HAS_KERNEL ? kernel(table).schema() : everyAsOf(table).map(Dataset::schema);
  }

  private Optional<Registry> registry() {
    return catalog.map(schema -> new Registry(spark, schema));
  }

  private void create(Table table, StructType found) {
    prepare(table, found);
    StructType declared = table.schema(found);
    existing(table)
        .ifPresentOrElse(
            there -> columns(table).addMissing(declared, there),
            () -> columns(table).create(declared));
    registry().ifPresent(names -> names.register(table, path(table)));
  }

  private DeltaColumns columns(Table table) {
    return new DeltaColumns(spark, table, path(table));
  }

  private Configuration storage() {
    return S3.storage(spark);
  }

  /** The table at its path, as SQL names it. */
  String inSql(Table table) {
    return columns(table).inSql();
  }
}
