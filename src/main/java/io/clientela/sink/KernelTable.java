package io.clientela.sink;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.RowSource;
import io.clientela.table.Table;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A Delta table, partitioned by as-of date, read and written by Delta Kernel: in this process,
 * without Spark's queries over the log, of which a table of few rows would cost a dozen.
 */
record KernelTable(Engine engine, String path) {

  static final Column AS_OF = new Column(Table.AS_OF.name());

  private static final int PLAIN_WRITER = 2;

  static KernelTable at(Configuration hadoop, String path) {
    return new KernelTable(DefaultEngine.create(hadoop), path);
  }

  /** Its columns; none where there is no table. */
  Optional<org.apache.spark.sql.types.StructType> schema() {
    return latest(TableManager.loadSnapshot(path))
        .map(snapshot -> KernelRows.schema(snapshot.getSchema()));
  }

  /** The newest as-of date of its rows. */
  Optional<LocalDate> newest() {
    return latest(TableManager.loadSnapshot(path)).stream()
        .flatMap(snapshot -> files(snapshot, Optional.empty()).stream())
        .map(file -> InternalScanFileUtils.getPartitionValues(file).get(Table.AS_OF.name()))
        .map(LocalDate::parse)
        .max(LocalDate::compareTo);
  }

  /** As it is now; none where there is no table. */
  Optional<Snapshot> latest(SnapshotBuilder builder) {
    try {
      return Optional.of(builder.build(engine));
    } catch (TableNotFoundException none) {
      return Optional.empty();
    }
  }

  /** Without the features that Delta gained later: Spark knows them all. */
  static boolean isPlain(Snapshot snapshot) {
    return snapshot.getProtocol().getMinWriterVersion() <= PLAIN_WRITER;
  }

  /** Its rows, of one as-of date where one is given; none where there is no table. */
  Optional<LocalRows> rows(Optional<LocalDate> asOf) {
    return latest(TableManager.loadSnapshot(path))
        .map(
            snapshot -> {
              List<InternalRow> rows = new ArrayList<>();
              var schema = KernelRows.schema(snapshot.getSchema());
              each(snapshot, asOf.map(date -> compared("=", date)), rows::add);
              return new LocalRows(schema, rows);
            });
  }

  /** The rows of a date at a version; none where Kernel does not know that version any more. */
  Optional<RowSource> at(LocalDate asOf, OptionalLong version) {
    SnapshotBuilder builder = TableManager.loadSnapshot(path);
    try {
      Snapshot snapshot =
          (version.isPresent() ? builder.atVersion(version.getAsLong()) : builder).build(engine);
      return Optional.of(new RowsOfDate(this, snapshot, asOf));
    } catch (KernelException unreadable) {
      return Optional.empty();
    }
  }

  private record RowsOfDate(KernelTable table, Snapshot snapshot, LocalDate asOf)
      implements RowSource {

    @Override
    public org.apache.spark.sql.types.StructType schema() {
      return KernelRows.schema(snapshot.getSchema());
    }

    @Override
    public void each(Consumer<InternalRow> consumer) {
      table.each(snapshot, Optional.of(compared("=", asOf)), consumer);
    }
  }

  /** The first rows of a date by their key, nulls before others; no more than these are held. */
  Optional<LocalRows> head(LocalDate asOf, List<Field> key, int most) {
    return latest(TableManager.loadSnapshot(path))
        .map(
            snapshot -> {
              var schema = KernelRows.schema(snapshot.getSchema());
              Comparator<InternalRow> order = LocalRows.order(schema, key);
              PriorityQueue<InternalRow> first = new PriorityQueue<>(order.reversed());
              each(
                  snapshot,
                  Optional.of(compared("=", asOf)),
                  row -> {
                    first.add(row);
                    if (first.size() > most) {
                      first.remove();
                    }
                  });
              return new LocalRows(schema, first.stream().sorted(order).toList());
            });
  }

  private void each(
      Snapshot snapshot, Optional<Predicate> condition, Consumer<InternalRow> consumer) {
    Row state = scan(snapshot, condition).getScanState(engine);
    var schema = KernelRows.schema(snapshot.getSchema());
    for (Row file : files(snapshot, condition)) {
      try (CloseableIterator<FilteredColumnarBatch> batches = batches(state, file)) {
        batches.forEachRemaining(batch -> KernelRows.each(batch, schema, consumer));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private CloseableIterator<FilteredColumnarBatch> batches(Row state, Row file) throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    StructType schema = ScanStateRow.getPhysicalDataReadSchema(state);
    CloseableIterator<ColumnarBatch> data =
        engine
            .getParquetHandler()
            .readParquetFiles(Utils.singletonCloseableIterator(status), schema, Optional.empty())
            .map(FileReadResult::getData);
    return Scan.transformPhysicalData(engine, state, file, data);
  }

  static Predicate compared(String how, LocalDate asOf) {
    return new Predicate(how, AS_OF, Literal.ofDate((int) asOf.toEpochDay()));
  }

  private static Scan scan(Snapshot snapshot, Optional<Predicate> condition) {
    return condition
        .map(snapshot.getScanBuilder()::withFilter)
        .orElseGet(snapshot::getScanBuilder)
        .build();
  }

  /** The data files that hold those rows, as a scan tells of them. */
  List<Row> files(Snapshot snapshot, Optional<Predicate> condition) {
    List<Row> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches =
        scan(snapshot, condition).getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(files::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
