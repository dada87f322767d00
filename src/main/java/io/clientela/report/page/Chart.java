package io.clientela.report.page;

import io.clientela.report.chart.Drawing;

/**
 * A drawing that the script of the page makes.
 *
 * @param id unique on the page
 * @param meaning what a reader who can't see it is told
 * @param drawing its data
 * @param numbers the same as a table; null without
 * @param isHalf whether two stand side by side on a desk
 */
public record Chart(
    String id, String title, String meaning, Drawing drawing, Grid numbers, boolean isHalf)
    implements Block {

  /** As wide as the page. */
  public static Chart wide(String id, String title, String meaning, Drawing drawing) {
    return new Chart(id, title, meaning, drawing, null, false);
  }

  public Chart with(Grid table) {
    return new Chart(id, title, meaning, drawing, table, isHalf);
  }

  public Chart half() {
    return new Chart(id, title, meaning, drawing, numbers, true);
  }

  @Override
  public String kind() {
    return "chart";
  }
}
