package io.clientela.contract;

import static io.clientela.testing.Tables.assertTable;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.model.Customers;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.Tickets;
import io.clientela.testing.Door;
import io.clientela.testing.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;

/** Which rows come in, and what becomes of the others. */
final class EntranceTest {

  private static final Door DOOR = Door.asOf("2024-03-01");

  @Test
  void aRowIsRejectedWithEveryReason() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id string | customer_id string | ordered_at string | amount string | currency | status  | refunded_amount string | refunded_at string | cost string
            fine            | ana                | 2024-01-05        | 10            | BRL      | -       | -                      | -                  | -
            ' '             | ana                | 2024-01-05        | 10            | -        | -       | -                      | -                  | -
            nobody          | -                  | 2024-01-05        | 10            | -        | -       | -                      | -                  | -
            when            | ana                | -                 | 10            | -        | -       | -                      | -                  | -
            yesterday       | ana                | yesterday         | 10            | -        | -       | -                      | -                  | -
            too early       | ana                | 1989-12-31        | 10            | -        | -       | -                      | -                  | -
            too late        | ana                | 2100-01-02        | 10            | -        | -       | -                      | -                  | -
            free            | ana                | 2024-01-05        | -             | -        | -       | -                      | -                  | -
            comma           | ana                | 2024-01-05        | '1,50'        | -        | -       | -                      | -                  | -
            not a number    | ana                | 2024-01-05        | NaN           | -        | -       | -                      | -                  | -  # a null
            endless         | ana                | 2024-01-05        | Infinity      | -        | -       | -                      | -                  | -
            huge            | ana                | 2024-01-05        | 1e30          | -        | -       | -                      | -                  | -
            limit           | ana                | 2024-01-05        | -1000000000000 | -       | -       | -                      | -                  | -
            dollars         | ana                | 2024-01-05        | 10            | USD      | -       | -                      | -                  | -
            shipped         | ana                | 2024-01-05        | 10            | -        | shipped | -                      | -                  | -
            taken back      | ana                | 2024-01-05        | 10            | -        | -       | -1                     | -                  | -
            too soon        | ana                | 2024-01-05        | 10            | -        | -       | 1                      | 2024-01-04         | -
            both            | -                  | 2024-01-05        | 10            | USD      | -       | -                      | -                  | x
            """)) {
      assertTable(
          orders
              .rejected()
              .select(
                  expr("get_json_object(row, '$.order_id')").as("row"),
                  expr("array_join(reasons, '; ')").as("why")),
          """
          row          | why
          ' '          | order_id is missing
          nobody       | customer_id is missing
          when         | ordered_at is missing
          yesterday    | ordered_at can't be read as instant, UTC
          too early    | ordered_at is outside plausible-dates, 1990-01-01 to 2100-01-01
          too late     | ordered_at is outside plausible-dates, 1990-01-01 to 2100-01-01
          free         | amount is missing
          comma        | amount is not a number
          not a number | amount is missing
          endless      | amount is not finite
          huge         | amount is 10^12 or more
          limit        | amount is 10^12 or more
          dollars      | currency is not BRL
          shipped      | status is none of [completed, cancelled, test]
          taken back   | refunded_amount is below 0
          too soon     | refunded before it was ordered
          both         | customer_id is missing; currency is not BRL; cost is not a number
          """);
      assertTable(orders.admitted(), "order_id\nfine\n");
      assertEquals(17, orders.verdict().counts().rejected());
      assertEquals(2, orders.verdict().reasons().get("customer_id is missing"));
    }
  }

  @Test
  void textIsReadWhateverSpacesAndCaseItHas() {
    try (Admission orders =
        DOOR.in("America/Sao_Paulo")
            .judge(
                Orders.INPUT,
                """
                order_id | ordered_at string       | amount string | currency | status       | refunded_amount string | refunded_at string
                o1       | ' 2024-01-05 10:00:00 ' | ' 12.50 '     | ' brl '  | ' Cancelled' | ' '                    | ' '
                o2       | 2024-01-05T02:59:59Z    | 0.12345       | ' '      | ' '          | -                      | -
                o3       | 2024-01-05T23:30:00-03:00 | -7          | BRL      | TEST         | 1.5                    | 2024-02-28
                """)) {
      assertTable(
          orders.admitted(),
          """
          order_id | ordered_on | amount | currency | status    | refunded_amount | refunded_on
          o1       | 2024-01-05 | 12.5   | BRL      | cancelled | 0               | -
          o2       | 2024-01-04 | 0.1235 | -        | completed | 0               | -
          o3       | 2024-01-05 | -7     | BRL      | test      | 1.5             | 2024-02-28
          """);
    }
  }

  @Test
  void whatHappensFromAsOfOnIsLaterAndNotKnown() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id | ordered_at          | refunded_amount | refunded_at
            1        | 2024-02-29 23:59:59 | 4               | 2024-02-29
            2        | 2024-02-29          | 4               | 2024-03-01  # refunded later
            3        | 2024-02-29          | 4               | -           # undated: known
            4        | 2024-03-01          | -               | -           # later
            5        | 2050-01-01          | -               | -           # later
            """)) {
      assertTable(
          orders.admitted(),
          """
          order_id | refunded_amount | refunded_on
          1        | 4               | 2024-02-29
          2        | 0               | -
          3        | 4               | -
          """);
      Verdict verdict = orders.verdict();
      assertEquals(2, verdict.counts().later());
      assertEquals(3, verdict.counts().admitted());
      assertEquals(Map.of(), verdict.reasons());
      assertEquals("2024-02-29", verdict.lastOn().orElseThrow().toString());
    }
  }

  @Test
  void rowsWithoutIdAreAllKept() {
    try (Admission named =
            DOOR.judge(
                Interactions.INPUT,
                """
                interaction_id | customer_id | occurred_at
                -              | ana         | 2024-01-05
                -              | ana         | 2024-01-05
                7              | ana         | 2024-01-05
                7              | ana         | 2024-01-05
                """);
        Admission nameless =
            DOOR.judge(
                Interactions.INPUT,
                """
                customer_id | occurred_at
                ana         | 2024-01-05
                ana         | 2024-01-05
                """)) {
      assertEquals(3, named.admitted().count());
      assertEquals(1, named.verdict().counts().duplicates());
      assertEquals(2, nameless.admitted().count());
    }
  }

  @Test
  void aCustomerMayHaveNoDate() {
    try (Admission customers =
        DOOR.judge(
            Customers.INPUT,
            """
            customer_id | created_at | channel
            ana         | 2023-01-05 | shop
            bia         | -          | web
            caio        | 2024-03-01 | web   # later
            """)) {
      assertTable(
          customers.admitted(),
          """
          customer_id | created_on | channel
          ana         | 2023-01-05 | shop
          bia         | -          | web
          """);
      assertEquals(1, customers.verdict().counts().later());
    }
  }

  /** As databases and data frames write it; in a free text it is a word like any other. */
  @Test
  void whatStandsForNoValueIsNone() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id | customer_id string | ordered_at | amount | refunded_amount string | refunded_at string | status | channel
            1        | ' ana'             | 2024-01-05 | 10     | nan                    | None               | \\N    | NULL
            2        | \\N              | 2024-01-05 | 20     | -                      | -                  | -      | -
            3        | NULL               | 2024-01-05 | 40     | -                      | -                  | -      | -
            4        | <NA>               | 2024-01-05 | 80     | -                      | -                  | -      | -
            """)) {
      assertTable(
          orders.admitted(),
          """
          customer_id | refunded_amount | status    | channel
          ana         | 0               | completed | NULL
          """);
      assertEquals(Map.of("customer_id is missing", 3L), orders.verdict().reasons());
      assertEquals("140.0000", orders.verdict().rejectedAmount().orElseThrow().toString());
    }
  }

  @Test
  void aRejectTellsWhatWasFoundAndWhatIsExpected() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id | ordered_at string | amount string | status
            1        | 05/01/2024        | '1.234,50'    | completed
            2        | 05/01/2024        | '10,00'       | paid
            3        | 2024-01-05        | 10            | completed
            """)) {
      List<Verdict.Reject> rejects = orders.verdict().rejects();
      assertEquals(
          List.of(
              "by to_date(ordered_at, 'dd/MM/yyyy'), or MM/dd/yyyy",
              "by replace(replace(amount, '.', ''), ',', '.')",
              "one of completed, cancelled, test"),
          rejects.stream().map(r -> r.expected().replaceFirst(".*, by ", "by ")).toList());
      assertEquals(List.of("1.234,50", "10,00"), rejects.get(1).examples());
      assertEquals(List.of("paid"), rejects.get(2).examples());
      assertEquals(2, orders.verdict().counts().unreadable());
    }
  }

  @Test
  void theRemedyKeepsTheSignOfAmountsInParentheses() {
    try (Admission orders =
        DOOR.judge(
            Orders.INPUT,
            """
            order_id | ordered_at | amount string
            1        | 2024-01-05 | '(1.234,50)'
            2        | 2024-01-05 | '10,00-'
            """)) {
      String remedy = orders.verdict().rejects().get(0).expected().replaceFirst(".*, by ", "");
      List<String> amounts =
          Sessions.utc()
              .sql(
                  "SELECT string("
                      + remedy
                      + ") FROM VALUES '(1.234,50)', '10,00-', '5,25' AS t(amount)")
              .as(Encoders.STRING())
              .collectAsList();
      assertEquals(List.of("-1234.5000", "-10.0000", "5.2500"), amounts);
    }
  }

  @Test
  void aRejectOfSeveralColumnsTellsTheIdsOfSuchRows() {
    try (Admission tickets =
        DOOR.judge(
            Tickets.INPUT,
            """
            ticket_id | created_at | resolved_at
            1         | 2024-01-05 | 2024-01-04
            2         | 2024-01-05 | 2024-01-06
            3         | 2024-01-05 | 2024-01-01
            """)) {
      Verdict.Reject reject = tickets.verdict().rejects().get(0);
      assertEquals(Optional.of("ticket_id"), reject.idColumn());
      assertEquals(List.of("1", "3"), reject.examples());
    }
  }

  @Test
  void aCharacterOfAnotherEncodingIsRejected() {
    try (Admission customers =
        DOOR.judge(
            Customers.INPUT,
            """
            customer_id | region
            ana         | S\ufffdo Paulo
            jo\ufffdo  | Rio
            bia         | São Paulo
            """)) {
      assertTable(customers.admitted(), "customer_id\nbia\n");
      assertEquals(2, customers.verdict().counts().unreadable());
      assertEquals(
          List.of("S\ufffdo Paulo", "jo\ufffdo"), customers.verdict().rejects().get(0).examples());
    }
  }
}
