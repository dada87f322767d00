package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Few rows of one as-of date on their way into a table. Neither a checkpoint is written, as
 * Kernel's forgets which files were removed of late, nor a checksum, as Kernel's has not the
 * comment of the table, and Spark refuses a table of which the two tell otherwise.
 *
 * @param replaced the rows that go; none where rows are added
 * @param commits writes the commit and says what it did
 */
record KernelWrite(
    KernelTable table,
    LocalRows rows,
    LocalDate asOf,
    Optional<Predicate> replaced,
    Committer commits) {

  private static final String WRITER = "clientela";
  private static final int ATTEMPTS = 20;

  /** A version of the table, and the size of the files that it added. */
  record Commit(long version, long bytes) {}

  static KernelWrite append(
      KernelTable stored, Table table, LocalRows rows, LocalDate asOf, String run) {
    var commits = new DescribedCommits(table.comment(), run, Optional.empty(), rows.size());
    return new KernelWrite(stored, rows, asOf, Optional.empty(), commits);
  }

  /** In the place of the as-of date; of older dates too where the table keeps its latest only. */
  static KernelWrite replace(
      KernelTable stored, Table table, LocalRows rows, LocalDate asOf, String run) {
    String how = table.keeps() == Table.Keeps.LATEST_AS_OF ? "<=" : "=";
    String condition = String.format("%s %s DATE '%s'", Table.AS_OF.name(), how, asOf);
    var commits = new DescribedCommits(table.comment(), run, Optional.of(condition), rows.size());
    return new KernelWrite(
        stored, rows, asOf, Optional.of(KernelTable.compared(how, asOf)), commits);
  }

  /** The table as it is now. */
  Optional<Snapshot> latest() {
    return table.latest(TableManager.loadSnapshot(table.path()).withCommitter(commits));
  }

  /**
   * Writes to the table as it was found.
   *
   * @return none where only Spark can write to this table
   * @throws Refusal if somebody else wrote rows of the same as-of date since
   */
  Optional<Commit> onto(Optional<Snapshot> found) {
    if (found.filter(snapshot -> !KernelTable.isPlain(snapshot)).isPresent()) {
      return Optional.empty();
    }
    Snapshot snapshot = found.orElseGet(this::created);
    Map<String, Row> going = going(snapshot);
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(write(transaction(snapshot), going));
      } catch (ConcurrentWriteException | MaxCommitRetryLimitReachedException e) {
        if (!isOvertaken(e) || attempt == ATTEMPTS) {
          throw e;
        }
        snapshot = latest().orElseThrow();
        if (!going(snapshot).keySet().equals(going.keySet())) {
          throw Refusal.race(
                  String.format(
                      "Another run wrote to the lake at the same time and won: %s as of %s. Run"
                          + " again",
                      table.path(), asOf))
              .causedBy(e);
        }
      }
    }
  }

  /** Somebody else made a commit in between, of other rows maybe. */
  private static boolean isOvertaken(RuntimeException failure) {
    return !(failure.getCause() instanceof CommitFailedException cause) || cause.isConflict();
  }

  private Map<String, Row> going(Snapshot snapshot) {
    Map<String, Row> files = new TreeMap<>();
    if (replaced.isPresent()) {
      table
          .files(snapshot, replaced)
          .forEach(file -> files.put(InternalScanFileUtils.getFilePath(file), file));
    }
    return files;
  }

  /**
   * The table without rows: whoever is killed before the first of them are committed leaves a
   * table, and no files that belong to none.
   */
  private Snapshot created() {
    try {
      TableManager.buildCreateTableTransaction(
              table.path(), KernelRows.schema(rows.schema()), WRITER)
          .withDataLayoutSpec(DataLayoutSpec.partitioned(List.of(KernelTable.AS_OF)))
          .withMaxRetries(0)
          .withCommitter(commits)
          .build(table.engine())
          .commit(table.engine(), CloseableIterable.emptyIterable());
    } catch (ConcurrentWriteException
        | MaxCommitRetryLimitReachedException
        | TableAlreadyExistsException e) {
      if (!isOvertaken(e)) {
        throw e;
      }
    }
    return latest().orElseThrow();
  }

  /** Without retries of its own, which would add to what another run has just written. */
  private Transaction transaction(Snapshot snapshot) {
    return snapshot
        .buildUpdateTableTransaction(WRITER, Operation.WRITE)
        .withMaxRetries(0)
        .build(table.engine());
  }

  private Commit write(Transaction transaction, Map<String, Row> going) {
    Engine engine = table.engine();
    LocalRows inOrder = rows.as(KernelRows.schema(transaction.getSchema(engine)));
    AtomicLong bytes = new AtomicLong();
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
                        Utils.singletonCloseableIterator(KernelRows.batch(inOrder)),
                        partition),
                    context.getStatisticsColumns());
        CloseableIterator<Row> added =
            Transaction.generateAppendActions(
                engine, state, files.map(file -> counted(file, bytes)), context)) {
      added.forEachRemaining(actions::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long version =
        transaction
            .commit(
                engine,
                CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())))
            .getVersion();
    return new Commit(version, bytes.get());
  }

  private static DataFileStatus counted(DataFileStatus file, AtomicLong bytes) {
    bytes.addAndGet(file.getSize());
    return file;
  }

  private static Row removal(Row file) {
    AddFile added = new AddFile(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    return SingleAction.createRemoveFileSingleAction(
        added.toRemoveFileRow(true, Optional.of(System.currentTimeMillis())));
  }
}
