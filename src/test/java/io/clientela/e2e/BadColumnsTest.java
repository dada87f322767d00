package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that lack, have another type, or stand twice. */
final class BadColumnsTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void everyMissingColumnIsNamedAtOnce() {
    work.file("orders/orders.csv", "order_id,customer,date,amount\n1,ana,2024-01-05,10\n");
    work.orders("format: csv");

    work.refuses(
        3,
        "orders: required column customer_id is missing",
        "orders: required column ordered_at is missing",
        "found [order_id, customer, date, amount]",
        "derive it in sources.orders.sql");
  }

  @Test
  void everyColumnOfAWrongTypeIsNamedAtOnce() {
    work.parquet(
        "orders",
        "SELECT true AS order_id, 7 AS customer_id, 1704412800L AS ordered_at, map('a', 1) AS"
            + " amount");
    work.orders("format: parquet");
    Answer answer =
        work.refuses(
            3,
            "orders.order_id is BOOLEAN, expected a whole number or text",
            "orders.ordered_at is BIGINT, expected TIMESTAMP, TIMESTAMP_NTZ, DATE or text",
            "orders.amount is MAP<STRING, INT>, expected a number or text",
            "cast it in sources.orders.sql");

    assertFalse(answer.err().contains("is missing"), answer.err());
  }

  @Test
  void columnsThatDifferInCaseOnlyAreNamedByTheirStagingSql() {
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at,amount\n1,7,2024-01-05,10\n");
    work.orders("format: csv, sql: 'SELECT *, amount AS AMOUNT FROM source'");
    Answer answer =
        work.refuses(3, "orders: columns amount and AMOUNT differ in case only", "rename one");

    assertFalse(answer.err().contains("is missing"), answer.err());
  }

  @Test
  void columnsThatDifferInCaseOnlyAreABreachInParquetToo() {
    SparkSession exact = Workplace.spark().newSession();
    exact.conf().set("spark.sql.caseSensitive", true);
    exact
        .sql(
            "SELECT 1 AS order_id, 7 AS customer_id, current_date() AS ordered_at, 1 AS amount, 2"
                + " AS AMOUNT")
        .write()
        .parquet(work.path("orders"));
    work.orders("format: parquet");

    work.refuses(3, "orders: ROOT/orders", "`amount` already exists");
  }

  /** Spark's reader would number them, and an optional column would be missed by nobody. */
  @Test
  void columnsThatDifferInCaseOnlyAreABreachInCsvToo() {
    work.file(
        "orders/orders.csv", "order_id,customer_id,ordered_at,amount,AMOUNT\n1,7,2024-01-05,1,2\n");
    work.orders("format: csv");

    work.refuses(3, "orders: the header of ROOT/orders/orders.csv has the column AMOUNT twice");
  }

  @Test
  void aTypeThatChangesFromFileToFileIsNamedWithTheFile() {
    String order =
        "SELECT 1 AS order_id, 7 AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at, %s AS"
            + " amount";
    work.parquet("orders", order.formatted("9.5BD"));
    work.parquet("orders", order.formatted("'nine'"));
    work.orders("format: parquet");

    work.refuses(
        3,
        "orders: column amount is ",
        "DECIMAL(2,1) in ROOT/orders/part-0",
        "STRING in ROOT/orders/part-0");
  }

  /** A column that nobody asks for does no harm, whatever its name. */
  @Test
  void furtherColumnsMayHaveAnyNameAndType() {
    work.parquet(
        "orders",
        "SELECT 1 AS order_id, 7 AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at, 1 AS amount,"
            + " 2 AS `we``ird`, 3 AS `a.b`, INTERVAL '1' DAY AS ` `, X'00' AS ordered_on");
    work.orders("format: parquet");

    work.says(work.check(), 0, "keep their contract");
  }

  /** 00123 and 123 would meet, or not, by the mood of a cast. */
  @Test
  void customersAreNeverJoinedOverTwoTypes() {
    work.parquet(
        "orders",
        "SELECT 1 AS order_id, 123L AS customer_id, TIMESTAMP '2024-01-05' AS ordered_at, 1 AS"
            + " amount");
    work.file("customers/customers.csv", "customer_id,region\n00123,Sul\n");
    work.settings(
        """
        sources:
          orders: {path: ROOT/orders, format: parquet}
          customers: {path: ROOT/customers, format: csv}
        """);

    work.refuses(
        3,
        "customer_id has different types in the sources",
        "BIGINT",
        "orders",
        "STRING",
        "customers",
        "cast it to one type in the staging SQL");
  }

  @Test
  void aDimensionHasToBeAColumnOfSomeSource() {
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount,region\n1,ana,2024-01-05,10,Sul\n");
    work.settings(
        "dimensions: [region, regoin]\nsources:\n  orders: {path: ROOT/orders, format: csv}\n");

    work.refuses(3, "dimension regoin is a column of no source", "found [amount,", "region]");
  }

  @Test
  void aDimensionOfASourceThatNoTableIsBrokenDownByIsRefused() {
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount,region\n1,ana,2024-01-05,10,Sul\n");
    work.file("tickets/tickets.csv", "ticket_id,created_at,product\n1,2024-01-05,lamp\n");
    work.settings(
        """
        dimensions: [region, product]
        sources:
          orders: {path: ROOT/orders, format: csv}
          tickets: {path: ROOT/tickets, format: csv}
        """);
    Answer answer =
        work.refuses(
            3,
            "dimension product is a column of tickets only, by whose columns no table is broken",
            "region] in orders");

    assertFalse(answer.err().contains("dimension region"), answer.err());
  }

  /** Problems of all sources are told together. */
  @Test
  void sourcesAreJudgedTogether() {
    work.file("orders/orders.csv", "order_id,customer_id,ordered_at\n1,ana,2024-01-05\n");
    work.file("visits/visits.csv", "customer_id,type\nana,visit\n");
    work.settings(
        """
        sources:
          orders: {path: ROOT/orders, format: csv}
          interactions: {path: ROOT/visits, format: csv}
        """);

    work.refuses(
        3,
        "orders: required column amount is missing",
        "interactions: required column occurred_at is missing");
  }
}
