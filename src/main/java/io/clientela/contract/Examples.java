package io.clientela.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.clientela.table.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A few of the values for which rows were rejected, whatever the number of rows. */
final class Examples {

  private static final int MOST = 3;
  private static final int LONGEST = 60;
  private static final char REPLACED = '\ufffd';
  private static final StructType SCHEMA =
      new StructType()
          .add("rule", DataTypes.IntegerType, false)
          .add("value", DataTypes.StringType, false);

  private final List<Set<String>> byRule = new ArrayList<>();

  private Examples(int rules) {
    for (int i = 0; i < rules; i++) {
      byRule.add(new TreeSet<>());
    }
  }

  /**
   * @param rejected the rules that a row breaks, a bit for each, and the row as JSON
   */
  static Examples of(Dataset<Row> rejected, List<Rule> rules) {
    List<List<String>> columns = rules.stream().map(Rule::columns).toList();
    Examples examples = new Examples(rules.size());
    rejected
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) rows -> inPartition(rows, columns),
            Encoders.row(SCHEMA))
        .collectAsList()
        .forEach(row -> examples.add(row.getInt(0), row.getString(1)));
    return examples;
  }

  List<String> of(int rule) {
    return List.copyOf(byRule.get(rule));
  }

  /** Of an order that does not depend on the order of rows, as far as one partition goes. */
  private void add(int rule, String value) {
    Set<String> values = byRule.get(rule);
    values.add(value);
    if (values.size() > MOST) {
      values.remove(((TreeSet<String>) values).last());
    }
  }

  private static Iterator<Row> inPartition(Iterator<Row> rows, List<List<String>> columns) {
    ObjectMapper json = new ObjectMapper();
    Examples examples = new Examples(columns.size());
    while (rows.hasNext()) {
      Row row = rows.next();
      JsonNode values = null;
      for (int rule = 0; rule < columns.size(); rule++) {
        if ((row.getLong(0) & (1L << rule)) != 0) {
          values = values == null ? values(json, row.getString(1)) : values;
          String found = shortened(found(values, columns.get(rule)));
          if (!found.isEmpty()) {
            examples.add(rule, found);
          }
        }
      }
    }
    List<Row> found = new ArrayList<>();
    for (int rule = 0; rule < columns.size(); rule++) {
      for (String value : examples.byRule.get(rule)) {
        found.add(RowFactory.create(rule, value));
      }
    }
    return found.iterator();
  }

  /** The columns of a row; the text alone of one that could not be taken apart. */
  private static JsonNode values(ObjectMapper json, String row) {
    try {
      JsonNode values = json.readTree(row);
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
