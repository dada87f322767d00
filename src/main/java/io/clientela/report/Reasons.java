package io.clientela.report;

import io.clientela.table.Text;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Why rows were rejected, in both languages: {@code data_quality} says it in English, by the
 * sentences {@code reason.*} of the words.
 */
public final class Reasons {

  private static final String GROUP = "reason.";
  private static final String NO_MONEY = "XXX";
  private static final Pattern GAP = Pattern.compile("\\{\\d+}");

  private final Words portuguese = new Words(Language.PT_BR, NO_MONEY);
  private final Map<String, Pattern> sentences = new LinkedHashMap<>();

  /** Of the sentences that fit a reason the one with the most words of its own is taken. */
  public Reasons() {
    new Words(Language.EN, NO_MONEY)
        .sentences(GROUP).entrySet().stream()
            .sorted(
                Comparator.comparing(
                    entry -> -GAP.splitAsStream(entry.getValue()).mapToInt(String::length).sum()))
            .forEach(entry -> sentences.put(entry.getKey(), pattern(entry.getValue())));
  }

  /** A reason that is none of the sentences is known in English only. */
  public Text say(String reason) {
    for (Map.Entry<String, Pattern> sentence : sentences.entrySet()) {
      Matcher found = sentence.getValue().matcher(reason);
      if (found.matches()) {
        Object[] values =
            IntStream.rangeClosed(1, found.groupCount()).mapToObj(found::group).toArray();
        return new Text(reason, portuguese.say(sentence.getKey(), values));
      }
    }
    return new Text(reason, "");
  }

  /** With a group for every gap; they are in the order of their numbers. */
  private static Pattern pattern(String sentence) {
    List<String> parts = List.of(GAP.split(sentence, -1));
    return Pattern.compile(String.join("(.+)", parts.stream().map(Pattern::quote).toList()));
  }
}
