package io.clientela.report.page;

import io.clientela.report.Words;
import io.clientela.table.Text;
import io.clientela.table.Unit;
import java.time.LocalDate;

/**
 * One value of a table.
 *
 * @param value a text, Double or LocalDate; null where it is not known
 * @param text as the page shows it
 * @param style a class of the page, such as {@code better}; empty for none
 */
public record Cell(Object value, Unit unit, String text, String style) {

  /** The template says of such a cell in which language it is. */
  private static final String FOREIGN = "english ";

  public static Cell said(String text) {
    String shown = text == null ? Words.UNKNOWN : text;
    return new Cell(text, Unit.LABEL, shown, "");
  }

  /** Sentences, marked where they are not in the language of the page. */
  public static Cell said(Words words, Text text, String style) {
    return said(words.say(text)).styled(words.says(text) ? style : FOREIGN + style);
  }

  public static Cell of(Words words, Unit unit, Number value) {
    Double number = value == null ? null : (Double) value.doubleValue();
    return new Cell(number, unit, words.measure(unit, number), "");
  }

  public static Cell date(Words words, LocalDate date) {
    return new Cell(date, Unit.DATE, words.date(date), "date");
  }

  public Cell styled(String name) {
    return new Cell(value, unit, text, name == null ? "" : name);
  }
}
