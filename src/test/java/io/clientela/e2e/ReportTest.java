package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.CommandLineRunner.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a lake: of whole runs only, and of lakes that have none. */
final class ReportTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file(
        "orders/orders.csv",
        """
        order_id,customer_id,ordered_at,amount
        1,ana,2024-04-05,10
        2,bia,2024-05-05,20
        3,ana,2024-06-05,30
        """);
    work.orders("format: csv, options: {header: true}");
  }

  @Test
  void aLakeWithoutRunsIsAnError() {
    Answer answer = report();

    work.says(answer, 2, "lake: ROOT/lake: there is no kpi_runs", "run clientela run first");
    assertEquals(Set.of("orders", "settings.yaml"), work.entries("."));
  }

  @Test
  void anAsOfDateWithoutRunIsAnErrorThatNamesThoseThereAre() {
    work.says(work.run("--only", "order_value"), 0);

    work.says(
        report("--as-of", "2024-06-01"),
        2,
        "no run as of 2024-06-01 has succeeded in ROOT/lake",
        "There are [2024-07-01]",
        "--as-of");
    assertFalse(Files.exists(folder.resolve("out.html")));
  }

  @Test
  void anUnknownLanguageIsOneOfUsage() {
    work.says(report("--language", "fr"), 2, "expected pt-BR or en");
  }

  /** Each table as its own newest run left it, whatever was written after that run. */
  @Test
  void aReportShowsWholeRunsOnly() throws IOException {
    work.says(work.run("--only", "order_value"), 0);
    work.says(work.run("--only", "growth_accounting"), 0);
    work.table("order_value")
        .selectExpr("* EXCEPT (revenue)", "CAST(987654321 AS DECIMAL(28,4)) AS revenue")
        .write()
        .format("delta")
        .mode("overwrite")
        .save(work.path("lake/order_value"));

    work.says(report("--language", "PT"), 0, "ROOT/out.html: KPIs as of 2024-07-01", "KB");
    String page = Files.readString(folder.resolve("out.html"));
    assertTrue(page.contains("<html lang=\"pt-BR\">"));
    assertTrue(page.contains("Balanço de clientes"));
    assertFalse(page.contains("987.654.321"), "rows of no run");
    assertTrue(page.contains("aparece quando a fonte tickets for configurada"), "why no service");
    assertEquals(Set.of("lake", "orders", "out.html", "settings.yaml"), work.entries("."));
  }

  @Test
  void aParquetLakeAndAWorkbook() throws IOException {
    work.settings(
        "lake-format: parquet\nsources:\n"
            + "  orders: {path: ROOT/orders, format: csv, options: {header: true}}\n");
    work.says(work.run("--only", "order_value,growth_accounting"), 0);

    work.says(report(), 0);
    assertTrue(Files.readString(folder.resolve("out.html")).contains("Growth accounting"));
    work.says(work.command("report", "--out", work.path("deep/out.xlsx")), 0);
    assertEquals('P', Files.readAllBytes(folder.resolve("deep/out.xlsx"))[0]);
  }

  private Answer report(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "--out";
    all[1] = work.path("out.html");
    System.arraycopy(more, 0, all, 2, more.length);
    return work.command("report", all);
  }
}
