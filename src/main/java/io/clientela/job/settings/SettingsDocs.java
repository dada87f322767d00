package io.clientela.job.settings;

import io.clientela.job.settings.SettingsKeys.SourceKeys;
import io.clientela.kpi.Kpi;
import io.clientela.source.StagingSql;
import io.clientela.table.Meaning;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** The reference of all settings, made of the records that hold them. */
public final class SettingsDocs {
  private static final String HEAD = "| key | type | default | meaning |\n|---|---|---|---|\n";

  private SettingsDocs() {}

  /** The text of {@code src/docs/settings.md}. */
  public static String markdown(List<Kpi> catalogue) {
    StringBuilder text = new StringBuilder();
    text.append("# Settings\n\n")
        .append("Made from the code by `SettingsDocs`; edit the records, not this file.\n")
        .append("`conf/clientela.yaml` is the annotated example. The command line beats the")
        .append(" file, the file beats the default.\n")
        .append("`${NAME}` is replaced from the environment in ")
        .append(Interpolated.WHERE)
        .append("; `$${` stands for `${`.\n")
        .append("`")
        .append(StagingSql.AS_OF)
        .append("` in staging SQL is the as-of date of the run.\n")
        .append("Relative paths start at the working directory.\n");
    section(text, "## Top level", SettingsKeys.class, SettingsKeys.DEFAULTS);
    section(text, "## sources.&lt;table&gt;", SourceKeys.class, SourceKeys.DEFAULTS);
    text.append("\n## kpis.&lt;table&gt;\n\nTables without a section have no parameters.\n");
    catalogue.stream()
        .filter(kpi -> kpi.getClass().getRecordComponents().length > 0)
        .forEach(kpi -> section(text, "### " + kpi.output().name(), kpi.getClass(), kpi));
    return text.toString();
  }

  private static void section(StringBuilder text, String title, Class<?> type, Object defaults) {
    text.append('\n').append(title).append("\n\n").append(HEAD);
    rows(text, "", type, defaults);
  }

  private static void rows(StringBuilder text, String prefix, Class<?> type, Object defaults) {
    for (RecordComponent component : type.getRecordComponents()) {
      Object value = defaults == null ? null : Components.read(component, defaults);
      String key = prefix + Components.keyOf(component);
      Type written = component.getGenericType();
      Class<?> inner = innermost(written);
      boolean isNested = inner.isRecord() && !Scalars.isText(inner) && !isMap(written);
      text.append("| `").append(key).append("` | ").append(typeName(written)).append(" | ");
      text.append(isNested && !(value instanceof List) ? "" : shown(value)).append(" | ");
      text.append(meaning(component).replace("|", "\\|")).append(" |\n");
      if (isNested) {
        rows(text, key + (inner == written ? "." : "[]."), inner, inner == written ? value : null);
      }
    }
  }

  private static String meaning(RecordComponent component) {
    Meaning meaning = component.getAnnotation(Meaning.class);
    if (meaning == null) {
      String owner = component.getDeclaringRecord().getSimpleName();
      throw new IllegalStateException(owner + "." + component.getName() + " has no @Meaning");
    }
    return meaning.value();
  }

  private static String shown(Object value) {
    return value == null || value instanceof Map ? "" : "`" + Scalars.written(value) + "`";
  }

  private static String typeName(Type type) {
    if (type instanceof ParameterizedType many && !isMap(type)) {
      return "list: " + typeName(many.getActualTypeArguments()[0]);
    }
    Class<?> single = innermost(type);
    if (isMap(type)) {
      boolean isText = Scalars.isText(single) || Components.shorthand(single).isPresent();
      boolean isKeys = single.isRecord() || single == Node.class;
      return isText
          ? "keys with texts"
          : isKeys ? "keys, see below" : "keys, each with " + Scalars.expected(single);
    }
    boolean isKeys = single.isRecord() && !Scalars.isText(single);
    String keys = Components.shorthand(single).isPresent() ? "text or keys" : "keys";
    return isKeys ? keys : Scalars.expected(single).replaceFirst("^an? ", "");
  }

  private static Class<?> innermost(Type type) {
    if (type instanceof ParameterizedType many) {
      Type[] types = many.getActualTypeArguments();
      return innermost(types[types.length - 1]);
    }
    return (Class<?>) type;
  }

  private static boolean isMap(Type type) {
    return type instanceof ParameterizedType many && many.getRawType() == Map.class;
  }
}
