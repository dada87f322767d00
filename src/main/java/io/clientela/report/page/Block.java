package io.clientela.report.page;

/** One thing on a page; the template knows each kind. */
public sealed interface Block permits Cards, Chart, Grid, Items, Note, Steps {

  /** What the template calls it. */
  String kind();
}
