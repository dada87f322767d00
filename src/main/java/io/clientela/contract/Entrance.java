package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import io.clientela.table.Unit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
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
  private final Judge judge;
  private final Tally.Asked asked;

  private Entrance(Shape shape, Terms terms, VersionOrder order) {
    this.shape = shape;
    this.order = order;
    this.versions = new Versions(shape, order);
    this.judge = new Judge(shape, terms, new Rules(shape, terms).all());
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

  /** The type that an id of this type has once it is admitted. */
  public static DataType idType(DataType found) {
    return Conforming.idType(found);
  }

  /** Reads the ids of the source for rows that share one, then the source once for the counts. */
  public Admission judge(Dataset<Row> source) {
    Dataset<Row> given = Judge.given(source);
    RepeatedIds ids =
        hash().map(hash -> RepeatedIds.among(hashes(given, hash))).orElse(RepeatedIds.NONE);
    if (ids.isEmpty()) {
      Dataset<Row> rows = judged(given, lit(null));
      return admission(rows, Counted.of(rows, asked), rows, () -> {});
    }
    Dataset<Row> compared = compared(given, ids).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows =
        judged(ids.notOf(given, hash().orElseThrow()), lit(null)).unionByName(compared);
    Counted counted = counted(rows, given, ids);
    return admission(
        rows,
        counted,
        compared,
        () -> {
          compared.unpersist();
          ids.close();
        });
  }

  /**
   * The same of rows that are few enough to be kept: the source is read once, and again only where
   * rows share an id.
   *
   * @param keep the same rows, kept from when they are first read
   */
  public Admission judge(Dataset<Row> source, UnaryOperator<Dataset<Row>> keep) {
    Dataset<Row> given = Judge.given(source);
    Dataset<Row> all = judged(given, hash().orElse(lit(null)));
    Dataset<Row> kept = keep.apply(all);
    Counted first = Counted.of(kept, asked);
    Hashes hashes = first.tally().ids();
    RepeatedIds ids =
        hashes.isWhole()
            ? RepeatedIds.of(hashes.repeated())
            : RepeatedIds.among(hashes(kept, col(Counted.ID)));
    if (ids.isEmpty()) {
      return admission(kept, first, kept, all::unpersist);
    }
    first.close();
    Dataset<Row> chosen = ids.notOf(kept, kept.col(Counted.ID)).unionByName(compared(given, ids));
    Dataset<Row> rows = keep.apply(chosen);
    Counted counted = counted(rows, given, ids);
    all.unpersist();
    return admission(
        rows,
        counted,
        rows,
        () -> {
          chosen.unpersist();
          ids.close();
        });
  }

  /** The hash of the id, if the source has one; null where a row has none. */
  private Optional<Column> hash() {
    return shape
        .id()
        .map(id -> id.field().is(id.value()))
        .map(id -> when(id.isNotNull(), Duplicates.hash(id)));
  }

  private static Dataset<Row> hashes(Dataset<Row> rows, Column hash) {
    return rows.select(hash.as(Duplicates.HASH)).where(col(Duplicates.HASH).isNotNull());
  }

  private Dataset<Row> judged(Dataset<Row> given, Column hash) {
    return judge.told(judge.conform(given), judge.state(), hash, lit(null));
  }

  /** The rows that share their id with another, one of which may count. */
  private Dataset<Row> compared(Dataset<Row> given, RepeatedIds ids) {
    Dataset<Row> conformed = judge.conform(ids.of(given, hash().orElseThrow()));
    Column state = coalesce(versions.outcome(), judge.state());
    return judge.told(versions.compared(conformed), state, lit(null), order.form());
  }

  private Counted counted(Dataset<Row> rows, Dataset<Row> given, RepeatedIds ids) {
    Counted counted = Counted.of(rows, asked);
    order.require(
        counted.tally().versionForms(), () -> judge.conform(ids.of(given, hash().orElseThrow())));
    return counted;
  }

  private Admission admission(
      Dataset<Row> rows, Counted counted, Dataset<Row> compared, AutoCloseable held) {
    Optional<Verdict.Conflict> conflict =
        counted.tally().hasConflicts()
            ? Optional.of(versions.conflict(compared))
            : Optional.empty();
    return new Admission(
        judge.admitted(rows),
        counted.evidence(judge.rules(), versions.differ()),
        counted.tally().verdict(shape.input(), judge.rules(), conflict),
        () -> {
          counted.close();
          held.close();
        });
  }
}
