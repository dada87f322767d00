package io.clientela.report.page;

import java.util.List;

/**
 * A part of the page that has an anchor.
 *
 * @param lead what it shows, of which period, from which table
 */
public record Section(String anchor, String title, String lead, List<Block> blocks) {

  public Section {
    blocks = List.copyOf(blocks);
  }
}
