package io.clientela.job;

import io.clientela.contract.NearNames;
import io.clientela.source.Raw;
import io.clientela.table.Field;
import io.clientela.table.Input;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run makes of the columns of a source.
 *
 * @param found optional ones that are read
 * @param missing optional ones that the source lacks
 * @param unused that no field, dimension or parameter reads
 */
record SourceColumns(Input input, List<String> found, List<Field> missing, List<String> unused) {

  /**
   * @param named columns that a dimension or a parameter names
   */
  static SourceColumns of(Raw raw, Set<String> named) {
    Input input = Doors.input(raw.source());
    List<String> columns = raw.columns();
    Set<String> present =
        columns.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    List<Field> fields = input.table().fields();
    Set<String> declared = fields.stream().map(Field::name).collect(Collectors.toSet());
    List<Field> optional = fields.stream().filter(field -> !input.requires(field)).toList();
    return new SourceColumns(
        input,
        optional.stream().map(Field::name).filter(present::contains).toList(),
        optional.stream().filter(field -> !present.contains(field.name())).toList(),
        columns.stream()
            .filter(name -> !declared.contains(name.toLowerCase(Locale.ROOT)))
            .filter(name -> !named.contains(name.toLowerCase(Locale.ROOT)))
            .toList());
  }

  static String listed(List<SourceColumns> sources) {
    return sources.stream().map(SourceColumns::text).collect(Collectors.joining("\n"));
  }

  static List<String> warnings(List<SourceColumns> sources) {
    return sources.stream().flatMap(SourceColumns::nearNames).toList();
  }

  private String text() {
    return input.name()
        + ": optional columns found: "
        + names(found)
        + "; missing: "
        + names(missing.stream().map(Field::name).toList())
        + "; not read: "
        + names(unused);
  }

  private static String names(List<String> columns) {
    return columns.isEmpty() ? "none" : String.join(", ", columns);
  }

  private Stream<String> nearNames() {
    NearNames names = NearNames.of(input, unused);
    return missing.stream()
        .flatMap(
            field ->
                names.nearest(field).stream()
                    .map(
                        column ->
                            String.format(
                                "%s: %s is not read; if it is %s, write sql: %s",
                                input.name(), column, field.name(), NearNames.sql(column, field))));
  }
}
