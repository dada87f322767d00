package io.clientela.report;

import java.util.Locale;

/** The languages that a report speaks. */
public enum Language {
  EN("en"),
  PT_BR("pt-BR");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** {@code en}, {@code pt-BR} or {@code pt}, however written. */
  public static Language of(String text) {
    String tag = text.strip().replace('_', '-').toLowerCase(Locale.ROOT);
    return switch (tag) {
      case "en" -> EN;
      case "pt", "pt-br" -> PT_BR;
      default -> throw new IllegalArgumentException("found " + text + ", expected pt-BR or en");
    };
  }

  public String tag() {
    return tag;
  }

  public Locale locale() {
    return Locale.forLanguageTag(tag);
  }
}
