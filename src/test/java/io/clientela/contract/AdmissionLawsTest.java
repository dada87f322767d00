package io.clientela.contract;

import static io.clientela.testing.Tables.assertSame;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.model.Orders;
import io.clientela.table.VersionChoice;
import io.clientela.testing.Door;
import io.clientela.testing.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: no row is lost, none is counted twice, and the order of rows is nothing. */
final class AdmissionLawsTest {

  private static final Door DOOR =
      Door.asOf("2024-03-01").choosing(VersionChoice.Order.LAST_BY, "version");

  private static final StructType COLUMNS =
      StructType.fromDDL(
          "order_id STRING, customer_id STRING, ordered_at STRING, amount STRING, currency STRING,"
              + " status STRING, refunded_amount STRING, refunded_at STRING, cost STRING,"
              + " version INT");

  private static final List<List<String>> VALUES =
      List.of(
          values("ana", "bia", "caio", "davi", "eva", "", null),
          values(
              "2024-01-05", "2024-02-29 23:59", "2024-01-05T10:00:00Z", "2024-03-01", "soon", null),
          values("10", "0", "-3.5", "12.3456", " 7 ", "1e2", "NaN", "1e30", "ten", "1d", null),
          values("BRL", "brl", null, "BRL", "BRL", "USD"),
          values("completed", "Cancelled", "test", null, null, "lost"),
          values("1", "0", null, null, "-1"),
          values("2024-02-29", "2024-03-01", "2023-01-01", null, null, null),
          values("5", null, "x", "5", "5", "5"));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRowIsCountedOnce(long seed) {
    Dataset<Row> rows = dirty(seed, 300);
    Dataset<Row> permuted = rows.orderBy(xxhash64(columns(rows))).repartition(5);
    try (Admission orders = DOOR.judge(Orders.INPUT, rows);
        Admission again = DOOR.judge(Orders.INPUT, permuted)) {
      Verdict verdict = orders.verdict();
      Verdict.Counts counts = verdict.counts();
      assertEquals(300, counts.read());
      assertEquals(counts.rejected() + counts.conflicts(), orders.rejected().count());
      assertEquals(counts.admitted(), orders.admitted().count());
      assertTrue(
          Stream.of(
                  counts.admitted(),
                  counts.rejected(),
                  counts.later(),
                  counts.duplicates(),
                  counts.superseded(),
                  counts.conflicts())
              .allMatch(count -> count > 0),
          verdict::toString);
      assertEquals(counts.admitted(), orders.admitted().select("order_id").distinct().count());
      assertEquals(0, orders.rejected().where("size(reasons) = 0").count());
      assertEquals(0, orders.admitted().where("amount is null or ordered_on is null").count());
      assertEquals(verdict, again.verdict());
      assertSame(orders.admitted(), again.admitted());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rowsThatAreKeptAreJudgedAlike(long seed) {
    Dataset<Row> rows = dirty(seed, 300).repartition(3);
    try (Admission read = DOOR.judge(Orders.INPUT, rows);
        Admission kept = DOOR.keep(Orders.INPUT, rows)) {
      assertEquals(read.verdict(), kept.verdict());
      assertSame(read.admitted(), kept.admitted());
      assertSame(read.rejected(), kept.rejected());
    }
  }

  private static Dataset<Row> dirty(long seed, int size) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      boolean isCopy = i > 0 && random.nextInt(10) == 0;
      rows.add(isCopy ? rows.get(random.nextInt(i)) : row(random));
    }
    return Sessions.utc().createDataFrame(rows, COLUMNS);
  }

  private static Row row(Random random) {
    List<Object> cells = new ArrayList<>();
    int id = random.nextInt(150);
    cells.add(id == 0 ? null : id == 1 ? " " : String.valueOf(id));
    VALUES.forEach(values -> cells.add(values.get(random.nextInt(values.size()))));
    cells.add(random.nextInt(3));
    return RowFactory.create(cells.toArray());
  }

  private static List<String> values(String... values) {
    return Stream.of(values).toList();
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Stream.of(rows.columns()).map(name -> col(name)).toArray(Column[]::new);
  }
}
