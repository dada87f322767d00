package io.clientela.report.chart;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The data of a chart, as the script of the page reads it. */
public sealed interface Drawing permits Bars, Forest, HeatMap, Lines, Tree {

  /** The function of the script that draws it. */
  @JsonProperty
  String kind();

  /** How high it is, in pixels of a desk. */
  @JsonProperty
  int height();
}
