package io.clientela.contract;

import static io.clientela.testing.Tables.assertTable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.Subscriptions;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.table.Refusal;
import io.clientela.testing.Door;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns a source may have, and what is read from each type. */
final class EntranceTypesTest {

  private static final Door DOOR = Door.asOf("2024-03-01");

  /** Midnight did not exist that day. */
  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "timestamp_ntz", "date", "string"})
  void aTimeWithoutZoneIsLocal(String type) {
    try (Admission interactions =
        DOOR.in("America/Sao_Paulo")
            .judge(
                Interactions.INPUT,
                "customer_id | occurred_at "
                    + type
                    + """

                    ana         | 2018-11-04
                    bia         | 2018-11-05
                    """)) {
      assertTable(
          interactions
              .admitted()
              .selectExpr(
                  "customer_id", "occurred_on", "unix_seconds(occurred_at) - 1541300400 as second"),
          """
          customer_id | occurred_on | second
          ana         | 2018-11-04  | 0
          bia         | 2018-11-05  | 82800
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "bigint", "string", "decimal(20,0)"})
  void idsKeepTheirType(String type) {
    Dataset<Row> rows =
        DOOR.rows(
            Orders.INPUT,
            "order_id T | customer_id T | ordered_at\n1 | 2 | 2024-01-05\n".replace("T", type));
    try (Admission orders = DOOR.judge(Orders.INPUT, rows)) {
      assertEquals(DataType.fromDDL(type), typeOf(orders, "order_id"));
      assertEquals(DataType.fromDDL(type), typeOf(orders, "customer_id"));
    }
  }

  @Test
  void realNumbersAreReadToFourDecimals() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id  | ordered_at | amount double
            tenth     | 2024-01-05 | 0.1
            large     | 2024-01-05 | 999999999999.99
            limit     | 2024-01-05 | 1e12
            huge      | 2024-01-05 | 1e30
            nothing   | 2024-01-05 | NaN
            endless   | 2024-01-05 | -Infinity
            """)) {
      assertTable(
          orders.admitted(),
          """
          order_id | amount
          tenth    | 0.1
          large    | 999999999999.99
          """);
      assertEquals(2, orders.verdict().reasons().get("amount is 10^12 or more"));
      assertEquals(2, orders.verdict().reasons().get("amount is not finite"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "float", "decimal(38,10)"})
  void idsThatWentThroughADataFrameAreWholeNumbers(String type) {
    String text =
        """
        order_id T | customer_id T | ordered_at
        1          | 17850.0       | 2024-01-05
        2          | -             | 2024-01-05
        3.5        | 17850         | 2024-01-05
        """;
    Dataset<Row> rows = DOOR.rows(Orders.INPUT, text.replace(" T", " " + type));
    try (Admission orders = DOOR.judge(Orders.INPUT, rows)) {
      assertTable(orders.admitted(), "order_id | customer_id\n1 | 17850\n");
      assertEquals(DataTypes.LongType, typeOf(orders, "customer_id"));
      assertEquals(
          Map.of(
              "customer_id is missing",
              1L,
              "order_id can't be read as identifier, in the type of the source",
              1L),
          orders.verdict().reasons());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"double", "decimal(10,2)", "string"})
  void aScoreIsAWholeNumber(String type) {
    String text =
        """
        response_id | kind | sent_at    | responded_at | score T
        1           | nps  | 2024-01-05 | 2024-01-06   | 9.0
        2           | nps  | 2024-01-05 | 2024-01-06   | 8.5
        """;
    try (Admission surveys = DOOR.judge(Surveys.INPUT, text.replace(" T", " " + type))) {
      assertTable(surveys.admitted(), "response_id | score\n1 | 9\n");
      assertEquals(1, surveys.verdict().counts().unreadable());
    }
  }

  @Test
  void flagsAreWrittenInBothLanguages() {
    try (Admission tickets =
        DOOR.judge(
            Tickets.INPUT,
            """
            ticket_id string | created_at | is_complaint
            S                | 2024-01-05 | S
            Não              | 2024-01-05 | Não
            yes              | 2024-01-05 | ' YES '
            v                | 2024-01-05 | v
            0                | 2024-01-05 | 0
            none             | 2024-01-05 | -
            x                | 2024-01-05 | x
            """)) {
      assertTable(
          tickets.admitted(),
          """
          ticket_id | is_complaint
          S         | true
          Não       | false
          yes       | true
          v         | true
          0         | false
          none      | -
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"int", "double"})
  void aFlagMayBeANumber(String type) {
    String rows =
        "ticket_id | created_at | is_complaint T\n1 | 2024-01-05 | 1\n2 | 2024-01-05 | 2\n";
    try (Admission tickets = DOOR.judge(Tickets.INPUT, rows.replace(" T", " " + type))) {
      assertTable(tickets.admitted(), "ticket_id | is_complaint\n1 | true\n");
    }
  }

  /** Spark alone would take 2024-02 for a first of February, and BST for the time of Dhaka. */
  @Test
  void datesAreWholeAndZonesHaveOneMeaning() {
    try (Admission subscriptions =
        DOOR.in("America/Sao_Paulo")
            .judge(
                Subscriptions.INPUT,
                """
                subscription_id string | started_on string
                date                   | 2024-02-01
                local                  | 2024-02-01 23:30:00
                zulu                   | 2024-02-01T02:30:00Z
                utc                    | 2024-02-01 02:30:00 UTC
                offset                 | 2024-02-01T02:30:00.123+0000
                region                 | 2024-02-01 02:30:00 Europe/London
                month                  | 2024-02
                year                   | 2024
                summer                 | 2024-02-01 02:30:00 BST
                brt                    | 2024-02-01 02:30:00 BRT
                """)) {
      assertTable(
          subscriptions.admitted(),
          """
          subscription_id | started_on
          date            | 2024-02-01
          local           | 2024-02-01
          zulu            | 2024-01-31
          utc             | 2024-01-31
          offset          | 2024-01-31
          region          | 2024-01-31
          """);
      assertEquals(4, subscriptions.verdict().counts().unreadable());
    }
  }

  @Test
  void whatJavaCallsANumberButNobodyElseIsNone() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id    | ordered_at string | amount string
            exponent    | 2024-01-05        | 1.5e1
            suffix d    | 2024-01-05        | 12d
            suffix f    | 2024-01-05        | 12.5f
            hexadecimal | 2024-01-05        | 0x1p3
            """)) {
      assertTable(orders.admitted(), "order_id | amount\nexponent | 15\n");
      assertTable(
          orders.rejected().selectExpr("array_join(reasons, '; ') as why"),
          """
          why
          amount is not a number
          amount is not a number
          amount is not a number
          """);
    }
  }

  /** Read as one it would be of today, whenever that is. */
  @Test
  void aTimeOfDayIsNoMoment() {
    try (Admission orders = DOOR.judge(Orders.INPUT, "ordered_at string\n10:30\nT10:30:00\n")) {
      assertEquals(
          Map.of("ordered_at can't be read as instant, UTC", 2L), orders.verdict().reasons());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"decimal(38,10)", "string"})
  void decimalsAreExact(String type) {
    Dataset<Row> rows =
        DOOR.rows(
            Orders.INPUT,
            "ordered_at | amount "
                + type
                + """

                2024-01-05 | 999999999999.9999
                2024-01-05 | -0.0001
                2024-01-05 | 0.00005
                2024-01-05 | 1000000000000
                """);
    try (Admission orders = DOOR.judge(Orders.INPUT, rows)) {
      assertTable(orders.admitted(), "amount\n999999999999.9999\n-0.0001\n0.0001\n");
    }
  }

  @Test
  void wholeNumbersAreAmountsAndColumnNamesHaveNoCase() {
    Dataset<Row> rows =
        DOOR.rows(Orders.INPUT, "ordered_at | amount int\n2024-01-05 | 7\n")
            .withColumnRenamed("amount", "Amount")
            .withColumnRenamed("ordered_at", "ORDERED_AT");
    try (Admission orders = DOOR.judge(Orders.INPUT, rows)) {
      assertTable(orders.admitted(), "ordered_on | amount\n2024-01-05 | 7\n");
    }
  }

  @Test
  void breakdownsAreTextAndWhatIsNotDeclaredStaysOutside() {
    Dataset<Row> rows =
        DOOR.rows(
            Orders.INPUT,
            """
            ordered_at | size int | vip boolean | note
            2024-01-05 | 42       | true        | hello
            """);
    try (Admission orders = DOOR.by("size", "vip", "region").judge(Orders.INPUT, rows)) {
      assertTable(orders.admitted(), "size | vip\n42 | true\n");
      assertEquals("string", typeOf(orders, "size").simpleString());
      assertFalse(List.of(orders.admitted().columns()).contains("note"));
    }
  }

  @Test
  void everyFaultOfTheShapeIsToldAtOnceAndNothingElse() {
    Dataset<Row> rows =
        DOOR.rows(
                Orders.INPUT,
                """
                order_id boolean | customer_id | ordered_at | amount boolean
                true             | ana         | 2024-01-05 | true
                """)
            .drop("ordered_at");

    assertEquals(
        """
        orders.order_id is BOOLEAN, expected a whole number or text; cast it in sources.orders.sql
        orders: required column ordered_at is missing; found [order_id, customer_id, amount]. Rename or derive it in sources.orders.sql
        orders.amount is BOOLEAN, expected a number or text; cast it in sources.orders.sql\
        """,
        refusal(rows).getMessage());
  }

  @Test
  void namesThatDifferInCaseOnlyAreAFault() {
    Dataset<Row> rows =
        DOOR.rows(Orders.INPUT, "ordered_at | channel | x\n2024-01-05 | web | web\n")
            .withColumnRenamed("x", "Channel");

    assertEquals(
        "orders: columns channel and Channel differ in case only; rename one in the SQL",
        refusal(rows).getMessage());
  }

  private static Refusal refusal(Dataset<Row> rows) {
    return assertThrows(Refusal.class, () -> DOOR.judge(Orders.INPUT, rows));
  }

  private static DataType typeOf(Admission admission, String column) {
    return admission.admitted().schema().apply(column).dataType();
  }
}
