package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Faults of several sources and kinds are told at once; the exit code is of what is mended first.
 */
final class ManyFaultsTest {

  private static final String ORDERS = "order_id,customer_id,ordered_at,amount\n";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void aMistypedPathHidesNeitherAMissingColumnNorACorruptFile() {
    work.file("visits/visits.csv", "customer_id,type\nana,visit\n");
    work.file("customers/part.parquet", "These are words, not Parquet.");
    work.settings(
        """
        sources:
          orders: {path: ROOT/order, format: csv}
          interactions: {path: ROOT/visits, format: csv}
          customers: {path: ROOT/customers, format: parquet}
        """);

    work.refuses(
        2,
        "orders: nothing at ROOT/order.",
        "interactions: required column occurred_at is missing",
        "customers: ROOT/customers can't be read as parquet");
  }

  @Test
  void rowsOverALimitAreToldBesideSqlThatFailsOnARow() {
    work.file("orders/orders.csv", ORDERS + "1,ana,2024-01-05,ten\n");
    work.file("visits/visits.csv", "customer_id,type,occurred_at,n\nana,visit,2024-01-05,x\n");
    work.settings(
        """
        sources:
          orders: {path: ROOT/orders, format: csv}
          interactions:
            path: ROOT/visits
            format: csv
            sql: SELECT customer_id, type, occurred_at, CAST(n AS INT) AS n FROM source
        """);

    work.refuses(3, "orders: 1 of 1 rows", "interactions: ROOT/visits can't be read", "'x'");
  }

  @Test
  void rowsOverALimitAreToldBesideAParameterThatNamesNoColumn() {
    work.file("orders/orders.csv", ORDERS + "1,ana,2024-01-05,ten\n");
    work.file("visits/visits.csv", "customer_id,type,occurred_at\nana,visit,2024-01-05\n");
    work.settings(
        """
        sources:
          orders: {path: ROOT/orders, format: csv}
          interactions: {path: ROOT/visits, format: csv}
        kpis:
          funnel_conversion:
            funnels:
              - name: visits
                hold-constant: [shop]
                window: 7d
                steps: [visit, order]
        """);

    work.refuses(3, "orders: 1 of 1 rows", "kpis.funnel_conversion: funnel visits names shop");
  }

  @Test
  void columnsInAnotherOrderAreReadByName() {
    work.file("orders/a.csv", ORDERS + "1,ana,2024-01-05,10\n");
    work.file("orders/b.csv", "order_id,amount,ordered_at,customer_id\n2,10,2024-01-05,bia\n");
    work.orders("format: csv, options: {enforceSchema: false}");
    Answer answer = work.check();

    work.says(answer, 0, "orders                      2              2");
  }

  @ParameterizedTest
  @CsvSource({"encoding, latin-99, CHARSET", "header, maybe, true or false"})
  void anOptionThatSparkDoesNotTakeIsASetting(String option, String value, String said) {
    work.file("orders/a.csv", ORDERS + "1,ana,2024-01-05,10\n");
    work.orders("format: csv, options: {" + option + ": " + value + "}");

    work.refuses(2, "orders: ROOT/orders can't be read as csv", said);
  }

  @Test
  void aVersionThatADeltaTableDoesNotHaveIsASetting() {
    work.delta(
        "orders",
        "SELECT 1 AS order_id, 7 AS customer_id, current_date() AS ordered_at, 1 AS amount");
    work.orders("format: delta, options: {versionAsOf: 7}");

    work.refuses(2, "version 7");
  }

  @Test
  void aLakeThatIsNotThereIsASetting() {
    work.file("orders/a.csv", ORDERS + "1,ana,2024-01-05,10\n");
    work.orders("format: csv");

    for (String command : new String[] {"runs", "maintain"}) {
      work.says(work.command(command, "--lake", work.path("lak")), 2, "ROOT/lak", "--lake");
    }
    work.says(work.command("head", "--lake", work.path("lak"), "order_value"), 2, "ROOT/lak");
    work.says(work.command("explain", "--lake", work.path("lak"), "order_value"), 2, "ROOT/lak");
  }

  @ParameterizedTest
  @CsvSource({"yesterday", "2024-13-01", "2023-02-29"})
  void aDateThatIsNoneIsUsage(String date) {
    work.file("orders/a.csv", ORDERS + "1,ana,2024-01-05,10\n");
    work.orders("format: csv");

    work.says(work.run("--as-of", date), 2, date, "--as-of");
  }

  @Test
  void aFileWithAnotherSeparatorIsOneProblem() {
    work.file("orders/a.csv", "order_id;customer_id;ordered_at;amount\n1;a;2024-01-05;10\n");
    work.orders("format: csv");
    Answer answer =
        work.refuses(
            3,
            "orders: its files have one column, order_id;customer_id;ordered_at;amount. Its"
                + " separator seems to be another: set sources.orders.options: {sep: \";\"}");
    assertFalse(answer.text().contains("is missing"), answer.text());
  }

  @Test
  void aListOfDocumentsOverSeveralLinesIsAMatterOfSettings() {
    StringBuilder list = new StringBuilder("[");
    for (int i = 0; i < 200; i++) {
      list.append(i == 0 ? "" : ",\n")
          .append("{\"order_id\": " + i + ", \"customer_id\": \"a\"")
          .append(", \"ordered_at\": \"2024-01-05\", \"amount\": 1}");
    }
    work.file("orders/a.json", list + "]\n");
    work.orders("format: json");
    work.refuses(3, "orders: 1 of 200 rows", "a list of JSON documents", "{multiLine: true}");
    work.orders("format: json, options: {multiLine: true}");
    work.says(work.check(), 0, "200");
  }

  @Test
  void versionsNeedAnId() {
    work.file("spend/a.csv", "spent_on,channel,amount\n2024-01-05,ads,1\n");
    work.settings(
        "sources:\n  marketing_spend: {path: ROOT/spend, format: csv, versions: {last-by: spent_on}}\n");
    work.refuses(
        3, "sources.marketing_spend.versions can't be used: the rows of this table have no id");
    work.file("clicks/a.csv", "customer_id,occurred_at,type\na,2024-01-05,visit\n");
    work.settings(
        "sources:\n  interactions: {path: ROOT/clicks, format: csv, versions: {last-by: type}}\n");
    work.refuses(3, "the rows lack its id, interaction_id");
  }

  @Test
  void filesInFoldersBelowAreNotLeftOutWithoutAWord() {
    String header = "order_id,customer_id,ordered_at,amount\n";
    work.file("orders/a.csv", header + "1,a,2024-01-05,10\n");
    work.file("orders/2023/b.csv", header + "2,a,2023-01-05,10\n");
    work.file("orders/_old/c.csv", header + "3,a,2023-01-05,10\n");
    work.orders("format: csv");
    work.refuses(3, "orders: 1 files in folders below ROOT/orders", "/orders/2023/b.csv");
    work.orders("format: csv, options: {recursiveFileLookup: true}");
    work.says(work.check(), 0, "2023-01-05 to 2024-01-05");
    work.orders("format: csv, options: {recursiveFileLookup: false}");
    work.says(work.check(), 0, "2024-01-05 to 2024-01-05");
  }

  @Test
  void aBrokenDocumentAmongWholePagesIsTold() {
    String pages =
        "format: json, options: {multiLine: true, singleVariantColumn: page}, sql: \"SELECT";
    work.file("orders/a.json", "{\"id\": 1}");
    work.file("orders/b.json", "{\"id\": ");
    work.orders(
        pages
            + " variant_get(page, '$.id', 'string') AS order_id, 'a' AS customer_id,"
            + " '2024-01-05' AS ordered_at, 1 AS amount FROM source\"");
    work.refuses(3, "orders: ", "can't be read");
  }
}
