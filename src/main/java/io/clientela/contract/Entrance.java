package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.clientela.contract.VersionOrder.TextForms;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.Unit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * The contract on the way in: of rows with one id one is chosen; the rows are then conformed,
 * rejected, or set aside as later.
 */
public final class Entrance {

  public static final Field REASONS =
      new Field(
          "reasons",
          DataTypes.createArrayType(DataTypes.StringType),
          Unit.ANY,
          false,
          "Every reason for which the row was rejected");
  public static final Field ROW = Field.label("row", "The row as it came, as JSON");

  private final Shape shape;
  private final VersionOrder order;
  private final Versions versions;
  private final RowJudge judge;
  private final Tally.Asked asked;

  private Entrance(Shape shape, Terms terms, VersionOrder order) {
    this.shape = shape;
    this.order = order;
    this.versions = new Versions(shape, order);
    this.judge = new RowJudge(shape, terms, new Rules(shape, terms).all());
    this.asked = Tally.Asked.of(judge.rules());
  }

  /**
   * Judges the shape of the source against the declared input.
   *
   * @throws Refusal with every problem of the shape at once
   */
  public static Entrance to(Input input, Dataset<Row> source, Terms terms) {
    Shape shape = Shape.of(input, source, terms);
    return new Entrance(shape, terms, VersionOrder.of(shape, source, terms));
  }

  /** Reads the ids of the source for rows that share one, then the source once for the counts. */
  public Admission judge(Dataset<Row> source) {
    Dataset<Row> given = RowJudge.given(source);
    RepeatedIds ids = hashes(given).map(RepeatedIds::among).orElse(RepeatedIds.NONE);
    if (ids.isEmpty()) {
      Dataset<Row> rows = judged(given);
      return admission(rows, RowCounts.of(rows, asked), rows, () -> {});
    }
    Dataset<Row> compared =
        compared(sharing(given, ids).repartition(id())).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows = judged(others(given, ids)).unionByName(compared);
    return admission(
        rows,
        RowCounts.of(rows, asked),
        compared,
        () -> {
          compared.unpersist();
          ids.close();
        });
  }

  /**
   * The same of rows that are few enough to be kept, without an exchange where few share an id.
   *
   * @param keep the same rows, kept from when they are first read
   */
  public Admission judge(Dataset<Row> source, UnaryOperator<Dataset<Row>> keep) {
    Dataset<Row> given = RowJudge.given(source);
    RepeatedIds ids = hashes(given).map(RepeatedIds::amongFew).orElse(RepeatedIds.NONE);
    Dataset<Row> read = ids.isEmpty() ? judged(given) : chosen(given, ids);
    Dataset<Row> kept = keep.apply(read);
    return admission(
        kept,
        RowCounts.ofKept(kept, asked),
        kept,
        () -> {
          read.unpersist();
          ids.close();
        });
  }

  private Dataset<Row> chosen(Dataset<Row> given, RepeatedIds ids) {
    Dataset<Row> sharing = sharing(given, ids);
    Dataset<Row> together = ids.areFew() ? sharing.coalesce(1) : sharing.repartition(id());
    return judged(others(given, ids)).unionByName(compared(together));
  }

  private Column id() {
    return shape.id().orElseThrow().field().col();
  }

  /** The hash of the id of a row of the source; null where it has none. */
  private Optional<Column> hash() {
    return shape.id().map(Conforming::value).map(id -> when(id.isNotNull(), Duplicates.hash(id)));
  }

  private Optional<Dataset<Row>> hashes(Dataset<Row> given) {
    return hash()
        .map(hash -> given.select(hash.as(Duplicates.HASH)))
        .map(hashes -> hashes.where(col(Duplicates.HASH).isNotNull()));
  }

  /** The rows that share their id with another, conformed. */
  private Dataset<Row> sharing(Dataset<Row> given, RepeatedIds ids) {
    return judge.conform(ids.of(given, hash().orElseThrow()));
  }

  private Dataset<Row> others(Dataset<Row> given, RepeatedIds ids) {
    return ids.notOf(given, hash().orElseThrow());
  }

  private Dataset<Row> judged(Dataset<Row> given) {
    return judge.told(judge.conform(given), judge.state(), TextForms.NONE);
  }

  /**
   * @param sharing those of one id in one partition
   */
  private Dataset<Row> compared(Dataset<Row> sharing) {
    Column state = coalesce(versions.outcome(), judge.state());
    return judge.told(versions.compared(sharing), state, order.forms());
  }

  private Admission admission(
      Dataset<Row> rows, RowCounts counted, Dataset<Row> compared, AutoCloseable held) {
    Tally tally = counted.tally();
    order.require(tally);
    Optional<Verdict.Conflict> conflict =
        tally.hasConflicts() ? Optional.of(versions.conflict(compared)) : Optional.empty();
    return new Admission(
        judge.admitted(rows),
        counted.evidence(judge.rules(), versions.differ()),
        tally.verdict(shape.input(), judge.rules(), conflict),
        tally.customers(),
        () -> {
          counted.held().run();
          held.close();
        });
  }
}
