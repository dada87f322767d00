package io.clientela.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What tells two rows apart, for a message. */
final class Differences {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 6;

  private Differences() {}

  /** Column by column: its name, the value of one row and that of the other. */
  static List<String> between(String one, String other) {
    JsonNode left = read(one);
    JsonNode right = read(other);
    Set<String> names = new TreeSet<>();
    left.fieldNames().forEachRemaining(names::add);
    right.fieldNames().forEachRemaining(names::add);
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      boolean isEqual = left.path(name).equals(right.path(name));
      if (!isEqual && differences.size() < MOST) {
        differences.add(name + " is " + value(left, name) + " and " + value(right, name));
      }
    }
    return differences;
  }

  private static JsonNode read(String row) {
    try {
      return JSON.readTree(row);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static String value(JsonNode row, String name) {
    JsonNode value = row.path(name);
    return value.isMissingNode() ? "null" : value.asText(value.toString());
  }
}
