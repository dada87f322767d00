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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many of the customers in a table the raw table customers has: ids of another system, or
 * written in another way, join with nothing and leave every breakdown without a value.
 *
 * @param customers different ones in the admitted rows
 * @param known those of them that the raw table customers has
 * @param unknownId one of the others
 * @param customerId one of the raw table customers
 */
public record CustomerCoverage(
    long customers, long known, Optional<String> unknownId, Optional<String> customerId) {

  private static final double FEW = 0.5;
  private static final String SIDES = "sides";
  private static final long IN_CUSTOMERS = 1;

  /** 0 to 1. */
  public double share() {
    return (double) known / customers;
  }

  /**
   * Of each table that has customers, in one exchange of ids for all tables.
   *
   * @param tables the admitted rows of the other raw tables with the column
   * @param id name of the column
   */
  public static Map<String, CustomerCoverage> of(
      Dataset<Row> customers, Map<String, Dataset<Row>> tables, String id) {
    List<String> names = List.copyOf(tables.keySet());
    Dataset<Row> ids = side(customers, id, IN_CUSTOMERS);
    for (int i = 0; i < names.size(); i++) {
      ids = ids.union(side(tables.get(names.get(i)), id, bit(i)));
    }
    List<Column> counts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Column isHere = has(bit(i));
      counts.add(count(when(isHere, 1)));
      counts.add(count(when(isHere.and(has(IN_CUSTOMERS)), 1)));
      counts.add(min(when(isHere.and(not(IN_CUSTOMERS)), col(id).cast("string"))));
    }
    Row found =
        ids.groupBy(col(id))
            .agg(bit_or(col(SIDES)).as(SIDES))
            .agg(
                min(when(has(IN_CUSTOMERS), col(id).cast("string"))), counts.toArray(Column[]::new))
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
    boolean isFew = share() < FEW && known > 0;
    return isFew
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

  private static Dataset<Row> side(Dataset<Row> rows, String id, long bit) {
    return rows.where(col(id).isNotNull()).select(col(id), lit(bit).as(SIDES));
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
