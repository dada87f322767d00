package io.clientela;

import static org.apache.spark.sql.functions.col;

import io.clientela.job.Session;
import io.clientela.kpi.Catalogue;
import io.clientela.sink.DeltaLake;
import io.clientela.table.Field;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the first rows of published tables. */
@Command(
    name = "head",
    description = "Shows the latest rows of KPI tables: totals first, then segments.",
    mixinStandardHelpOptions = true)
final class HeadCommand implements Callable<Integer> {

  @Option(
      names = "--lake",
      required = true,
      paramLabel = "URI",
      description = "Where the tables are.")
  private String lake;

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
    List<Table> tables = names.stream().map(HeadCommand::named).toList();
    DeltaLake from = new DeltaLake(Session.open(ZoneId.of("UTC")), lake, Optional.empty(), "");
    for (Table table : tables) {
      System.out.println(table.name() + ": " + table.title() + ". " + table.grain() + ".");
      Column[] key =
          table.dated().key().stream()
              .map(Field::name)
              .map(name -> col(name).asc_nulls_first())
              .toArray(Column[]::new);
      from.read(table).orderBy(key).select(table.columns()).show(rows, 24);
    }
    return 0;
  }

  private static Table named(String name) {
    return Catalogue.kpis().stream()
        .map(kpi -> kpi.output())
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.settings(name + " is no KPI table; see clientela catalogue"));
  }
}
