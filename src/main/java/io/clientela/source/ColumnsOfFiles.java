package io.clientela.source;

import io.clientela.source.Source.MissingColumns;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Which columns each file of a folder has; names are the same in any case. */
final class ColumnsOfFiles {

  private static final int FILES_TO_NAME = 3;

  private final Map<Path, Collection<String>> columns = new LinkedHashMap<>();

  void add(Path file, Collection<String> names) {
    columns
        .computeIfAbsent(file, any -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER))
        .addAll(names);
  }

  /** All columns in the order in which the files bring them, as they are first written. */
  List<String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    columns
        .values()
        .forEach(
            some -> some.forEach(name -> names.putIfAbsent(name.toLowerCase(Locale.ROOT), name)));
    return List.copyOf(names.values());
  }

  /** Columns that some files lack, with those files; fields without a name are no columns. */
  Map<String, List<String>> lacking() {
    Map<String, List<String>> lacking = new LinkedHashMap<>();
    Map<Collection<String>, List<String>> alike = new LinkedHashMap<>();
    columns.forEach(
        (file, some) ->
            alike.computeIfAbsent(some, names -> new ArrayList<>()).add(Listing.shown(file)));
    if (alike.size() < 2) {
      return lacking;
    }
    for (String name : names()) {
      List<String> without = new ArrayList<>();
      alike.forEach((some, files) -> without.addAll(some.contains(name) ? List.of() : files));
      if (!without.isEmpty() && !name.matches("_c\\d+")) {
        lacking.put(name, without);
      }
    }
    return lacking;
  }

  /** What some files lack is filled with nulls, unless the settings refuse it. */
  Map<String, List<String>> judged(Source source) {
    Map<String, List<String>> lacking = lacking();
    if (source.missingColumns() == MissingColumns.REFUSE && !lacking.isEmpty()) {
      throw Refusal.contract(
          lacking.entrySet().stream()
              .map(
                  column ->
                      String.format(
                          Locale.ROOT,
                          "%s: column %s is missing in %,d of %,d files: %s. Add it to them, or set"
                              + " sources.%s.missing-columns: fill",
                          source.table(),
                          column.getKey(),
                          column.getValue().size(),
                          columns.size(),
                          some(column.getValue()),
                          source.table()))
              .toList());
    }
    return lacking;
  }

  /** The first few names, and how many more there are. */
  static String some(List<String> files) {
    String first = files.stream().limit(FILES_TO_NAME).collect(Collectors.joining(", "));
    int more = files.size() - FILES_TO_NAME;
    return more > 0 ? String.format(Locale.ROOT, "%s and %,d more", first, more) : first;
  }
}
