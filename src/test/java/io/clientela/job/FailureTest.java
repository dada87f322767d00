package io.clientela.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Refusal;
import java.io.IOException;
import org.apache.spark.SparkThrowable;
import org.junit.jupiter.api.Test;

final class FailureTest {

  /** Spark names no cause where several stages failed, and attaches what failed each. */
  private static final class SeveralStages extends RuntimeException implements SparkThrowable {

    private static final long serialVersionUID = 1;

    private SeveralStages(Throwable... failures) {
      super("Multiple failures in stage materialization");
      for (Throwable failure : failures) {
        addSuppressed(failure);
      }
    }

    @Override
    public String getCondition() {
      return "STAGE_MATERIALIZATION_MULTIPLE_FAILURES";
    }
  }

  @Test
  void storageThatFailsInSeveralStagesIsStillStorage() {
    Throwable lost = new RuntimeException(new IOException("connection reset"));
    Failure failure = Failure.of(new SeveralStages(lost, lost));

    assertEquals(Refusal.Reason.STORAGE.exitCode(), failure.exitCode());
    assertTrue(failure.message().contains("connection reset"), failure.message());
  }

  @Test
  void aBugInSeveralStagesIsStillABug() {
    Throwable bug = new IllegalStateException("no such field");

    assertTrue(Failure.of(new SeveralStages(bug, bug)).isOurs());
  }
}
