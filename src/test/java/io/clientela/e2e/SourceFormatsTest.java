package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.source.Source.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows, however they are stored; and of a table that is being written, one version. */
final class SourceFormatsTest {

  private static final String ROWS =
      """
      SELECT order_id, customer_id, CAST(ordered_at AS TIMESTAMP) AS ordered_at,
             CAST(amount AS DECIMAL(18,2)) AS amount, status
      FROM VALUES ('a1', 'ana', '2024-01-05T23:59:59.999Z', 10.10, 'completed'),
                  ('a2', 'ana', '2024-03-31T00:00:00Z', 20.20, NULL),
                  ('b1', 'joão', '2024-02-29T12:00:00Z', -5.05, 'Completed '),
                  ('b2', 'joão', '2024-02-28T12:00:00Z', 0.00, 'test'),
                  ('b3', 'joão', '2024-04-01T12:00:00Z', 99999999.99, 'completed')
          AS t (order_id, customer_id, ordered_at, amount, status)
      """;

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void allFormatsGiveTheSameTables() {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Format format : Format.values()) {
      String name = format.label();
      if (format == Format.CSV) {
        Workplace.spark().sql(ROWS).write().option("header", true).csv(work.path(name));
      } else {
        work.write(name, name, ROWS);
      }
      work.settings("sources:\n  orders: {path: ROOT/" + name + ", format: " + name + "}\n");
      work.says(work.run("--only", "customer_value,order_value", "--lake", work.path("lake")), 0);
      tables.put(name, work.rows("customer_value", "SELECT * FROM t ORDER BY customer_id"));
      tables.merge(name, work.rows("order_value", "SELECT * FROM t"), SourceFormatsTest::together);
    }

    List<String> delta = tables.get("delta");
    assertTrue(delta.get(0).startsWith("[[2024-07-01,ana,2024-01-05,2024-03-31,2,2,30.3000,"));
    tables.forEach((format, rows) -> assertEquals(delta, rows, format));
  }

  private static List<String> together(List<String> one, List<String> other) {
    return List.of(one.toString(), other.stream().sorted().toList().toString());
  }

  /** A commit between reading and counting is not seen. */
  @Test
  void aDeltaTableIsReadAtOneVersion() {
    work.delta("orders", ROWS);
    Source source = Source.of("orders", work.path("orders"), Format.DELTA, Map.of());
    Raw raw = new Reader(Workplace.spark()).read(source);
    work.delta("orders", ROWS);

    assertEquals(OptionalLong.of(0), raw.version());
    assertEquals(5, raw.rows().count());
    assertEquals(10, new Reader(Workplace.spark()).read(source).rows().count());
  }

  @Test
  void theVersionOfADeltaTableMayBeAskedFor() {
    work.delta("orders", ROWS);
    work.delta("orders", ROWS);
    work.orders("format: delta, options: {versionAsOf: 0}");
    work.says(work.check(), 0, "orders                      5              5");

    work.orders("format: delta, options: {timestampAsOf: '2024-01-01'}");
    work.refuses(2, "sources.orders.options.timestampAsOf", "versionAsOf");
  }

  @Test
  void aBrokenLogOfADeltaTableIsToldWithTheSource() {
    work.file("orders/_delta_log/00000000000000000000.json", "{\"protocol\": {\"minRe");
    work.orders("format: delta");

    work.refuses(4, "orders: ROOT/orders can't be read as delta");
  }
}
