package io.clientela.report.chart;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A small line of values, drawn as the path of an SVG of 120 by 32. */
public record Sparkline(List<Double> values) {

  private static final double WIDTH = 120;
  private static final double HEIGHT = 32;
  private static final double MARGIN = 4;

  /** Empty with fewer than two values; the line goes over gaps. */
  public String path() {
    StringBuilder path = new StringBuilder();
    boolean isDown = false;
    if (values.stream().filter(Objects::nonNull).count() < 2) {
      return "";
    }
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        path.append(isDown ? "L" : "M").append(x(i)).append(' ').append(y(values.get(i)));
        isDown = true;
      }
    }
    return path.toString();
  }

  public String endX() {
    return x(values.size() - 1);
  }

  public String endY() {
    Double last = values.get(values.size() - 1);
    return last == null ? "0" : y(last);
  }

  private String x(int index) {
    double step = values.size() < 2 ? 0 : (WIDTH - 2 * MARGIN) / (values.size() - 1);
    return shown(MARGIN + index * step);
  }

  private String y(double value) {
    double low = values.stream().filter(Objects::nonNull).mapToDouble(v -> v).min().orElse(0);
    double high = values.stream().filter(Objects::nonNull).mapToDouble(v -> v).max().orElse(0);
    double part = high == low ? 0.5 : (value - low) / (high - low);
    return shown(HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN));
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
