package io.clientela.job.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads a YAML file to nodes that know their line; anchors and tags are refused, nothing is
 * constructed.
 */
final class YamlFile {
  private static final Node NOTHING =
      new MappingNode(Tag.MAP, List.<NodeTuple>of(), FlowStyle.BLOCK);

  private YamlFile() {}

  /**
   * The document; an empty file is an empty mapping. Throws where there is no YAML to go on with.
   */
  static Node read(Path file, Problems problems) {
    return parse(text(file, problems), problems);
  }

  static Node parse(String text, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setTagInspector(tag -> true); // told below; nodes are composed, nothing is constructed
    Yaml yaml = new Yaml(new SafeConstructor(options));
    try {
      yaml.parse(new StringReader(text)).forEach(event -> refuseIndirection(event, problems));
      Node root = yaml.compose(new StringReader(text));
      if (root == null || Tag.NULL.equals(root.getTag())) {
        return NOTHING;
      }
      if (root instanceof MappingNode) {
        return root;
      }
      problems.add(line(root), "", "found no keys, expected lines such as lake: ./lake");
    } catch (MarkedYAMLException broken) {
      int line = line(broken.getProblemMark());
      int from = line(broken.getContextMark());
      String context =
          from == 0 || from == line ? "" : " (" + broken.getContext() + ", line " + from + ")";
      problems.add(line, "", "not valid YAML: " + broken.getProblem() + context);
    } catch (ReaderException broken) {
      int line =
          1 + (int) text.codePoints().limit(broken.getPosition()).filter(c -> c == '\n').count();
      problems.add(line, "", "not valid YAML: " + broken.getMessage());
    } catch (YAMLException broken) {
      problems.add(0, "", "not valid YAML: " + broken.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("nothing was told of a broken file");
  }

  static int line(Node node) {
    return line(node.getStartMark());
  }

  private static int line(Mark mark) {
    return mark == null ? 0 : mark.getLine() + 1;
  }

  private static String text(Path file, Problems problems) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      problems.add(0, "", "no such file");
    } catch (CharacterCodingException notText) {
      problems.add(0, "", "is not UTF-8 text");
    } catch (IOException unreadable) {
      problems.add(0, "", "can't be read: " + unreadable.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("nothing was told of an unreadable file");
  }

  private static void refuseIndirection(Event event, Problems problems) {
    int line = line(event.getStartMark());
    if (event instanceof AliasEvent alias) {
      problems.add(line, "", "the alias *" + alias.getAnchor() + " is not supported; write it out");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      problems.add(line, "", "the anchor &" + node.getAnchor() + " is not supported; remove it");
    }
    String tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof CollectionStartEvent many ? many.getTag() : null;
    if (tag != null) {
      String shown = tag.replace(Tag.PREFIX, "!!");
      problems.add(line, "", "the tag " + shown + " is not supported; remove it");
    }
  }
}
