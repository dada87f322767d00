package io.clientela.table;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Sessions;
import org.junit.jupiter.api.Test;

final class ProportionTest {

  private static final Field RATE = Field.share("rate", "");

  /** Bounds as in Wilson (1927); of nothing there is neither share nor bound. */
  @Test
  void aShareHasItsBounds() {
    Proportion proportion = Proportion.of(Field.count("part", ""), Field.count("whole", ""));

    assertTable(
        Sessions.utc()
            .sql(
                "SELECT * FROM VALUES (8L, 10L), (0L, 10L), (10L, 10L), (0L, 0L) AS t(part, whole)")
            .select(proportion.as(RATE, Proportion.low(RATE), Proportion.high(RATE))),
        """
        rate | rate_low | rate_high
        0.8  | 0.4902   | 0.9433
        0    | 0        | 0.2775
        1    | 0.7225   | 1
        -    | -        | -
        """);
  }
}
