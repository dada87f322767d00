package io.clientela;

import static org.apache.spark.sql.functions.col;

import io.clientela.sink.Lake;
import io.clientela.table.Field;
import io.clientela.table.Table;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
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
    List<Table> tables = names.stream().map(LakeOptions::published).toList();
    Lake lake = options.open();
    for (Table table : tables) {
      System.out.println(
          table.name() + ": " + table.title().english() + ". " + table.grain().english() + ".");
      Column[] key =
          table.key().stream()
              .map(Field::name)
              .map(name -> col(name).asc_nulls_first())
              .toArray(Column[]::new);
      Column[] columns =
          table.fields().stream()
              .filter(field -> field != Table.AS_OF)
              .map(Field::col)
              .toArray(Column[]::new);
      lake.read(table).orderBy(key).select(columns).show(rows, 24);
    }
    return 0;
  }
}
