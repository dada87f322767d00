package io.clientela;

import io.clientela.sink.ReadableLake;
import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the first rows of published tables. */
@Command(
    name = "head",
    description = "Shows the latest rows of KPI tables: totals first, then segments.",
    mixinStandardHelpOptions = true)
final class HeadCommand implements Callable<Integer> {

  private static final int LONGEST = 24;

  @Mixin private LakeOptions options;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows per table. Default: ${DEFAULT-VALUE}.")
  private int rows = 8;

  @Parameters(
      paramLabel = "TABLE",
      arity = "1..*",
      description = "KPI tables; see the command catalogue.")
  private List<String> names;

  @Override
  public Integer call() {
    LakeOptions.count("--rows", rows);
    List<Table> tables = names.stream().map(LakeOptions::published).toList();
    ReadableLake lake = options.open();
    for (Table table : tables) {
      LocalRows first =
          lake.head(table, rows + 1)
              .orElseThrow(
                  () ->
                      Refusal.settings(
                          "lake: no table at " + lake.path(table) + ". Run clientela run first"));
      System.out.println(
          table.name() + ": " + table.title().english() + ". " + table.grain().english() + ".");
      System.out.println(text(first));
    }
    return 0;
  }

  private String text(LocalRows first) {
    List<String> columns = new ArrayList<>(List.of(first.schema().fieldNames()));
    columns.remove(Table.AS_OF.name());
    List<List<String>> lines = new ArrayList<>(List.of(columns));
    first.outside().stream()
        .limit(rows)
        .forEach(row -> lines.add(columns.stream().map(name -> cell(row.getAs(name))).toList()));
    int[] widths = new int[columns.size()];
    lines.forEach(line -> Arrays.setAll(widths, i -> Math.max(widths[i], width(line.get(i)))));
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        int missing = widths[i] - width(line.get(i));
        text.append(i == 0 ? "" : "  ").append(" ".repeat(missing)).append(line.get(i));
      }
      text.append(System.lineSeparator());
    }
    return text.append(first.size() > rows ? "only the first " + rows + " rows\n" : "").toString();
  }

  private static String cell(Object value) {
    String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
    return width(text) > LONGEST
        ? text.substring(0, text.offsetByCodePoints(0, LONGEST - 3)) + "..."
        : text;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
