package io.clientela.report.page;

/**
 * A sentence.
 *
 * @param style {@code plain}, or {@code missing} where something would be if there were data
 */
public record Note(String style, String text) implements Block {

  public static Note plain(String text) {
    return new Note("plain", text);
  }

  public static Note missing(String text) {
    return new Note("missing", text);
  }

  @Override
  public String kind() {
    return "note";
  }
}
