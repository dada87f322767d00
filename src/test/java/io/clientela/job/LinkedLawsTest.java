package io.clientela.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.contract.Aliases;
import io.clientela.model.CustomerAliases;
import io.clientela.testing.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What raw tables say of each other, against plain code over collections. */
final class LinkedLawsTest {

  private static final StructType PAIRS =
      StructType.fromDDL("alias BIGINT NOT NULL, customer_id BIGINT NOT NULL");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anAliasStandsForTheEndOfItsChain(long seed) {
    Random random = new Random(seed);
    Map<Long, Long> next = new TreeMap<>();
    for (long alias = 1; alias < 120; alias++) {
      next.put(alias, Math.max(0, alias - 1 - random.nextInt(seed == 1 ? 1 : 20)));
    }
    List<Row> rows = new ArrayList<>();
    next.forEach((alias, customer) -> rows.add(RowFactory.create(alias, customer)));
    Map<Long, Long> ends = new TreeMap<>();
    for (long id = 0; id < 150; id++) {
      long end = id;
      while (next.containsKey(end)) {
        end = next.get(end);
      }
      ends.put(id, end);
    }
    try (Aliases aliases =
        Aliases.of(
            Sessions.utc().createDataFrame(rows, PAIRS),
            CustomerAliases.ALIAS,
            CustomerAliases.CUSTOMER_ID)) {
      Dataset<Row> orders =
          Sessions.utc().range(150).selectExpr("id AS order_id", "id AS customer_id");
      Map<Long, Long> found =
          aliases.applied(orders).collectAsList().stream()
              .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getLong(1)));
      assertEquals(ends, found);
      assertEquals(new TreeSet<>(ends.values()), ids(aliases.merged(orders.select("customer_id"))));
    }
  }

  private static Set<Long> ids(Dataset<Row> rows) {
    List<Long> ids = rows.as(Encoders.LONG()).collectAsList();
    Set<Long> different = new TreeSet<>(ids);
    assertEquals(different.size(), ids.size(), "one row each");
    return different;
  }
}
