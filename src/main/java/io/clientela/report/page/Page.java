package io.clientela.report.page;

import java.util.List;

/**
 * A whole report, in the words of its reader.
 *
 * @param language as HTML names it
 * @param lead what is counted
 * @param facts when, by which run and program it was made
 */
public record Page(
    String language,
    String title,
    String asOf,
    String lead,
    List<Fact> facts,
    List<Section> sections) {

  /** A name and its value. */
  public record Fact(String name, String value) {}

  public Page {
    facts = List.copyOf(facts);
    sections = List.copyOf(sections);
  }

  public Section section(String anchor) {
    return sections.stream()
        .filter(section -> section.anchor().equals(anchor))
        .findFirst()
        .orElseThrow();
  }
}
