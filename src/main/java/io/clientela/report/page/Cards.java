package io.clientela.report.page;

import java.util.List;

/** Headline numbers of one subject. */
public record Cards(String title, List<Card> cards) implements Block {

  /**
   * One headline number.
   *
   * @param id of the KPI
   * @param spark path of the sparkline, empty where there are fewer than two values
   * @param target the target with its status, empty where there is none
   * @param targetStatus as in the table
   */
  public record Card(
      String id,
      String title,
      String value,
      String period,
      List<Change> changes,
      Spark spark,
      String target,
      String targetStatus) {

    public Card {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The way from an earlier period.
   *
   * @param direction {@code up}, {@code down} or {@code level}
   * @param effect {@code better}, {@code worse} or {@code neutral}
   */
  public record Change(String text, String against, String direction, String effect) {}

  /**
   * A line of the last periods.
   *
   * @param path of an SVG of 120 by 32
   */
  public record Spark(String path, String endX, String endY, String meaning) {}

  public Cards {
    cards = List.copyOf(cards);
  }

  @Override
  public String kind() {
    return "cards";
  }
}
