package io.clientela.report.page;

import java.util.List;

/** Things said in whole sentences, one below the other. */
public record Items(List<Item> items) implements Block {

  /**
   * One of them.
   *
   * @param effect {@code better}, {@code worse} or {@code neutral}
   */
  public record Item(String title, String mark, String text, String effect) {}

  public Items {
    items = List.copyOf(items);
  }

  @Override
  public String kind() {
    return "items";
  }
}
