package io.clientela.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clientela.kpi.Better;
import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The catalogue as people and programs read it, made from the declarations alone. */
public record KpiDocs(List<Input> inputs, List<Kpi> kpis) {

  public KpiDocs {
    inputs = List.copyOf(inputs);
    kpis = List.copyOf(kpis);
  }

  public String text() {
    return tables().stream()
        .map(
            table ->
                String.format(
                    "%-20s %s (%s)%n%20s %s.",
                    table.name(),
                    table.title().english(),
                    table.title().portuguese(),
                    "",
                    table.definition().english()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# KPI tables\n\n");
    text.append("Made by `clientela catalogue --format markdown`; do not edit.\n\n");
    text.append("| table | English | Português | one row per |\n|---|---|---|---|\n");
    for (Table table : tables()) {
      text.append(
          String.format(
              "| [%s](#%s) | %s | %s | %s |%n",
              table.name(),
              table.name(),
              table.title().english(),
              table.title().portuguese(),
              cell(table.grain().english())));
    }
    tables().forEach(table -> text.append(section(table.dated(), "NOT NULL")));
    text.append(headlines());
    text.append("\n# Raw tables\n\nWhat a source must offer, by itself or through staging SQL.\n");
    inputs.forEach(input -> text.append(section(input.table(), "required")));
    return text.toString();
  }

  public String json() {
    List<Map<String, Object>> catalogue = kpis.stream().map(KpiDocs::described).toList();
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(catalogue);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Table> tables() {
    return kpis.stream().map(Kpi::output).toList();
  }

  private static String section(Table table, String needed) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%n## %s%n%n**%s** · %s%n%n",
            table.name(), table.title().english(), table.title().portuguese()));
    text.append(table.grain().english())
        .append(". ")
        .append(table.definition().english())
        .append(".\n\n");
    text.append("| column | type | unit | | meaning |\n|---|---|---|---|---|\n");
    for (Field field : table.fields()) {
      String mark = (table.key().contains(field) ? "key " : "") + (field.nullable() ? "" : needed);
      text.append(
          String.format(
              "| %s | %s | %s | %s | %s |%n",
              field.name(),
              type(field),
              field.unit().meaning(),
              mark.strip(),
              cell(field.meaning())));
    }
    return text.toString();
  }

  /** The names by which targets call the KPIs. */
  private String headlines() {
    StringBuilder text = new StringBuilder();
    text.append("\n# Headlines\n\nThe KPIs of kpi_scorecard, which targets and alerts are about;");
    text.append(" funnels have one each, `funnel_conversion.<funnel>`.\n\n");
    text.append(
        "| kpi | English | Português | column | unit | better |\n|---|---|---|---|---|---|\n");
    for (Kpi kpi : kpis) {
      for (Headline headline : kpi.headlines()) {
        text.append(
            String.format(
                "| %s | %s | %s | %s.%s | %s | %s |%n",
                headline.name(),
                cell(headline.title().english()),
                cell(headline.title().portuguese()),
                kpi.output().name(),
                headline.value().name(),
                headline.value().unit().label(),
                headline.better().map(Better::label).orElse("")));
      }
    }
    return text.toString();
  }

  private static Map<String, Object> described(Kpi kpi) {
    Table table = kpi.output().dated();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("table", table.name());
    table.title().addTo(map, "title");
    table.grain().addTo(map, "grain");
    table.definition().addTo(map, "definition");
    map.put("keeps", table.keeps().name().toLowerCase(Locale.ROOT));
    map.put("key", table.key().stream().map(Field::name).toList());
    map.put("columns", table.fields().stream().map(KpiDocs::described).toList());
    map.put("headlines", kpi.headlines().stream().map(KpiDocs::described).toList());
    return map;
  }

  private static Map<String, Object> described(Headline headline) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kpi", headline.name());
    headline.title().addTo(map, "title");
    map.put("column", headline.value().name());
    map.put("unit", headline.value().unit().label());
    map.put("better", headline.better().map(Better::label).orElse(null));
    map.put("is_additive", headline.isAdditive());
    return map;
  }

  private static Map<String, Object> described(Field field) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", field.name());
    map.put("type", type(field));
    map.put("unit", field.unit().label());
    map.put("nullable", field.nullable());
    map.put("meaning", field.meaning());
    return map;
  }

  private static String type(Field field) {
    return field.keepsSourceType() ? "as in the source" : field.type().sql();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
