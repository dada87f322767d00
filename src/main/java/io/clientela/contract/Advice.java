package io.clientela.contract;

import io.clientela.table.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form that a column should have, and the SQL that gives it from what was found. */
final class Advice {

  /** SQL by the form of what was found; ${column} stands for the column. */
  private static final Map<String, Map<String, String>> SQL =
      Map.of(
          Written.NUMBER_FORM,
          numbers(),
          Written.WHOLE_FORM,
          numbers(),
          Written.INSTANT_FORM,
          moments());

  /** As accounts write what is below zero: (10.00) or 10.00-. */
  private static final String OWN_SIGN = "(?=.*[(].*[)]|.*-$)";

  private Advice() {}

  private static Map<String, String> numbers() {
    Map<String, String> sql = new LinkedHashMap<>();
    String sign = "if(trim(${column}) RLIKE '^-|[(]|-$', -1, 1) * CAST(%s AS DECIMAL(18,4))";
    sql.put(
        OWN_SIGN + "\\D*\\d{1,3}(\\.\\d{3})*,\\d{1,2}\\D*",
        String.format(sign, "replace(regexp_replace(${column}, '[^0-9,]', ''), ',', '.')"));
    sql.put(
        OWN_SIGN + "\\D*\\d[\\d,]*(\\.\\d+)?\\D*",
        String.format(sign, "regexp_replace(${column}, '[^0-9.]', '')"));
    sql.put(
        "[+-]?\\d{1,3}(\\.\\d{3})*,\\d+|[+-]?\\d+,\\d+",
        "replace(replace(${column}, '.', ''), ',', '.')");
    sql.put("[+-]?\\d{1,3}(\\.\\d{3}){2,}", "replace(${column}, '.', '')");
    sql.put("[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?", "replace(${column}, ',', '')");
    sql.put(
        "\\D*\\d{1,3}(\\.\\d{3})*,\\d+\\D*",
        "replace(regexp_replace(${column}, '[^0-9,-]', ''), ',', '.')");
    sql.put(
        "(?=.*[^0-9.+-])\\D*\\d[\\d,]*(\\.\\d+)?\\D*", "regexp_replace(${column}, '[^0-9.-]', '')");
    return sql;
  }

  private static Map<String, String> moments() {
    Map<String, String> sql = new LinkedHashMap<>();
    sql.put("\\d{8}", "to_date(${column}, 'yyyyMMdd')");
    sql.put("\\d{2}/\\d{2}/\\d{4}", "to_date(${column}, 'dd/MM/yyyy'), or MM/dd/yyyy");
    sql.put(
        "\\d{2}/\\d{2}/\\d{4} \\d{2}:\\d{2}",
        "to_timestamp(${column}, 'dd/MM/yyyy HH:mm'), or MM/dd/yyyy");
    sql.put(
        "\\d{2}/\\d{2}/\\d{4} \\d{2}:\\d{2}:\\d{2}",
        "to_timestamp(${column}, 'dd/MM/yyyy HH:mm:ss'), or MM/dd/yyyy");
    sql.put("\\d{1,2}/\\d{1,2}/\\d{4}", "to_date(${column}, 'd/M/yyyy'), or M/d/yyyy");
    sql.put(
        "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}",
        "to_timestamp(${column}, 'd/M/yyyy H:mm'), or M/d/yyyy");
    sql.put("\\d{2}-\\d{2}-\\d{4}", "to_date(${column}, 'dd-MM-yyyy'), or MM-dd-yyyy");
    sql.put("\\d{2}[.]\\d{2}[.]\\d{4}", "to_date(${column}, 'dd.MM.yyyy')");
    sql.put("\\d{4}/\\d{2}/\\d{2}.*", "replace(${column}, '/', '-')");
    sql.put("\\d{4}-\\d{2}", "concat(${column}, '-01') if the first day of the month is meant");
    sql.put("\\d{4}", "concat(${column}, '-01-01') if the first day of the year is meant");
    sql.put("\\d{10}", "timestamp_seconds(CAST(${column} AS BIGINT))");
    sql.put("\\d{13}", "timestamp_millis(CAST(${column} AS BIGINT))");
    sql.put("\\d{16}", "timestamp_micros(CAST(${column} AS BIGINT))");
    sql.put(
        ".*\\d ?[A-Z]{3,4}",
        "the zone as an offset or by its name, such as -03:00 or America/Sao_Paulo: replace(${column}, 'BRT', '-03:00')");
    return sql;
  }

  /**
   * What is expected and, where the form of an example is known, the SQL that gives it; empty where
   * the reason says enough.
   */
  static String of(Rule rule, List<String> examples) {
    String column = rule.columns().isEmpty() ? "" : quoted(rule.columns().get(0));
    Map<String, String> known = SQL.getOrDefault(rule.expected(), Map.of());
    for (String example : examples) {
      for (Map.Entry<String, String> form : known.entrySet()) {
        if (example.strip().matches(form.getKey())) {
          return rule.expected() + ", by " + form.getValue().replace("${column}", column);
        }
      }
    }
    return rule.expected();
  }

  private static String quoted(String column) {
    return column.matches("\\w+") ? column : "`" + column + "`";
  }
}
