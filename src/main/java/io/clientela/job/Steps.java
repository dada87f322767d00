package io.clientela.job;

import io.clientela.job.history.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.SparkContext;

/**
 * The steps of one run: named in Spark's UI, told to who waits, and measured.
 *
 * <p>All jobs of a step are one job group; both are called like the step, "derive cohort_ltv".
 */
final class Steps implements AutoCloseable {

  private final SparkContext context;
  private final Progress progress;
  private final StepCosts costs = new StepCosts();
  private final List<Step> done = Collections.synchronizedList(new ArrayList<>());

  Steps(SparkContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
    context.addSparkListener(costs);
  }

  /** What comes next is called so in Spark's UI, and not measured. */
  void next(String name) {
    context.setJobGroup(name, name, false);
  }

  /**
   * @param reads names of the tables that the step reads
   * @param rows how many its result has, if known
   */
  <T> T run(
      String verb,
      String table,
      Collection<String> reads,
      Function<T, OptionalLong> rows,
      Callable<T> work)
      throws Exception {
    String name = verb + " " + table;
    progress.step(name);
    next(name);
    Instant started = Instant.now();
    long began = System.nanoTime();
    try {
      T result = work.call();
      double seconds = (System.nanoTime() - began) / 1e9;
      done.add(
          new Step(
              verb,
              table,
              started,
              seconds,
              rows.apply(result),
              reads.stream().sorted().toList(),
              Step.Cost.NONE));
      return result;
    } finally {
      context.clearJobGroup();
    }
  }

  /** Bytes that a step wrote outside of Spark's tasks. */
  void wrote(String verb, String table, long bytes) {
    costs.add(verb + " " + table, new Step.Cost(0, 0, 0, 0, 0, bytes));
  }

  /** What is done so far, with what it cost. */
  List<Step> done() {
    costs.settle(context);
    return List.copyOf(done).stream().map(step -> step.at(costs.of(step.name()))).toList();
  }

  @Override
  public void close() {
    context.clearJobGroup();
    context.removeSparkListener(costs);
  }
}
