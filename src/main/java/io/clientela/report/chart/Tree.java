package io.clientela.report.chart;

import java.util.List;

/** Parts of a whole as areas; the darker, the more of a second measure. */
public record Tree(List<Leaf> leaves, String shadeName) implements Drawing {

  /**
   * One area.
   *
   * @param share of all
   * @param shade the second measure
   */
  public record Leaf(String name, double value, double share, double shade, String detail) {}

  public Tree {
    leaves = List.copyOf(leaves);
  }

  @Override
  public String kind() {
    return "tree";
  }

  @Override
  public int height() {
    return 380;
  }
}
