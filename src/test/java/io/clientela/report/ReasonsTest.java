package io.clientela.report;

import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.clientela.kpi.Catalogue;
import io.clientela.table.Input;
import io.clientela.table.Rule;
import io.clientela.table.Text;
import io.clientela.table.UnreadRow;
import org.junit.jupiter.api.Test;

final class ReasonsTest {

  private final Reasons reasons = new Reasons();

  @Test
  void reasonsKeepTheNamesOfColumns() {
    assertSays("customer_id is missing", "customer_id ausente");
    assertSays("currency is not BRL", "currency não é BRL");
    assertSays("amount is not a number", "amount não é um número");
    assertSays("amount is not finite", "amount não é finito");
    assertSays("amount is 10^12 or more", "amount é 10^12 ou mais");
    assertSays(
        "opened can't be read as count, 0 or more",
        "opened não pôde ser lido como count, 0 or more");
    assertSays(
        "ordered_at is outside plausible-dates, 1990-01-01 to 2100-01-01",
        "ordered_at fora de plausible-dates, 1990-01-01 a 2100-01-01");
    assertSays(
        "status is none of [completed, cancelled, test]",
        "status não é nenhum destes: [completed, cancelled, test]");
    assertSays(
        "a text holds a character that could not be read (U+FFFD)",
        "um texto tem um caractere que não pôde ser lido (U+FFFD)");
    for (Rule rule : UnreadRow.rules(lit(""))) {
      assertNotEquals("", reasons.say(rule.reason()).portuguese(), rule.reason());
    }
    assertSays("kpi is none of the scorecard", "kpi não está no painel de indicadores");
  }

  @Test
  void everyContradictionOfAnInputHasItsSentence() {
    for (Input input : Catalogue.inputs()) {
      for (Rule rule : input.rules()) {
        Text said = reasons.say(rule.reason());
        assertEquals(rule.reason(), said.english());
        assertNotEquals("", said.portuguese(), rule.reason());
        assertNotEquals(rule.reason(), said.portuguese());
      }
    }
  }

  @Test
  void whatNoSentenceFitsIsKnownInEnglishOnly() {
    assertEquals(new Text("é estranho", ""), reasons.say("é estranho"));
  }

  private void assertSays(String reason, String translated) {
    assertEquals(new Text(reason, translated), reasons.say(reason));
  }
}
