package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A lake of Parquet folders at {@code <root>/<table>/as_of=<date>}, for readers without Delta.
 *
 * <p>A folder is written aside and renamed into place. Between the two renames of a rerun the date
 * is briefly missing; where that matters, and for descriptions and versions, use Delta.
 */
public record ParquetLake(SparkSession spark, String root, String runId) implements Lake {

  private static final String PARTITION = Table.AS_OF.name() + "=";

  public ParquetLake {
    root = LakeFolder.qualified(S3.storage(spark), root);
  }

  @Override
  public Lease open(String what, Duration patience, Consumer<String> tell) {
    S3.requireRename(root);
    return Lease.take(S3.storage(spark), root, what, patience, tell);
  }

  @Override
  public Optional<String> holder() {
    return Lease.holder(S3.storage(spark), root);
  }

  /** A folder of this lake holds as-of folders and what Spark hides; anything else is not ours. */
  @Override
  public void prepare(Table table, StructType columns) {
    Path folder = new Path(path(table));
    try {
      FileSystem files = folder.getFileSystem(S3.storage(spark));
      boolean isForeign =
          files.exists(folder)
              && Stream.of(files.listStatus(folder))
                  .map(status -> status.getPath().getName())
                  .anyMatch(
                      name ->
                          name.equals("_delta_log") || !name.matches("(" + PARTITION + "|[_.]).*"));
      if (isForeign) {
        throw Refusal.storage(
            "lake: "
                + folder
                + " holds files that are no table of this lake. Move them away, or choose another"
                + " lake");
      }
    } catch (IOException e) {
      throw Refusal.storage("lake: " + folder + " can't be listed: " + e.getMessage()).causedBy(e);
    }
  }

  @Override
  public Written replace(Table table, Dataset<Row> rows, LocalDate asOf, long count) {
    Path folder = new Path(root, table.name());
    Path aside = new Path(folder, "_new_" + runId);
    Path old = new Path(folder, "_old_" + runId);
    Path target = new Path(folder, PARTITION + asOf);
    rows.drop(Table.AS_OF.name())
        .coalesce(Lake.files(count))
        .write()
        .mode("overwrite")
        .parquet(aside.toString());
    try {
      FileSystem files = folder.getFileSystem(S3.storage(spark));
      if (files.exists(target)) {
        files.rename(target, old);
      }
      if (!files.rename(aside, target)) {
        throw Refusal.storage("lake: " + aside + " can't be renamed to " + target);
      }
      files.delete(old, true);
      if (table.keeps() == Table.Keeps.LATEST_AS_OF) {
        for (FileStatus other : files.listStatus(folder)) {
          if (isBefore(other, asOf)) {
            files.delete(other.getPath(), true);
          }
        }
      }
    } catch (IOException e) {
      throw Refusal.storage("lake: " + target + " can't be written: " + e.getMessage()).causedBy(e);
    }
    return new Written(table.name(), folder.toString(), OptionalLong.empty(), count, 0);
  }

  @Override
  public Written replace(Table table, LocalRows rows, LocalDate asOf) {
    return replace(table, dataset(rows), asOf, rows.size());
  }

  private Dataset<Row> dataset(LocalRows rows) {
    return LocalTable.of(spark, rows);
  }

  @Override
  public Written append(Table table, LocalRows rows, LocalDate asOf) {
    String folder = root + "/" + table.name();
    Dataset<Row> one = dataset(rows).coalesce(1);
    one.write().mode("append").partitionBy(Table.AS_OF.name()).parquet(folder);
    return new Written(table.name(), folder, OptionalLong.empty(), rows.size(), 0);
  }

  @Override
  public Optional<LocalDate> newest(Table table) {
    Path folder = new Path(root, table.name());
    try {
      FileSystem files = folder.getFileSystem(S3.storage(spark));
      return files.exists(folder)
          ? Stream.of(files.listStatus(folder))
              .flatMap(status -> asOf(status).stream())
              .max(LocalDate::compareTo)
          : Optional.empty();
    } catch (IOException e) {
      throw Refusal.storage("lake: " + folder + " can't be listed: " + e.getMessage()).causedBy(e);
    }
  }

  @Override
  public Optional<Dataset<Row>> everyAsOf(Table table) {
    // Rows of older versions may lack a column.
    return newest(table).map(some -> spark.read().option("mergeSchema", true).parquet(path(table)));
  }

  @Override
  public Dataset<Row> at(Table table, LocalDate asOf, OptionalLong version) {
    return spark
        .read()
        .option("basePath", path(table))
        .parquet(path(table) + "/" + PARTITION + asOf);
  }

  private static boolean isBefore(FileStatus status, LocalDate asOf) {
    return asOf(status).filter(date -> date.isBefore(asOf)).isPresent();
  }

  private static Optional<LocalDate> asOf(FileStatus status) {
    String name = status.getPath().getName();
    return name.startsWith(PARTITION)
        ? Optional.of(LocalDate.parse(name.substring(PARTITION.length())))
        : Optional.empty();
  }
}
