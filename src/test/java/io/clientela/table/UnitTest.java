package io.clientela.table;

import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Sessions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

final class UnitTest {

  private static final List<Double> VALUES =
      Arrays.asList(
          null,
          -1.0,
          -0.0,
          0.0,
          0.5,
          1.0,
          1.1,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY);

  /** The rows of a small table are checked in the driver, those of a large one by Spark. */
  @Test
  void aValueIsJudgedAlikeInTheDriverAndBySpark() {
    List<Column> violations = new ArrayList<>();
    List<Boolean> expected = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      for (Double value : VALUES) {
        violations.add(
            unit.violation(lit(value).cast("double")).eqNullSafe(true).as("v" + violations.size()));
        expected.add(unit.isViolatedBy(value));
      }
    }
    Row found = Sessions.utc().range(1).select(violations.toArray(Column[]::new)).head();
    List<Boolean> judged = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      judged.add(found.getBoolean(i));
    }

    assertEquals(expected, judged);
  }
}
