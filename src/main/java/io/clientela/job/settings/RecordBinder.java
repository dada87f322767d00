package io.clientela.job.settings;

import io.clientela.source.StagingSql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Makes records of YAML: a component is a key in kebab case, an absent or empty key a null
 * component. What does not fit becomes a problem and reads as null, so that one pass finds it all.
 */
final class RecordBinder {
  private final Map<String, String> environment;
  private final Problems problems;

  RecordBinder(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Null where the record refused its components; that is told. */
  <T> T bind(Class<T> type, Node node, String key) {
    int before = problems.count();
    if (!isMapping(node, key)) {
      return null;
    }
    Map<String, Node> entries = entries((MappingNode) node, key);
    Map<String, Object> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = Components.keyOf(component);
      Object value = value(component.getGenericType(), entries.get(name), below(key, name));
      components.put(name, value);
    }
    Set<String> names = components.keySet();
    entries.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> problems.unknown(below(key, name), name, names));
    try {
      return Components.constructor(type).newInstance(components.values().toArray());
    } catch (InvocationTargetException refused) {
      if (problems.count() == before) {
        tell(refused.getCause(), components, key);
      }
      return null;
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(type + " can't be made", broken);
    }
  }

  /** What a compact constructor says goes to the key that it begins with. */
  private void tell(Throwable cause, Map<String, Object> components, String key) {
    String absent =
        String.join(
            ", ", components.keySet().stream().filter(n -> components.get(n) == null).toList());
    if (cause instanceof NullPointerException && !absent.isEmpty()) {
      problems.add(key, "incomplete; not given: " + absent);
    } else if (cause instanceof IllegalArgumentException) {
      String text = String.valueOf(cause.getMessage());
      String first = text.split("[^a-z0-9-]", 2)[0];
      boolean isGiven = components.get(first) != null;
      problems.add(isGiven ? below(key, first) : key, text);
    } else {
      throw new IllegalStateException(key + " can't be made", cause);
    }
  }

  private Object value(Type type, Node node, String key) {
    if (node == null || Tag.NULL.equals(node.getTag())) {
      return null;
    }
    if (type instanceof ParameterizedType many) {
      Type[] types = many.getActualTypeArguments();
      return switch (((Class<?>) many.getRawType()).getSimpleName()) {
        case "Map" -> map(types[1], node, key);
        case "List" -> list(types[0], node, key);
        default -> throw new IllegalStateException(type + " can't be a setting");
      };
    }
    if (type == Node.class) {
      return node;
    }
    Class<?> single = (Class<?>) type;
    Optional<Method> shorthand = Components.shorthand(single);
    if (node instanceof ScalarNode && shorthand.isPresent()) {
      return shortened(shorthand.get(), scalar(String.class, node, key), key);
    }
    boolean isText = Scalars.isText(single) || !single.isRecord();
    return isText ? scalar(single, node, key) : bind(single, node, key);
  }

  private Object shortened(Method shorthand, Object text, String key) {
    try {
      return text == null ? null : shorthand.invoke(null, text);
    } catch (InvocationTargetException refused) {
      problems.add(key, String.valueOf(refused.getCause().getMessage()));
      return null;
    } catch (IllegalAccessException broken) {
      throw new IllegalStateException(shorthand + " can't be called", broken);
    }
  }

  /** With the empty keys, as null. */
  private Map<String, Object> map(Type type, Node node, String key) {
    if (!isMapping(node, key)) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Node> entries = entries((MappingNode) node, key);
    entries.forEach((name, entry) -> values.put(name, value(type, entry, below(key, name))));
    return values;
  }

  private List<Object> list(Type type, Node node, String key) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.unexpected(key, found(node), "a list such as [a, b]");
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      String place = key + "[" + values.size() + "]";
      problems.place(place, YamlFile.line(element));
      if (Tag.NULL.equals(element.getTag())) {
        problems.unexpected(place, "nothing", "a value");
      }
      values.add(value(type, element, place));
    }
    values.removeIf(Objects::isNull);
    return values;
  }

  private boolean isMapping(Node node, String key) {
    if (!(node instanceof MappingNode)) {
      problems.unexpected(key, found(node), "keys with values");
    }
    return node instanceof MappingNode;
  }

  private Map<String, Node> entries(MappingNode mapping, String key) {
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = YamlFile.line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        problems.add(line, key, "found a key that is no text");
      } else if (entries.containsKey(name.getValue())) {
        problems.add(line, below(key, name.getValue()), "the key is given twice; keep one");
      } else {
        problems.place(below(key, name.getValue()), line);
        entries.put(name.getValue(), tuple.getValueNode());
      }
    }
    return entries;
  }

  private Object scalar(Class<?> type, Node node, String key) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.unexpected(key, found(node), Scalars.expected(type));
      return null;
    }
    String text = scalar.getValue();
    if (type == Interpolated.class) {
      return Interpolated.of(text, key, environment, problems);
    }
    int before = problems.count();
    String plain =
        type == StagingSql.class
            ? Interpolated.sql(text, key, problems).text()
            : Interpolated.refuse(text, key, problems);
    if (problems.count() > before) {
      return null;
    }
    boolean isQuoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
    if (isQuoted && Scalars.isNeverQuoted(type)) {
      problems.unexpected(key, "a quoted text", Scalars.expected(type) + " without quotes");
      return null;
    }
    try {
      return Scalars.parse(type, plain);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      String nearest = Problems.suggest(plain, Scalars.names(type));
      problems.unexpected(key, Problems.quote(plain), Scalars.expected(type) + nearest);
      return null;
    }
  }

  private static String found(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "keys with values";
      case sequence -> "a list";
      case scalar, anchor -> "a single value";
    };
  }

  private static String below(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }
}
