package io.clientela.report.chart;

import java.util.List;

/** Effects with their bounds, one below the other, around the line of no effect. */
public record Forest(List<Effect> effects, String unit, String axis) implements Drawing {

  /** One effect; what is uncertain crosses the line. */
  public record Effect(String name, double value, Double low, Double high, String detail) {}

  public Forest {
    effects = List.copyOf(effects);
  }

  @Override
  public String kind() {
    return "forest";
  }

  @Override
  public int height() {
    return 70 + 44 * effects.size();
  }
}
