package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.CommandLineRunner.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Funnels that can't be meant, and funnels that the data do not fit. */
final class BadFunnelsTest {

  private static final String FUNNEL = "ROOT/settings.yaml:11: kpis.funnel_conversion.funnels[0]";

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
    work.file(
        "visits/visits.csv",
        """
        customer_id,occurred_at,type,device,price
        ana,2024-01-05 10:00:00,view,phone,5
        ana,2024-01-05 10:01:00,cart,phone,none
        """);
    work.file(
        "orders/orders.csv",
        "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05 10:05:00,150\n");
  }

  private void funnel(String keys) {
    work.settings(
        """
        sources:
          orders: {path: ROOT/orders, format: csv}
          interactions: {path: ROOT/visits, format: csv}
        kpis:
          funnel_conversion:
            grains: []
            funnels:
              - {name: shop, KEYS}
        """
            .replace("KEYS", keys));
  }

  /**
   * A run of the funnels stops with this exit code, says this in this place, and publishes nothing;
   * three dots stand for what a test need not know.
   */
  private void refuses(int exitCode, String place, String said) {
    Answer answer = work.run("--only", "funnel_conversion,funnel_attempts");

    List<String> parts = new ArrayList<>(List.of(place));
    parts.addAll(List.of(said.split(" \\.\\.\\. ")));
    work.says(answer, exitCode, parts.toArray(String[]::new));
    assertEquals(Set.of(), work.published());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          steps: [view, cart], mode: strikt                        | .mode            | found "strikt" ... did you mean strict?
          steps: [view, cart], mode: any_order                     | .mode            | did you mean any-order?
          steps: [view, cart], attempts: furthst                   | .attempts        | did you mean furthest?
          steps: [view, {type: cart, were: price > 1}]             | .steps[1].were   | unknown key; did you mean where?
          steps: [view, cart], exclusions: [{typ: x}]              | .exclusions[0].typ | did you mean type?
          steps: [view, cart], exclusions: [x]                     | .exclusions[0]   | expected keys with values
          steps: [view, cart], exclusions: [{type: x, effect: end}] | .exclusions[0].effect | expected one of stop, remove
          steps: [view, cart], window: 7 days                      | .window          | found "7 days", expected a time ... such as 7d
          steps: [view, cart], max-gap: 0m                         | .max-gap         | expected a time of 1 to
          steps: [view, cart], hold-constant: device               | .hold-constant   | expected a list such as [a, b]
          steps: []                                                | .steps           | expected a list of interaction types
          """)
  void aMisspeltWordIsToldWithItsKeyAndTheNearest(String keys, String key, String said) {
    funnel(keys);

    refuses(2, FUNNEL + key + ": ", said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          steps: [view, {name: bought}]                            | .steps[1]   | type is missing ... where
          steps: [view, {where: price > 1}]                        | .steps[1]   | name is missing ... no type
          steps: [{type: view, optional: true}, cart]              | .steps      | optional ... to be taken
          steps: [view, {type: cart, optional: true}]              | .steps      | optional ... to be taken
          steps: [view, cart, order], max-events: 2                | .max-events | 2, expected
          steps: [view, cart], max-events: 0                       | .max-events | expected
          steps: [view, cart, order], exclusions: [{after: view}]  | .exclusions[0] | type is missing ... where
          steps: [view, cart, order], exclusions: [{type: x, after: cart, before: view}] | .exclusions | after cart and before view ... a later one
          steps: [view, cart, order], exclusions: [{type: x, after: order}]  | .exclusions | after order
          steps: [view, cart, order], exclusions: [{type: x, after: crat}]   | .exclusions | crat ... expected ... [view, cart, order]
          steps: [view, cart, order], exclusions: [{type: x, before: crat}]  | .exclusions | crat ... expected ... [view, cart, order]
          steps: [view, view, order], exclusions: [{type: x, after: view}]   | .exclusions | view, which two steps are called, expected
          steps: [view, {type: drop, optional: true}, order], exclusions: [{type: cart, after: drop}] | .exclusions | drop ... may be left out, expected
          steps: [view, {type: cart, optional: true}, order], mode: any-order | .steps | optional ... any-order
          steps: [view, cart], attribution: crat                   | .attribution | crat ... expected ... [view, cart]
          steps: [view, view], attribution: view                   | .attribution | view, which two steps are called, expected
          """)
  void stepsThatDoNotGoTogetherAreToldWithTheirKey(String keys, String key, String said) {
    funnel(keys);

    refuses(2, FUNNEL + key, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          max-gap: 1h                               | .max-gap    | any-order ... expected a window
          attempts: latest-entry                    | .attempts   | latest-entry ... expected furthest, first-entry or all
          exclusions: [{type: x, after: view}]      | .exclusions | any-order ... neither after nor before
          exclusions: [{type: x, before: cart}]     | .exclusions | any-order ... neither after nor before
          """)
  void whatAsksForAnOrderGoesWithNoAnyOrder(String keys, String key, String said) {
    funnel("steps: [view, cart], mode: any-order, " + keys);

    refuses(2, FUNNEL + key, said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          price >                                  | a condition in SQL
          true; DROP TABLE interactions            | a condition in SQL
          rand() > 0.5                             | the same in every run
          occurred_at < current_date()             | the same in every run
          occurred_at < now()                      | the same in every run
          price IN (SELECT 1)                      | columns of one row
          EXISTS (SELECT 1)                        | columns of one row
          row_number() OVER (ORDER BY price) = 1   | columns of one row
          """)
  void aConditionLooksAtOneRowAndIsTheSameTomorrow(String where, String said) {
    funnel("steps: [view, {type: cart, where: \"" + where + "\"}]");

    refuses(2, FUNNEL + ".steps[1].where: ", where + " ... expected ... " + said);
  }

  /** Other ways to say today, or to throw dice. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "occurred_at < current_timestamp",
        "occurred_at < current_date",
        "occurred_at < localtimestamp",
        "occurred_at < date 'today'",
        "occurred_at < timestamp 'now'",
        "unix_timestamp() > 0",
        "uniform(0, 10) > 5",
        "randstr(5) > 'a'"
      })
  void todayAndChanceAreRefusedHoweverTheyAreWritten(String where) {
    funnel("steps: [view, {type: cart, where: \"" + where + "\"}]");

    refuses(2, FUNNEL + ".steps[1].where: ", where + " ... expected");
  }

  @Test
  void anExclusionHasASoundConditionToo() {
    funnel("steps: [view, cart], exclusions: [{where: rand() > 0.5}]");

    refuses(2, FUNNEL + ".exclusions[0].where: ", "rand()");
  }

  @Test
  void thereAreAtMost60Conditions() {
    funnel(
        IntStream.rangeClosed(1, 61)
            .mapToObj(i -> "t" + i)
            .collect(Collectors.joining(", ", "steps: [", "]")));

    refuses(2, FUNNEL, "61 conditions, expected at most 60");
  }

  @Test
  void everyBadFunnelIsToldAtOnce() {
    funnel(
        "steps: [view, cart], mode: strikt}\n"
            + "      - {name: other, steps: [view, cart], attribution: crat");

    refuses(
        2,
        "2 problems in the settings",
        "ROOT/settings.yaml:11: kpis.funnel_conversion.funnels[0].mode: ... "
            + "ROOT/settings.yaml:12: kpis.funnel_conversion.funnels[1].attribution: ");
  }

  @Test
  void funnelsHaveNamesThatDiffer() {
    funnel("steps: [view, cart]}\n      - {name: shop, steps: [view, order]");

    refuses(2, "kpis.funnel_conversion.funnels: ", "shop twice, expected names that differ");
  }

  @Test
  void attemptsAreThoseOfAFunnelThatThereIs() {
    funnel("steps: [view, cart]}\n  funnel_attempts: {funnels: [shpo]");

    refuses(2, "kpis.funnel_attempts.funnels: ", "shpo ... expected ... [shop]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          steps: [view, {type: cart, where: prize > 1}]             | funnel shop, step cart ... prize > 1 ... names prize
          steps: [view, {type: order, where: "device = 'phone'"}]   | funnel shop, step order ... device = 'phone' ... names device, which orders do not have
          steps: [view, {type: cart, where: price}]                 | "price" is STRING, expected a condition
          steps: [view, {type: cart, where: 1}]                     | "1" is INT, expected a condition
          steps: [view, {type: cart, where: max(price) > 1}]        | max(price) > 1 ... expected a condition
          steps: [view, {type: cart, where: "explode(array(true))"}] | explode ... expected a condition
          steps: [view, {type: cart, where: lenght(price) > 1}]     | lenght(price) > 1 ... `lenght` ... expected a condition
          steps: [view, {type: cart, where: "properties['a'] = 1"}] | properties['a'] = 1 ... properties
          steps: [view, cart], exclusions: [{where: prize > 1}]     | prize > 1
          steps: [view, cart], hold-constant: [browser]             | funnel shop names browser, which interactions do not have
          steps: [view, cart], hold-constant: [session_id]          | funnel shop names session_id, which interactions do not have
          steps: [view, cart], count-by: session_id                 | funnel shop names session_id, which interactions do not have
          steps: [view, cart], count-by: browser                    | funnel shop names browser, which interactions do not have
          """)
  void aColumnThatIsNotThereIsToldBeforeAnythingIsComputed(String keys, String said) {
    funnel(keys);

    refuses(3, "kpis.funnel_conversion: ", said);
  }

  /** Text is compared with a number by casting it. */
  @Test
  void aValueThatDoesNotFitTheConditionIsTold() {
    funnel("steps: [view, {type: cart, where: price > 1}]");

    refuses(3, "price > 1", "'none' ... \"STRING\" cannot be cast to \"BIGINT\"");
  }

  /** Sessions have no orders: such an order is an interaction. */
  @Test
  void byOtherThanCustomersAnOrderIsAnInteraction() {
    funnel("steps: [view, {type: order, where: amount > 100}], count-by: device");

    refuses(
        3,
        "kpis.funnel_conversion: ",
        "amount > 100 ... names amount, which interactions do not have");
  }
}
