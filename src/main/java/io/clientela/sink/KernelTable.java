package io.clientela.sink;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table, partitioned by as-of date, read and written by Delta Kernel: in this process,
 * without Spark's queries over the log, of which a table of few rows would cost a dozen.
 */
record KernelTable(Engine engine, String path) {

  private static final Logger LOG = LoggerFactory.getLogger(KernelTable.class);
  private static final String WRITER = "clientela";
  private static final int PLAIN_WRITER = 2;
  private static final int ATTEMPTS = 20;
  private static final Column AS_OF = new Column(Table.AS_OF.name());

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

  private Optional<Snapshot> latest(SnapshotBuilder builder) {
    try {
      return Optional.of(builder.build(engine));
    } catch (TableNotFoundException none) {
      return Optional.empty();
    }
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

  /** The first rows of a date by their key, nulls before others; no more than these are held. */
  Optional<LocalRows> head(LocalDate asOf, List<Field> key, int most) {
    return latest(TableManager.loadSnapshot(path))
        .map(
            snapshot -> {
              var schema = KernelRows.schema(snapshot.getSchema());
              Comparator<InternalRow> order = KernelRows.order(schema, key);
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

  private static Predicate compared(String how, LocalDate asOf) {
    return new Predicate(how, AS_OF, Literal.ofDate((int) asOf.toEpochDay()));
  }

  private static Scan scan(Snapshot snapshot, Optional<Predicate> condition) {
    return condition
        .map(snapshot.getScanBuilder()::withFilter)
        .orElseGet(snapshot::getScanBuilder)
        .build();
  }

  /** The data files that hold those rows, as a scan tells of them. */
  private List<Row> files(Snapshot snapshot, Optional<Predicate> condition) {
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

  /** Adds rows, all of one as-of date. */
  OptionalLong append(Table table, LocalRows rows, LocalDate asOf, String run) {
    var commits = new DescribedCommits(table.comment(), run, Optional.empty(), rows.size());
    return write(rows, asOf, Optional.empty(), commits);
  }

  /**
   * Replaces the rows of the as-of date; those of older dates go too where the table keeps its
   * latest only.
   *
   * @return the version that holds the rows; none where only Spark can write to this table
   * @throws Refusal if somebody else wrote the same as-of date meanwhile
   */
  OptionalLong replace(Table table, LocalRows rows, LocalDate asOf, String run) {
    String how = table.keeps() == Table.Keeps.LATEST_AS_OF ? "<=" : "=";
    String condition = String.format("%s %s DATE '%s'", Table.AS_OF.name(), how, asOf);
    var commits = new DescribedCommits(table.comment(), run, Optional.of(condition), rows.size());
    return write(rows, asOf, Optional.of(compared(how, asOf)), commits);
  }

  private OptionalLong write(
      LocalRows rows, LocalDate asOf, Optional<Predicate> replaced, Committer commits) {
    Optional<Snapshot> snapshot = latest(commits);
    if (snapshot.filter(found -> !isPlain(found)).isPresent()) {
      return OptionalLong.empty();
    }
    Map<String, Row> going = going(snapshot, replaced);
    for (int attempt = 1; ; attempt++) {
      try {
        return OptionalLong.of(write(transaction(snapshot, rows, commits), rows, asOf, going));
      } catch (ConcurrentWriteException | MaxCommitRetryLimitReachedException e) {
        if (!isOvertaken(e) || attempt == ATTEMPTS) {
          throw e;
        }
        snapshot = latest(commits);
        if (!going(snapshot, replaced).keySet().equals(going.keySet())) {
          throw Refusal.race(
                  String.format(
                      "Another run wrote to the lake at the same time and won: %s as of %s. Run"
                          + " again",
                      path, asOf))
              .causedBy(e);
        }
      }
    }
  }

  private Optional<Snapshot> latest(Committer commits) {
    return latest(TableManager.loadSnapshot(path).withCommitter(commits));
  }

  /** Without the features that Delta gained later: Spark knows them all. */
  private static boolean isPlain(Snapshot snapshot) {
    return ((SnapshotImpl) snapshot).getProtocol().getMinWriterVersion() <= PLAIN_WRITER;
  }

  /** Somebody else made a commit in between, of other rows maybe. */
  private static boolean isOvertaken(RuntimeException failure) {
    return !(failure.getCause() instanceof CommitFailedException cause) || cause.isConflict();
  }

  private Map<String, Row> going(Optional<Snapshot> snapshot, Optional<Predicate> replaced) {
    Map<String, Row> files = new TreeMap<>();
    if (snapshot.isPresent() && replaced.isPresent()) {
      files(snapshot.get(), replaced)
          .forEach(file -> files.put(InternalScanFileUtils.getFilePath(file), file));
    }
    return files;
  }

  /** Without retries of its own, which would add to what another run has just written. */
  private Transaction transaction(Optional<Snapshot> snapshot, LocalRows rows, Committer commits) {
    if (snapshot.isPresent()) {
      return snapshot
          .get()
          .buildUpdateTableTransaction(WRITER, Operation.WRITE)
          .withMaxRetries(0)
          .build(engine);
    }
    return TableManager.buildCreateTableTransaction(path, KernelRows.schema(rows.schema()), WRITER)
        .withDataLayoutSpec(DataLayoutSpec.partitioned(List.of(AS_OF)))
        .withMaxRetries(0)
        .withCommitter(commits)
        .build(engine);
  }

  private long write(
      Transaction transaction, LocalRows rows, LocalDate asOf, Map<String, Row> going) {
    List<Row> actions = new ArrayList<>();
    going.values().forEach(file -> actions.add(removal(file)));
    Row state = transaction.getTransactionState(engine);
    Map<String, Literal> partition =
        Map.of(Table.AS_OF.name(), Literal.ofDate((int) asOf.toEpochDay()));
    DataWriteContext context = Transaction.getWriteContext(engine, state, partition);
    try (CloseableIterator<DataFileStatus> files =
            engine
                .getParquetHandler()
                .writeParquetFiles(
                    context.getTargetDirectory(),
                    Transaction.transformLogicalData(
                        engine,
                        state,
                        Utils.singletonCloseableIterator(KernelRows.batch(rows)),
                        partition),
                    context.getStatisticsColumns());
        CloseableIterator<Row> added =
            Transaction.generateAppendActions(engine, state, files, context)) {
      added.forEachRemaining(actions::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return committed(
        transaction.commit(
            engine,
            CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator()))));
  }

  private static Row removal(Row file) {
    AddFile added = new AddFile(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    return SingleAction.createRemoveFileSingleAction(
        added.toRemoveFileRow(true, Optional.of(System.currentTimeMillis())));
  }

  /**
   * The commit is made; a checkpoint makes it cheaper to read. A checksum is not written: Kernel's
   * has not the comment of the table, and Spark refuses a table of which the two tell otherwise.
   */
  private long committed(TransactionCommitResult done) {
    for (PostCommitHook hook : done.getPostCommitHooks()) {
      if (hook.getType() == PostCommitHook.PostCommitHookType.CHECKPOINT) {
        try {
          hook.threadSafeInvoke(engine);
        } catch (IOException | RuntimeException e) {
          LOG.warn("{}: no checkpoint of version {}", path, done.getVersion(), e);
        }
      }
    }
    return done.getVersion();
  }
}
