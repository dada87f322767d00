package io.clientela.source;

import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import scala.jdk.javaapi.CollectionConverters;

/** How the CSV files of a source are taken apart: RFC 4180, but for what its settings say. */
record CsvOptions(TreeMap<String, String> given) implements Serializable {

  private static final String QUOTE = "quote";
  private static final String ESCAPE = "escape";
  private static final String MULTI_LINE = "multiLine";
  private static final String ENCODING = "encoding";
  private static final String CHARSET = "charset";

  /** Options that would hide rows from the count of the rejected ones. */
  private static final List<String> REFUSED = List.of("mode", "columnNameOfCorruptRecord");

  static CsvOptions of(Loading loading) {
    TreeMap<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(loading.options());
    refuse(loading.source(), options);
    options.putIfAbsent("header", "true");
    options.putIfAbsent(ESCAPE, options.getOrDefault(QUOTE, "\""));
    return new CsvOptions(options);
  }

  private static void refuse(Source source, Map<String, String> options) {
    for (String name : REFUSED) {
      if (options.containsKey(name)) {
        throw Refusal.settings(
            String.format(
                "sources.%s.options.%s can't be used: rows with more or fewer fields than their"
                    + " header are rejected, counted and kept in rejected/%s. Remove it;"
                    + " sources.%s.max-reject-share says how many are allowed",
                source.table(), name, source.table(), source.table()));
      }
    }
  }

  /** One value of type VARIANT holds each row; there are no columns to count. */
  boolean isVariant() {
    return given.containsKey("singleVariantColumn");
  }

  boolean infersTypes() {
    return Boolean.parseBoolean(given.get("inferSchema"));
  }

  /**
   * For files in a charset that their first bytes name.
   *
   * @param charset empty = as the settings say
   */
  Map<String, String> in(String charset) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(given);
    if (!charset.isEmpty()) {
      options.remove(CHARSET);
      options.put(ENCODING, charset);
    }
    // Spark ends lines at single bytes, unless it reads whole files.
    String read = options.getOrDefault(ENCODING, options.getOrDefault(CHARSET, ""));
    if (read.toUpperCase(Locale.ROOT).matches("UTF-?(16|32).*")) {
      options.put(MULTI_LINE, "true");
    }
    return options;
  }

  /** So that Spark marks every row that has not one field for each column. */
  Map<String, String> marking(String charset) {
    Map<String, String> options = in(charset);
    options.put("mode", "PERMISSIVE");
    options.put("columnPruning", "false");
    options.put("columnNameOfCorruptRecord", UnreadRow.TEXT);
    options.put("enforceSchema", "true");
    return options;
  }

  /** As Spark understands them. */
  CSVOptions parsed(String charset) {
    return new CSVOptions(
        scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(in(charset))),
        false,
        "UTC");
  }
}
