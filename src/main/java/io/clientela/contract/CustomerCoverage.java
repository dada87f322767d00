package io.clientela.contract;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many of the customers in a table the raw table customers has: ids of another system, or
 * written in another way, join with nothing and leave every breakdown without a value.
 *
 * @param customers different ones in the admitted rows
 * @param known those of them that the raw table customers has
 * @param unknownId one of the others, where they are told
 * @param customerId one of the raw table customers, likewise
 */
public record CustomerCoverage(
    long customers, long known, Optional<String> unknownId, Optional<String> customerId) {

  /** Column of the customer in every raw table. */
  static final String ID = "customer_id";

  private static final double FEW = 0.5;
  private static final String SIDES = "sides";
  private static final long IN_CUSTOMERS = 1;

  /** 0 to 1. */
  public double share() {
    return (double) known / customers;
  }

  /**
   * Of each table that has customers: by the hashes that were gathered as the rows were judged,
   * where these are not too many and no example of an id has to be told; else by one exchange of
   * ids for all tables.
   *
   * @param customers the raw table customers
   * @param tables the other raw tables
   * @param oneType makes ids of different tables one type
   */
  public static Map<String, CustomerCoverage> of(
      Admission customers, Map<String, Admission> tables, UnaryOperator<Dataset<Row>> oneType) {
    Map<String, Admission> others = new LinkedHashMap<>(tables);
    others.values().removeIf(table -> !List.of(table.admitted().columns()).contains(ID));
    if (others.isEmpty()) {
      return Map.of();
    }
    Map<String, CustomerCoverage> coverage = new LinkedHashMap<>();
    others.forEach(
        (name, table) -> counted(table, customers).ifPresent(counts -> coverage.put(name, counts)));
    boolean isEnough = coverage.values().stream().noneMatch(CustomerCoverage::isFew);
    if (coverage.size() == others.size() && isEnough) {
      coverage.values().removeIf(counts -> counts.customers() == 0);
      return coverage;
    }
    Map<String, Dataset<Row>> rows = new LinkedHashMap<>();
    others.forEach((name, table) -> rows.put(name, oneType.apply(table.admitted())));
    return of(oneType.apply(customers.admitted()), rows);
  }

  private static Optional<CustomerCoverage> counted(Admission table, Admission customers) {
    if (table.customers().isEmpty() || customers.customers().isEmpty()) {
      return Optional.empty();
    }
    long[] ids = table.customers().orElseThrow();
    long known = DifferentIds.common(ids, customers.customers().orElseThrow());
    return Optional.of(new CustomerCoverage(ids.length, known, Optional.empty(), Optional.empty()));
  }

  static Map<String, CustomerCoverage> of(
      Dataset<Row> customers, Map<String, Dataset<Row>> tables) {
    List<String> names = List.copyOf(tables.keySet());
    Dataset<Row> ids = side(customers, IN_CUSTOMERS);
    for (int i = 0; i < names.size(); i++) {
      ids = ids.union(side(tables.get(names.get(i)), bit(i)));
    }
    List<Column> counts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Column isHere = has(bit(i));
      counts.add(count(when(isHere, 1)));
      counts.add(count(when(isHere.and(has(IN_CUSTOMERS)), 1)));
      counts.add(min(when(isHere.and(not(IN_CUSTOMERS)), col(ID).cast("string"))));
    }
    Row found =
        ids.groupBy(col(ID))
            .agg(bit_or(col(SIDES)).as(SIDES))
            .agg(
                min(when(has(IN_CUSTOMERS), col(ID).cast("string"))), counts.toArray(Column[]::new))
            .head();
    Map<String, CustomerCoverage> coverage = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      long all = found.getLong(3 * i + 1);
      if (all > 0) {
        coverage.put(
            names.get(i),
            new CustomerCoverage(
                all,
                found.getLong(3 * i + 2),
                Optional.ofNullable(found.getString(3 * i + 3)),
                Optional.ofNullable(found.getString(0))));
      }
    }
    return coverage;
  }

  /** Where customers has none of them: every breakdown by customer would be empty. */
  public Optional<String> breach(String table) {
    boolean isNone = known == 0 && customerId.isPresent();
    return isNone
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s: none of its %,d customers is in customers: customer_id is '%s' here and '%s'"
                    + " there. Write the ids in the same way in sources.%s.sql or"
                    + " sources.customers.sql, or remove sources.customers",
                table,
                customers,
                unknownId.orElseThrow(),
                customerId.orElseThrow(),
                table))
        : Optional.empty();
  }

  /** Where customers has few of them. */
  public Optional<String> warning(String table) {
    return isFew() && known > 0
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %.1f %% of its %,d customers are in customers; customer_id is '%s' here and"
                    + " '%s' there. The others have no attribute of a customer: segment (none)",
                table,
                100 * share(),
                customers,
                unknownId.orElseThrow(),
                customerId.orElseThrow()))
        : Optional.empty();
  }

  private boolean isFew() {
    return customers > 0 && share() < FEW;
  }

  private static Dataset<Row> side(Dataset<Row> rows, long bit) {
    return rows.where(col(ID).isNotNull()).select(col(ID), lit(bit).as(SIDES));
  }

  private static long bit(int table) {
    return 2L << table;
  }

  private static Column has(long bit) {
    return col(SIDES).bitwiseAND(lit(bit)).notEqual(0);
  }

  private static Column not(long bit) {
    return col(SIDES).bitwiseAND(lit(bit)).equalTo(0);
  }
}
