package io.clientela.job;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;

/** Want of memory, in the driver or in executors, told with what to raise. */
final class OutOfMemory {

  private static final long MB = 1L << 20;
  private static final long GB = 1L << 30;

  /** A run of all tables fills 56 MB with one compiler of Java, some 80 with two. */
  private static final long CODE = 128 * MB;

  private static final String JAVA_OPTIONS =
      "CLIENTELA_JAVA_OPTIONS of scripts/clientela, or --driver-java-options of spark-submit";

  private static final Pattern BELOW_MINIMUM =
      Pattern.compile("(System|Executor) memory (\\d+) must be at least (\\d+)");

  /** With a local master the tasks run in the driver, and Spark calls the executor so. */
  private static final Pattern TASK_ELSEWHERE =
      Pattern.compile("Lost task \\S+ in stage .*? executor (?!driver\\))\\S+\\)");

  /** Of a task there may be nothing but the text. */
  private static final Pattern THROWN =
      Pattern.compile("\\.(?:Spark)?OutOfMemoryError(?:: ([^\\n]*))?");

  /** 52 is Spark's for an executor without memory, 137 that of a process killed from outside. */
  private static final Pattern KILLED =
      Pattern.compile(
          "ExecutorLostFailure .*?Reason:.*?(?<why>[^\\n]*(?:memory limits|low on resource: memory"
              + "|OOMKilled|OutOfMemoryError"
              + "|[Ee]xit(?:ed with)? (?:code|status)(?::| is)? \\(?(?:52|137)\\b)[^\\n]*)",
          Pattern.DOTALL);

  private static final Pattern TOO_MUCH_SENT =
      Pattern.compile(
          "Total size of serialized results .*? is bigger than spark\\.driver\\.maxResultSize \\(.*?\\)");

  /** It stands for an error of Java whose text it does not keep. */
  private static final String NO_BROADCAST = "_LEGACY_ERROR_TEMP_2250";

  /** Parts of what Java says, and the options that set the limit. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "Metaspace", "-XX:MaxMetaspaceSize",
          "Compressed class space", "-XX:CompressedClassSpaceSize",
          "direct buffer memory", "-XX:MaxDirectMemorySize");

  private OutOfMemory() {}

  /**
   * What is told before a run if Java would keep less compiled code than a run makes: it drops what
   * is used and compiles it again, and may end by an error that does not say why.
   */
  static Optional<String> ofCode() {
    return ofCode(
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().startsWith("Code"))
            .mapToLong(pool -> pool.getUsage().getMax())
            .sum());
  }

  static Optional<String> ofCode(long most) {
    return most >= CODE
        ? Optional.empty()
        : Optional.of(
            String.format(
                "warning: Java keeps only %d MB of compiled code here, expected at least %d MB: the"
                    + " run takes longer and may fail. Set -XX:ReservedCodeCacheSize=512m in %s",
                most / MB, CODE / MB, JAVA_OPTIONS));
  }

  /** What is told, if any of them is for want of memory. */
  static Optional<String> told(List<Throwable> chain) {
    List<String> messages = chain.stream().map(t -> String.valueOf(t.getMessage())).toList();
    boolean isOfExecutor = messages.stream().anyMatch(m -> TASK_ELSEWHERE.matcher(m).find());
    return first(BELOW_MINIMUM, messages)
        .map(OutOfMemory::belowMinimum)
        .or(() -> first(KILLED, messages).map(found -> killed(found.group("why").strip())))
        .or(() -> first(TOO_MUCH_SENT, messages).map(found -> tooMuchSent(found.group())))
        .or(() -> thrown(chain, messages).map(what -> exhausted(what, isOfExecutor)));
  }

  private static Optional<Matcher> first(Pattern pattern, List<String> messages) {
    return messages.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
  }

  private static Optional<String> thrown(List<Throwable> chain, List<String> messages) {
    Stream<String> errors =
        chain.stream()
            .filter(t -> t instanceof OutOfMemoryError || isOfBroadcast(t))
            .map(t -> isOfBroadcast(t) ? "a table to broadcast" : reason(t.getMessage()));
    Stream<String> texts = first(THROWN, messages).map(found -> reason(found.group(1))).stream();
    return Stream.concat(errors, texts).findFirst();
  }

  private static boolean isOfBroadcast(Throwable thrown) {
    return thrown instanceof SparkThrowable spark && NO_BROADCAST.equals(spark.getCondition());
  }

  private static String reason(String message) {
    return message == null ? "Java gives no reason" : message.lines().findFirst().orElse(message);
  }

  private static String belowMinimum(Matcher found) {
    boolean isOfExecutor = found.group(1).equals("Executor");
    return String.format(
        "Spark does not start with so little memory: %d MB for %s, expected at least %d MB. %s",
        Long.parseLong(found.group(2)) / MB,
        isOfExecutor ? "an executor" : "the driver",
        Long.parseLong(found.group(3)) / MB,
        isOfExecutor
            ? "Raise --executor-memory of spark-submit, to 1g or more"
            : raiseHeap("to 1g or more"));
  }

  private static String killed(String why) {
    return String.format(
        "An executor was killed, most likely for its memory: %s. Raise --executor-memory, or"
            + " spark.executor.memoryOverhead where the container was too small for it; more"
            + " spark.sql.shuffle.partitions make its tasks smaller",
        why.replaceAll("\\.$", ""));
  }

  private static String tooMuchSent(String what) {
    return String.format(
        "The driver takes no more from the tasks: %s. Raise that option, by --conf of spark-submit or"
            + " -D in CLIENTELA_JAVA_OPTIONS of scripts/clientela; the heap of the driver has to hold it",
        what);
  }

  private static String exhausted(String what, boolean isOfExecutor) {
    return String.format(
        "%s ran out of memory: %s. %s",
        isOfExecutor ? "An executor" : "The driver", what, remedy(what, isOfExecutor));
  }

  private static String remedy(String what, boolean isOfExecutor) {
    String options = isOfExecutor ? "spark.executor.extraJavaOptions" : JAVA_OPTIONS;
    Optional<String> limit =
        LIMITS.keySet().stream().filter(what::contains).map(LIMITS::get).findFirst();
    if (limit.isPresent()) {
      return "Raise " + limit.get() + " in " + options;
    }
    if (what.contains("native thread")) {
      return "The heap is not at fault: let its user or container have more processes (ulimit -u,"
          + " pids limit)";
    }
    if (what.contains("exceeds VM limit")) {
      return "No heap is large enough for one value above 2 GB: see what in sources.*.sql makes it";
    }
    if (isOfExecutor) {
      return "Raise --executor-memory, or spark.sql.shuffle.partitions, which makes its tasks"
          + " smaller";
    }
    long twice = 2 * Runtime.getRuntime().maxMemory() / GB + 1;
    return raiseHeap("for example to " + twice + "g");
  }

  private static String raiseHeap(String to) {
    return "Raise its heap, "
        + to
        + ": CLIENTELA_HEAP of scripts/clientela, --driver-memory of spark-submit";
  }
}
