package io.clientela.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.spark.SparkIllegalArgumentException;
import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.util.SparkFatalException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Want of memory is a setting to raise, never a bug of the program. */
final class OutOfMemoryTest {

  private static final String ON_A_WORKER = "10.0.0.7 executor 3";
  private static final String IN_THE_DRIVER = "127.0.0.1 executor driver";

  private static String told(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    assertFalse(failure.isOurs(), failure.message());
    assertEquals(Refusal.Reason.SETTINGS.exitCode(), failure.exitCode(), failure.message());
    assertEquals(1, failure.message().lines().count(), failure.message());
    return failure.message();
  }

  private static void assertTold(Throwable thrown, String... parts) {
    String message = told(thrown);
    for (String part : parts) {
      assertTrue(message.contains(part), part + " in: " + message);
    }
  }

  private static Throwable lostTask(String where, String why) {
    return new RuntimeException(
        "Job aborted due to stage failure: Task 0 in stage 4.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 4.0 (TID 9) ("
            + where
            + "): "
            + why
            + "\n\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)\n\nDriver stacktrace:");
  }

  @Test
  void tooSmallACacheOfCompiledCodeIsToldBeforeTheRun() {
    String told = OutOfMemory.ofCode(48L << 20).orElseThrow();
    assertTrue(told.contains("only 48 MB of compiled code here, expected at least 128 MB"), told);
    assertTrue(told.contains("Set -XX:ReservedCodeCacheSize=512m in CLIENTELA_JAVA"), told);
    assertEquals(1, told.lines().count());
    assertTrue(OutOfMemory.ofCode(240L << 20).isEmpty());
    assertTrue(OutOfMemory.ofCode().isEmpty(), "as the tests are started");
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_DRIVER_MEMORY, systemMemory, CLIENTELA_HEAP",
    "INVALID_EXECUTOR_MEMORY, executorMemory, --executor-memory"
  })
  void aHeapWithWhichSparkDoesNotStart(String condition, String parameter, String remedy) {
    Map<String, String> parameters =
        Map.of(parameter, "301465600", "minSystemMemory", "471859200", "config", "some.key");

    assertTold(
        new SparkIllegalArgumentException(condition, parameters), "287 MB", "450 MB", remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "Java heap space, CLIENTELA_HEAP",
    "GC overhead limit exceeded, --driver-memory",
    "Metaspace, -XX:MaxMetaspaceSize",
    "Compressed class space, -XX:CompressedClassSpaceSize",
    "Cannot reserve 8192 bytes of direct buffer memory, -XX:MaxDirectMemorySize",
    "unable to create native thread: possibly out of memory, ulimit -u",
    "Requested array size exceeds VM limit, sources.*.sql"
  })
  void eachKindOfErrorHasItsOwnRemedy(String what, String remedy) {
    Throwable error = new OutOfMemoryError(what);

    assertTold(new CompletionException(error), "The driver ran out of memory: " + what, remedy);
    assertTold(new CompletionException(new SparkFatalException(error)), what, remedy);
  }

  @Test
  void anErrorWithoutATextIsToldToo() {
    assertTold(new OutOfMemoryError(), "ran out of memory: Java gives no reason", "CLIENTELA_HEAP");
  }

  @Test
  void aTableThatTheDriverCanNotHoldToBroadcastIt() {
    Map<String, String> parameters =
        Map.of(
            "autoBroadcastJoinThreshold", "threshold",
            "driverMemory", "spark.driver.memory",
            "analyzeTblMsg", "");

    assertTold(
        new SparkIllegalArgumentException("_LEGACY_ERROR_TEMP_2250", parameters),
        "The driver ran out of memory: a table to broadcast",
        "--driver-memory");
  }

  @Test
  void aTaskWithoutMemoryOnAWorkerIsAMatterOfItsExecutor() {
    String why = "java.lang.OutOfMemoryError: Java heap space";
    Throwable withoutCause = lostTask(ON_A_WORKER, why);
    Throwable withCause =
        lostTask(ON_A_WORKER, why).initCause(new OutOfMemoryError("Java heap space"));

    for (Throwable thrown : List.of(withoutCause, withCause)) {
      assertTold(thrown, "An executor ran out of memory: Java heap space", "--executor-memory");
      assertFalse(told(thrown).contains("CLIENTELA_HEAP"), told(thrown));
    }
  }

  @Test
  void tasksOfALocalMasterRunInTheDriver() {
    Throwable thrown = lostTask(IN_THE_DRIVER, "java.lang.OutOfMemoryError: Java heap space");

    assertTold(thrown, "The driver ran out of memory: Java heap space", "CLIENTELA_HEAP");
  }

  @Test
  void whatSparkItselfDoesNotGrantATaskIsWantOfMemoryToo() {
    Throwable denied =
        new SparkOutOfMemoryError(
            "UNABLE_TO_ACQUIRE_MEMORY", Map.of("requestedBytes", "65536", "receivedBytes", "0"));

    assertTold(denied, "The driver ran out of memory", "Unable to acquire 65536 bytes");
    assertTold(lostTask(ON_A_WORKER, denied.toString()), "An executor", "Unable to acquire 65536");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Command exited with code 52",
        "Command exited with code 137",
        "Container killed by YARN for exceeding physical memory limits. 2.5 GB of 2.5 GB used.",
        "Container from a bad node: container_1 on host: h. Exit status: 137. Diagnostics: [",
        "\nThe executor with id 3 exited with exit code 137(SIGKILL, possible container OOM).",
        "The API gave the following message: The node was low on resource: memory. Threshold: 100Mi"
      })
  void anExecutorKilledForItsMemory(String reason) {
    assertTold(
        lostTask(ON_A_WORKER, lostExecutor(reason)),
        "An executor was killed",
        reason.strip().replaceAll("\\.$", ""),
        "--executor-memory",
        "spark.executor.memoryOverhead");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Command exited with code 1",
        "Command exited with code 143",
        "Executor heartbeat timed out after 137000 ms",
        "worker lost"
      })
  void anExecutorLostForAnotherReasonIsNoMatterOfMemory(String reason) {
    Failure failure = Failure.of(lostTask(ON_A_WORKER, lostExecutor(reason)));

    assertFalse(failure.message().contains("memory"), failure.message());
    assertEquals(1, failure.exitCode());
  }

  @Test
  void resultsBeyondTheLimitOfTheDriver() {
    String what =
        "Total size of serialized results of 3 tasks (1031.4 KiB) is bigger than"
            + " spark.driver.maxResultSize (1024.0 KiB)";
    Throwable thrown = new RuntimeException("Job aborted due to stage failure: " + what + "\n\nat");

    assertTold(thrown, what + ". Raise that option", "--conf", "CLIENTELA_JAVA_OPTIONS");
  }

  private static String lostExecutor(String reason) {
    return "ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: "
        + reason;
  }

  /** Who read the file only saw that it could not be read. */
  @Test
  void aRefusalThatComesOfItTellsIt() {
    Refusal refusal =
        Refusal.storage("orders: /raw can't be read")
            .causedBy(lostTask(ON_A_WORKER, "java.lang.OutOfMemoryError: Java heap space"));

    assertTold(refusal, "An executor ran out of memory");
    assertTold(Failure.whileOpening(refusal), "An executor ran out of memory");
  }
}
