package io.clientela.report.chart;

import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Lines over periods, or over numbers such as days.
 *
 * @param labels names of the places on the x axis
 * @param places numbers on the x axis; empty where the labels are all there is
 * @param unit of the y axis, in lower case
 * @param series the lines
 * @param reference a level to compare with; null without
 */
public record Lines(
    List<String> labels,
    List<Double> places,
    String unit,
    String placeTitle,
    boolean isStepped,
    List<Series> series,
    Reference reference)
    implements Drawing {

  /**
   * One line; null where there is no value.
   *
   * @param low lower bounds; empty without
   * @param open the places, from this one on, that can still change
   */
  public record Series(
      String name, List<Double> values, List<Double> low, List<Double> high, int open) {

    public Series {
      values = nulls(values);
      low = nulls(low);
      high = nulls(high);
    }

    public static Series plain(String name, List<Double> values) {
      return new Series(name, values, List.of(), List.of(), values.size());
    }
  }

  /** A level across the chart. */
  public record Reference(String name, double value) {}

  public Lines {
    labels = List.copyOf(labels);
    places = List.copyOf(places);
    series = List.copyOf(series);
  }

  public static Lines over(List<String> labels, Unit unit, List<Series> series) {
    return new Lines(labels, List.of(), name(unit), "", false, series, null);
  }

  public static String name(Unit unit) {
    return unit.label();
  }

  @Override
  public String kind() {
    return "lines";
  }

  @Override
  public int height() {
    return 280;
  }

  private static List<Double> nulls(List<Double> values) {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }
}
