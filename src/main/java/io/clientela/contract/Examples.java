package io.clientela.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A few of the values for which rows were rejected, whatever the number of rows. */
final class Examples implements Serializable {

  private static final long serialVersionUID = 1;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 3;
  private static final int LONGEST = 60;
  private static final char REPLACED = '\ufffd';

  private final List<List<String>> columns;
  private final List<TreeSet<String>> byRule = new ArrayList<>();

  /**
   * @param columns of each rule those that show what was found
   */
  Examples(List<List<String>> columns) {
    this.columns = columns;
    columns.forEach(rule -> byRule.add(new TreeSet<>()));
  }

  List<String> of(int rule) {
    return List.copyOf(byRule.get(rule));
  }

  /**
   * @param broken the rules that the row breaks, a bit for each
   * @param row as JSON
   */
  void add(long broken, String row) {
    JsonNode values = values(row);
    for (int rule = 0; rule < columns.size(); rule++) {
      if ((broken & (1L << rule)) != 0) {
        String found = shortened(found(values, columns.get(rule)));
        if (!found.isEmpty()) {
          add(rule, found);
        }
      }
    }
  }

  void addAll(Examples others) {
    for (int rule = 0; rule < columns.size(); rule++) {
      for (String value : others.byRule.get(rule)) {
        add(rule, value);
      }
    }
  }

  /** Of an order that does not depend on the order of rows. */
  private void add(int rule, String value) {
    TreeSet<String> values = byRule.get(rule);
    values.add(value);
    if (values.size() > MOST) {
      values.remove(values.last());
    }
  }

  /** The columns of a row; the text alone of one that could not be taken apart. */
  private static JsonNode values(String row) {
    try {
      JsonNode values = JSON.readTree(row);
      return values.isObject() ? values : TextNode.valueOf(row);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(row);
    }
  }

  /** Of several columns the one that holds a replaced character. */
  private static String found(JsonNode row, List<String> columns) {
    if (row.isTextual()) {
      return row.textValue();
    }
    String last = "";
    for (String column : columns) {
      JsonNode node = row.path(column);
      String text = node.asText(node.isMissingNode() ? "" : node.toString());
      last = text.indexOf(REPLACED) >= 0 || columns.size() == 1 ? text : last;
    }
    return last;
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
