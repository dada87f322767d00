package io.clientela.report.page;

import java.util.List;

/** Steps of a process as bars that are text too, so that they wrap, print and can be read aloud. */
public record Steps(String title, List<Step> steps) implements Block {

  /**
   * One step.
   *
   * @param width of the bar, 0 to 100
   * @param mark what is said of a bottleneck, else empty
   */
  public record Step(
      String name, String value, String rate, String detail, String width, String mark) {}

  public Steps {
    steps = List.copyOf(steps);
  }

  @Override
  public String kind() {
    return "steps";
  }
}
