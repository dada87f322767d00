package io.clientela.report;

import java.util.List;
import java.util.Map;

/** The rows of a table as a run left it. */
public interface Rows {

  /** Those that meet the conditions, in this order, and no more than {@code most}. */
  List<Line> lines(List<Where> where, List<Order> order, int most);

  /** How many of those that meet the conditions have each text of a column. */
  Map<String, Long> counts(String column, List<Where> where);
}
