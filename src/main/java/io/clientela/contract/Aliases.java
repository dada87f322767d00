package io.clientela.contract;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import io.clientela.table.Field;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.storage.StorageLevel;

/**
 * Whom each alias stands for in the end.
 *
 * @param map one row per alias
 * @param id the column of raw tables that may hold one
 */
public record Aliases(Dataset<Row> map, long count, String id) implements AutoCloseable {

  private static final String ALIAS = "__alias";
  private static final String TARGET = "__stands_for";
  private static final String NEXT_ALIAS = "__next_alias";
  private static final String NEXT_TARGET = "__next_stands_for";
  private static final String PLACE = "__place";
  private static final long BROADCAST_ALIASES = 1_000_000;
  private static final int IDS_TO_NAME = 10;

  /**
   * Each round doubles the steps that are followed, so that a chain of n aliases takes log n
   * rounds.
   *
   * @throws Refusal where aliases stand for each other in a circle
   */
  public static Aliases of(Dataset<Row> admitted, Field alias, Field customerId) {
    Dataset<Row> given =
        admitted
            .select(
                whole(admitted, alias.name()).as(ALIAS),
                whole(admitted, customerId.name()).as(TARGET))
            .where(col(ALIAS).notEqual(col(TARGET)));
    Dataset<Row> known = given.persist(StorageLevel.MEMORY_AND_DISK());
    long count = known.count();
    for (long steps = 1; ; steps *= 2) {
      Dataset<Row> open = following(known);
      if (count == 0 || open.isEmpty()) {
        return new Aliases(known, count, customerId.name());
      }
      if (steps > count) {
        throw cycle(given, open.agg(min(col(TARGET))).head().get(0));
      }
      Dataset<Row> farther =
          known
              .join(next(known), col(TARGET).equalTo(col(NEXT_ALIAS)), "left")
              .select(col(ALIAS), coalesce(col(NEXT_TARGET), col(TARGET)).as(TARGET))
              .persist(StorageLevel.MEMORY_AND_DISK());
      farther.count();
      known.unpersist();
      known = farther;
    }
  }

  /** Whole numbers of different width are one type. */
  private static Column whole(Dataset<Row> rows, String name) {
    boolean isWhole = rows.schema().apply(name).dataType() instanceof IntegralType;
    return isWhole ? col(name).cast(DataTypes.LongType) : col(name);
  }

  /** Those that stand for an alias. */
  private static Dataset<Row> following(Dataset<Row> known) {
    return known.join(next(known), col(TARGET).equalTo(col(NEXT_ALIAS)), "left_semi");
  }

  private static Dataset<Row> next(Dataset<Row> known) {
    return known.select(col(ALIAS).as(NEXT_ALIAS), col(TARGET).as(NEXT_TARGET));
  }

  private static Refusal cycle(Dataset<Row> given, Object start) {
    List<String> ids = new ArrayList<>(List.of(start.toString()));
    Object id = start;
    do {
      id = given.where(col(ALIAS).equalTo(id)).head().get(1);
      ids.add(id.toString());
    } while (!id.equals(start) && ids.size() < IDS_TO_NAME);
    return Refusal.contract(
        List.of(
            "customer_aliases: "
                + String.join(" -> ", ids)
                + (id.equals(start) ? "" : " -> ...")
                + " is a cycle, so that nobody is the customer; expected chains that end. Leave one"
                + " of these rows out in sources.customer_aliases.sql"));
  }

  /** The rows of a raw table, each of the customer that it is of in the end. */
  public Dataset<Row> applied(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column given = col("`" + name + "`");
      columns.add(name.equals(id) ? coalesce(col(TARGET), given).as(id) : given);
    }
    return rows.join(small(), col(id).equalTo(col(ALIAS)), "left")
        .select(columns.toArray(Column[]::new));
  }

  /** Customers, one row each: its own, else that of its first alias. */
  public Dataset<Row> merged(Dataset<Row> customers) {
    Column[] columns =
        List.of(customers.columns()).stream()
            .map(name -> name.equals(id) ? col(TARGET).as(id) : col("`" + name + "`"))
            .toArray(Column[]::new);
    Dataset<Row> own = customers.join(small(), isAlias(), "left_anti");
    Dataset<Row> withoutOwn =
        ofAliases(customers)
            .join(targetsWithOwnRow(own), col(TARGET).equalTo(col(NEXT_TARGET)), "left_anti")
            .withColumn(
                PLACE, row_number().over(Window.partitionBy(col(TARGET)).orderBy(col(ALIAS))));
    return own.unionByName(withoutOwn.where(col(PLACE).equalTo(1)).select(columns));
  }

  /** How many rows of customers are left out, because their customer has another. */
  public long left(Dataset<Row> customers) {
    return customers.count() - merged(customers).count();
  }

  private Dataset<Row> ofAliases(Dataset<Row> customers) {
    return customers.join(small(), isAlias(), "inner");
  }

  private Dataset<Row> targetsWithOwnRow(Dataset<Row> own) {
    Dataset<Row> targets = map.select(col(TARGET).as(NEXT_TARGET)).distinct();
    Dataset<Row> few = count <= BROADCAST_ALIASES ? broadcast(targets) : targets;
    return own.select(col(id))
        .join(few, col(id).equalTo(col(NEXT_TARGET)), "inner")
        .select(col(NEXT_TARGET));
  }

  private Column isAlias() {
    return col(id).equalTo(col(ALIAS));
  }

  private Dataset<Row> small() {
    return count <= BROADCAST_ALIASES ? broadcast(map) : map;
  }

  @Override
  public void close() {
    map.unpersist();
  }
}
