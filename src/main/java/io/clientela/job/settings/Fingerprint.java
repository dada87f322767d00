package io.clientela.job.settings;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.clientela.kpi.Kpi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A short name for the meaning of settings: the digest of their canonical text. */
final class Fingerprint {
  /** Spark's own spark.redaction.regex, and what else names a secret in options of file systems. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i:secret|password|token|key|credential|passphrase|private)"
              + "|(?<![A-Za-z])(?i:sas)(?![A-Za-z])|Sas(?![a-z])");

  private static final String MASK = "***";
  private static final Set<String> NOT_THE_MEANING = Set.of("as-of");

  private Fingerprint() {}

  static String of(Settings settings) {
    try {
      byte[] text = canonical(settings).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The whole meaning as JSON, but for what options of readers say, which may be anything. */
  static String text(Settings settings) {
    Map<String, Object> components = components(settings);
    Map<String, Object> sources = new LinkedHashMap<>();
    settings
        .sources()
        .forEach(
            (table, source) -> {
              Map<String, Object> shown = components(source);
              shown.put("options", source.options().keySet());
              shown.remove("limits");
              shown.putAll(components(source.limits()));
              sources.put(table, shown);
            });
    components.put("sources", sources);
    return canonical(components);
  }

  /** Without order where there is none in the meaning, and without secrets. */
  static String canonical(Object value) {
    if (value instanceof Optional<?> optional) {
      return canonical(optional.orElse(null));
    }
    if (value instanceof Record owner) {
      return canonical(components(owner));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> quote(entry.getKey()) + ":" + masked(entry))
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Collection<?> many) {
      Stream<String> texts = many.stream().map(Fingerprint::canonical);
      Stream<String> ordered = many instanceof Set ? texts.sorted() : texts;
      return ordered.collect(Collectors.joining(",", "[", "]"));
    }
    return value == null ? "null" : quote(value);
  }

  private static Map<String, Object> components(Record owner) {
    Map<String, Object> components = new TreeMap<>();
    if (owner instanceof Kpi kpi) {
      components.put("table", kpi.output().name());
    }
    Stream.of(owner.getClass().getRecordComponents())
        .filter(component -> !NOT_THE_MEANING.contains(Components.keyOf(component)))
        .forEach(
            component -> {
              Object value = Components.read(component, owner);
              components.put(Components.keyOf(component), value == null ? "" : value);
            });
    return components;
  }

  private static String masked(Map.Entry<?, ?> entry) {
    boolean isSecret = SECRET.matcher(String.valueOf(entry.getKey())).find();
    return isSecret ? quote(MASK) : canonical(entry.getValue());
  }

  private static String quote(Object value) {
    String text = String.valueOf(value).replaceAll("://[^/@\\s]+:[^@\\s]*@", "://" + MASK + "@");
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
