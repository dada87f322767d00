package io.clientela.report.chart;

import java.util.List;

/** Counts by period, one upon the other; those below 0 hang below the axis. */
public record Bars(List<String> labels, List<Stack> stacks, int open) implements Drawing {

  /** One part of every bar. */
  public record Stack(String name, List<Double> values) {

    public Stack {
      values = List.copyOf(values);
    }
  }

  public Bars {
    labels = List.copyOf(labels);
    stacks = List.copyOf(stacks);
  }

  @Override
  public String kind() {
    return "bars";
  }

  @Override
  public int height() {
    return 320;
  }
}
