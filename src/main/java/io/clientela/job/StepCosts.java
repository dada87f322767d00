package io.clientela.job;

import io.clientela.job.history.Step.Cost;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Adds up what Spark tells of the tasks of each job group; failed attempts cost too. */
final class StepCosts extends SparkListener {

  private static final String GROUP = "spark.jobGroup.id";
  private static final long PATIENCE_MILLIS = 10_000;

  private final Map<Integer, String> groups = new ConcurrentHashMap<>();
  private final Map<String, Cost> costs = new ConcurrentHashMap<>();

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Properties properties = submitted.properties();
    String group = properties == null ? null : properties.getProperty(GROUP);
    if (group != null) {
      groups.put(submitted.stageInfo().stageId(), group);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    String group = groups.get(end.stageId());
    TaskMetrics task = end.taskMetrics();
    if (group != null && task != null) {
      add(group, cost(task));
    }
  }

  void add(String group, Cost more) {
    costs.merge(group, more, Cost::plus);
  }

  private static Cost cost(TaskMetrics task) {
    return new Cost(
        1,
        task.executorRunTime() / 1e3,
        task.inputMetrics().bytesRead(),
        task.shuffleWriteMetrics().bytesWritten(),
        task.diskBytesSpilled(),
        task.outputMetrics().bytesWritten());
  }

  Cost of(String group) {
    return costs.getOrDefault(group, Cost.NONE);
  }

  /** Events arrive after what they tell of; a figure that comes too late is missing. */
  void settle(SparkContext context) {
    try {
      context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException late) {
      return;
    }
  }
}
