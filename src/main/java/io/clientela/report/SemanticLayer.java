package io.clientela.report;

import io.clientela.kpi.Kpi;
import io.clientela.table.Field;
import io.clientela.table.Proportion;
import io.clientela.table.Quotient;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/** The catalogue for BI tools: which columns are time, dimensions and metrics, and how they add. */
public record SemanticLayer(List<Kpi> kpis) {

  private static final String HEAD =
      """
      # The KPI tables as metrics, for the semantic layer of a BI tool.
      # Made by `clientela catalogue --format semantic`; do not edit.
      #
      # keys.time        dates of the key: as_of, and the period or cohort of the row
      # keys.dimensions  texts of the key; grain and dimension, where a table has them, are no
      #                  dimensions to group by: choose one value of each, or rows count twice
      # keys.other       the rest of the key, such as a step or the periods since: choose one value too
      # complete_when    rows for which it is false can still change
      # A key that is null stands for all together: cohorts pooled, all time. Leave these rows out, or
      # take no others.
      # metrics.aggregate
      #   sum    adds up over the rows of one period: the segments of one dimension, funnels apart.
      #          Over periods only what happens in them adds up (orders, revenue), neither stocks
      #          (customers_at_start, backlog) nor heads (customers, who may come in both)
      #   ratio  factor x sum(numerator) / sum(denominator), over rows that `where` holds for, if there
      #          is one; never the mean of the column
      #   none   neither: medians, quantiles, models, customers who count in each of several segments
      #          (unit distinct_count), and what is not declared; read it as it is
      # low, high        columns with the 95 % bounds, of the row as it is
      #
      # dbt MetricFlow: a table is a semantic model with defaults.agg_time_dimension = the last of
      #   keys.time; keys.time are dimensions of type time, the other keys categorical. `sum` is a
      #   measure with agg: sum and a simple metric. `ratio` is two measures, with expr = numerator
      #   and denominator, and a metric of type ratio, with `where` as filter; where factor is
      #   not 1 a derived metric with expr = factor * the ratio. A head or a stock gets
      #   non_additive_dimension on the time. `none` is a measure with agg: max over the whole key.
      # Cube: a table is a cube; `sum` a measure of type sum; `ratio` one of type number with
      #   sql = factor * sum(numerator) / nullif(sum(denominator), 0); keys are dimensions, of type
      #   time for keys.time; `where` is a filter of the measure. `none` is a dimension of type number.
      """;

  private static final String AGGREGATE = "aggregate";
  private static final Set<Unit> TEXTS = Set.of(Unit.LABEL, Unit.CURRENCY);
  private static final Set<Unit> NO_METRIC =
      Set.of(Unit.LABEL, Unit.CURRENCY, Unit.DATE, Unit.INSTANT, Unit.FLAG, Unit.ID, Unit.ANY);

  public SemanticLayer {
    kpis = List.copyOf(kpis);
  }

  public String yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    options.setAllowUnicode(true);
    options.setWidth(110);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    List<Map<String, Object>> tables =
        kpis.stream().map(kpi -> described(kpi.output().dated())).toList();
    return HEAD + new Yaml(options).dump(Map.of("tables", tables));
  }

  private static Map<String, Object> described(Table table) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", table.name());
    table.title().addTo(map, "title");
    table.grain().addTo(map, "grain");
    table.definition().addTo(map, "description");
    map.put("keys", keys(table.key()));
    table.values().stream()
        .filter(field -> field.unit() == Unit.FLAG && field.name().equals("is_complete"))
        .forEach(field -> map.put("complete_when", field.name()));
    map.put("metrics", metrics(table));
    return map;
  }

  private static Map<String, Object> keys(List<Field> key) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("time", names(key, SemanticLayer::isTime));
    map.put("dimensions", names(key, SemanticLayer::isText));
    map.put("other", names(key, field -> !isTime(field) && !isText(field)));
    return map;
  }

  /** A list of its own each time: YAML would refer to one that is there twice. */
  private static List<String> names(List<Field> key, Predicate<Field> wanted) {
    return new ArrayList<>(key.stream().filter(wanted).map(Field::name).toList());
  }

  private static List<Map<String, Object>> metrics(Table table) {
    Set<String> names = table.fields().stream().map(Field::name).collect(Collectors.toSet());
    Set<Field> terms =
        table.values().stream()
            .flatMap(field -> field.quotient().stream().flatMap(Quotient::fields))
            .collect(Collectors.toSet());
    return table.values().stream()
        .filter(field -> !NO_METRIC.contains(field.unit()) && !isBound(field, names))
        .map(field -> metric(field, terms.contains(field), names))
        .toList();
  }

  private static Map<String, Object> metric(Field field, boolean isTerm, Set<String> names) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", field.name());
    map.put("unit", field.unit().label());
    if (field.quotient().filter(Quotient::isOfSums).isPresent()) {
      map.put(AGGREGATE, "ratio");
      field.quotient().ifPresent(quotient -> map.putAll(parts(quotient)));
    } else {
      map.put(AGGREGATE, addsUp(field, isTerm) ? "sum" : "none");
    }
    Stream.of(Proportion.low(field), Proportion.high(field))
        .filter(bound -> names.contains(bound.name()))
        .forEach(bound -> map.put(bound.name().replaceAll(".*_", ""), bound.name()));
    map.put("description", field.meaning());
    return map;
  }

  private static Map<String, Object> parts(Quotient quotient) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("numerator", quotient.numerator().text());
    map.put("denominator", quotient.denominator().text());
    if (quotient.factor() != 1) {
      map.put("factor", quotient.factor());
    }
    String known =
        quotient
            .fields()
            .filter(Field::nullable)
            .map(field -> field.name() + " IS NOT NULL")
            .distinct()
            .collect(Collectors.joining(" AND "));
    if (!known.isEmpty()) {
      map.put("where", known);
    }
    return map;
  }

  /**
   * What may be null and is no term of a quotient may be an average, or the same in every segment;
   * nothing is said of it.
   */
  private static boolean addsUp(Field field, boolean isTerm) {
    boolean isSaidToAddUp = !field.nullable() || isTerm;
    return field.unit().isAdditive() && field.quotient().isEmpty() && isSaidToAddUp;
  }

  private static boolean isBound(Field field, Set<String> names) {
    String bounded = field.name().replaceAll("_(low|high)$", "");
    return !bounded.equals(field.name()) && names.contains(bounded);
  }

  private static boolean isTime(Field field) {
    return field.unit() == Unit.DATE;
  }

  private static boolean isText(Field field) {
    return TEXTS.contains(field.unit());
  }
}
