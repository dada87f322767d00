package io.clientela.contract;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.contract.VersionOrder.TextForms;
import io.clientela.table.Money;
import io.clientela.table.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of an input, counted in one reading.
 *
 * @param found the rows that are kept as evidence, among others
 * @param held lets go of what is kept
 */
record RowCounts(Tally tally, Dataset<Row> found, Runnable held) {

  /** Columns of judged rows: the {@link RowState}. */
  static final String STATE = "__state";

  /** The row as it came, where it is kept as evidence. */
  static final String ROW = "__row";

  static final String AMOUNT = "__amount";

  /** Of the text of the version, where rows are compared. */
  static final String VERSION = "__version_form";

  /** The text of the version, where it can't be ordered. */
  static final String UNORDERED = "__version_unordered";

  /** The hash of the customer of an admitted row. */
  static final String CUSTOMER = "__customer";

  private static final String TALLY = "__tally";
  private static final StructType FOUND =
      new StructType()
          .add(TALLY, DataTypes.BinaryType, true)
          .add(STATE, DataTypes.LongType, true)
          .add(ROW, DataTypes.StringType, true);

  /** The columns besides those of the table. */
  static Column[] columns(
      Column state, Column row, Column amount, TextForms version, Column customer) {
    return new Column[] {
      state.as(STATE),
      when(RowState.isEvidence(state), row).as(ROW),
      when(RowState.isEvidence(state), amount).cast(Money.ADMITTED).as(AMOUNT),
      version.form().cast(DataTypes.IntegerType).as(VERSION),
      version.neither().cast(DataTypes.StringType).as(UNORDERED),
      when(RowState.isAdmitted(state), customer).cast(DataTypes.LongType).as(CUSTOMER)
    };
  }

  /** Reads the rows once and keeps the evidence. */
  static RowCounts of(Dataset<Row> judged, Tally.Asked asked) {
    Dataset<Row> found = counted(judged, asked).persist(StorageLevel.MEMORY_AND_DISK());
    return new RowCounts(tally(found, asked), found, found::unpersist);
  }

  /** The same of rows that are kept. */
  static RowCounts ofKept(Dataset<Row> judged, Tally.Asked asked) {
    return new RowCounts(tally(counted(judged, asked), asked), judged, () -> {});
  }

  private static Dataset<Row> counted(Dataset<Row> judged, Tally.Asked asked) {
    return judged
        .select(col(STATE), col(ROW), col(AMOUNT), col(VERSION), col(UNORDERED), col(CUSTOMER))
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) rows -> new Pass(rows, asked), Encoders.row(FOUND));
  }

  private static Tally tally(Dataset<Row> counted, Tally.Asked asked) {
    Tally all = new Tally(asked, 1);
    counted
        .where(col(TALLY).isNotNull())
        .select(col(TALLY))
        .as(Encoders.BINARY())
        .collectAsList()
        .forEach(part -> all.merge(read(part)));
    return all;
  }

  /** The rows kept as evidence, each with its reasons. */
  Dataset<Row> evidence(List<Rule> rules, String conflict) {
    Column[] broken =
        IntStream.range(0, rules.size())
            .mapToObj(
                i ->
                    when(
                        col(STATE).bitwiseAND(lit(1L << i)).notEqual(0),
                        lit(rules.get(i).reason())))
            .toArray(Column[]::new);
    Column isConflict = col(STATE).equalTo(RowState.CONFLICT);
    return found
        .where(col(ROW).isNotNull())
        .select(
            Entrance.REASONS.is(
                when(isConflict, array(lit(conflict))).otherwise(array_compact(array(broken)))),
            Entrance.ROW.is(col(ROW)));
  }

  private static byte[] written(Tally tally) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(tally);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Tally read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (Tally) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands on every row that is evidence, then what it counted. */
  private static final class Pass implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Tally tally;
    private boolean isDone;
    private Row next;

    Pass(Iterator<Row> rows, Tally.Asked asked) {
      this.rows = rows;
      this.tally = new Tally(asked, TaskContext.get().numPartitions());
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        next = evidence(rows.next());
      }
      if (next == null && !isDone) {
        isDone = true;
        next = RowFactory.create(written(tally), null, null);
      }
      return next != null;
    }

    private Row evidence(Row row) {
      long state = row.getLong(0);
      if (!row.isNullAt(3)) {
        tally.addVersion(row.getInt(3));
      }
      if (!row.isNullAt(4)) {
        tally.addUnordered(row.getString(4));
      }
      if (!row.isNullAt(5)) {
        tally.addCustomer(row.getLong(5));
      }
      if (RowState.isRejected(state)) {
        tally.reject(state, row.getString(1), row.getDecimal(2));
      } else {
        tally.add(state);
      }
      return row.isNullAt(1) ? null : RowFactory.create(null, state, row.getString(1));
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }
  }
}
