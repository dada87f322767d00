package io.clientela.contract;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Columns of a source that are nearly called like a field of the raw table.
 *
 * <p>Names are compared word by word, whatever parts the words: {@code Customer Id}, {@code
 * customerId} and {@code customer_id} are one name.
 */
public final class NearNames {

  private static final Set<String> OF_TIME = Set.of("at", "on", "date", "time", "datetime");
  private static final String CREATED = "creat";
  private static final int LETTERS_PER_SLIP = 5;
  private static final int MOST_SLIPS = 2;

  private final Input input;
  private final List<String> free;

  private NearNames(Input input, List<String> free) {
    this.input = input;
    this.free = free;
  }

  /**
   * @param columns of the source
   */
  public static NearNames of(Input input, Collection<String> columns) {
    Set<String> declared =
        input.table().fields().stream().map(Field::name).collect(Collectors.toSet());
    return new NearNames(
        input,
        columns.stream()
            .filter(name -> !declared.contains(name.toLowerCase(Locale.ROOT)))
            .toList());
  }

  /** A column that nearly has the field's name, but not quite. */
  public Optional<String> nearest(Field field) {
    List<String> wanted = words(field.name());
    return free.stream()
        .filter(name -> isSame(words(name), wanted))
        .findFirst()
        .or(() -> free.stream().filter(name -> isOfTable(words(name), wanted)).findFirst())
        .or(() -> free.stream().filter(name -> isMoment(words(name), field)).findFirst())
        .or(() -> free.stream().filter(name -> isSlip(words(name), wanted)).findFirst());
  }

  /** How the column is read as the field, where a required one is missing. */
  String hint(Field field) {
    return nearest(field)
        .or(
            () ->
                free.stream()
                    .filter(name -> contains(words(name), words(field.name())))
                    .findFirst())
        .map(name -> "; if it is " + name + ", write sql: " + sql(name, field))
        .orElse("");
  }

  /** Staging SQL that gives the column the field's name. */
  public static String sql(String column, Field field) {
    boolean isPlain = column.matches("[A-Za-z_][A-Za-z0-9_]*");
    String quoted = isPlain ? column : "`" + column.replace("`", "``") + "`";
    return "SELECT *, " + quoted + " AS " + field.name() + " FROM source";
  }

  private static boolean isSame(List<String> words, List<String> wanted) {
    return String.join("", words).equals(String.join("", wanted));
  }

  /** order_status is the status of orders, and id their order_id. */
  private boolean isOfTable(List<String> words, List<String> wanted) {
    return isSame(withTable(words), wanted)
        || isSame(withTable(wanted), words)
        || wanted.size() > 1
            && wanted.get(wanted.size() - 1).equals("id")
            && isSame(words, wanted.subList(0, wanted.size() - 1));
  }

  private List<String> withTable(List<String> words) {
    List<String> all = new ArrayList<>(tableWords());
    all.addAll(words);
    return all;
  }

  /** One row of it: orders hold an order. */
  private List<String> tableWords() {
    return words(input.name().replaceFirst("ies$", "y").replaceFirst("s$", ""));
  }

  /** order_date is when something was ordered; date and created when the row happened. */
  private boolean isMoment(List<String> words, Field field) {
    boolean isOfTime = field.unit() == Unit.INSTANT || field.unit() == Unit.DATE;
    if (!isOfTime) {
      return false;
    }
    String stem = stem(words);
    boolean isHappening =
        field.equals(input.happensAt())
            && (words.size() > 0 && stem.isEmpty() || stem.equals(CREATED));
    return isHappening || !stem.isEmpty() && stem.equals(stem(words(field.name())));
  }

  /** The verb without its ending and the words for time. */
  private static String stem(List<String> words) {
    return words.stream()
        .filter(word -> !OF_TIME.contains(word))
        .map(word -> word.replaceFirst("(ed|e|ion)$", ""))
        .collect(Collectors.joining(" "));
  }

  private static boolean isSlip(List<String> words, List<String> wanted) {
    String name = String.join("", words);
    String other = String.join("", wanted);
    int slips = Math.min(MOST_SLIPS, other.length() / LETTERS_PER_SLIP);
    return slips > 0 && new LevenshteinDistance(slips).apply(name, other) >= 0;
  }

  /** total_amount has the words of amount at its end. */
  private static boolean contains(List<String> words, List<String> wanted) {
    int more = words.size() - wanted.size();
    return more > 0
        && (words.subList(more, words.size()).equals(wanted)
            || words.subList(0, wanted.size()).equals(wanted));
  }

  private static List<String> words(String name) {
    String parted =
        name.replaceAll("(\\p{Ll}|\\d)(\\p{Lu})", "$1 $2")
            .replaceAll("(\\p{Lu})(\\p{Lu}\\p{Ll})", "$1 $2");
    return Arrays.stream(parted.toLowerCase(Locale.ROOT).split("[^\\p{L}\\d]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
