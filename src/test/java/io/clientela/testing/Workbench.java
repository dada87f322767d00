package io.clientela.testing;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.model.Sales.Refunds;
import io.clientela.model.service.Schedules;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.LocalRows;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Computes derivations and whatever they read, each once and from nothing but its declared input.
 */
final class Workbench implements AutoCloseable {

  private static final String SCORECARD = "kpi_scorecard";

  private final Map<String, Derivation> byTable = new LinkedHashMap<>();
  private final List<Dataset<Row>> held = new ArrayList<>();
  private Facts facts;

  Workbench(Facts admitted, List<Kpi> kpis, Refunds refunds, Schedules schedules) {
    Set<Kpi> all = withReads(kpis);
    Catalogue.facts(all, List.copyOf(all), refunds, schedules)
        .forEach(fact -> byTable.put(fact.output().name(), fact));
    all.forEach(kpi -> byTable.put(kpi.output().name(), kpi));
    this.facts = admitted;
  }

  Dataset<Row> compute(Derivation derivation) {
    boolean isReadAgain = byTable.containsKey(Headlines.TABLE.name()) && isOnScorecard(derivation);
    if (isReadAgain) {
      compute(derivation.output().name());
      return facts.of(derivation.output());
    }
    return computeAlone(derivation);
  }

  /** Where there is a scorecard it reads what the test asks for too. */
  private boolean isOnScorecard(Derivation derivation) {
    Needs read = byTable.get(Headlines.TABLE.name()).needs();
    return byTable.containsKey(SCORECARD) && read.tables().contains(derivation.output().name());
  }

  LocalRows cells(ReadOut readOut) {
    return LocalRows.all(readOut.cells(declared(readOut)));
  }

  private Facts declared(Derivation derivation) {
    derivation.needs().tables().forEach(this::compute);
    return facts.only(derivation.needs());
  }

  private Dataset<Row> computeAlone(Derivation derivation) {
    Facts declared = declared(derivation);
    if (derivation instanceof Headlines) {
      Map<String, Dataset<Row>> tables = new LinkedHashMap<>(declared.tables());
      tables.replaceAll((table, rows) -> plain(rows));
      declared = declared.over(tables);
    }
    return rows(derivation, declared);
  }

  /** As a run does it: read out in the driver, unless the session says otherwise. */
  private static Dataset<Row> rows(Derivation derivation, Facts facts) {
    if (!(derivation instanceof ReadOut readOut)) {
      return derivation.compute(facts);
    }
    Dataset<Row> cells = readOut.cells(facts);
    SparkSession spark = cells.sparkSession();
    if (spark.conf().contains(Sessions.READ_OUT_ON_CLUSTER)) {
      return readOut.read(cells, facts);
    }
    LocalRows read = readOut.read(LocalRows.all(cells), facts, Long.MAX_VALUE).orElseThrow();
    return spark.createDataFrame(read.outside(), read.schema());
  }

  /** The rows without the plan that made them, as a run hands them on. */
  private static Dataset<Row> plain(Dataset<Row> rows) {
    return rows.sparkSession().createDataFrame(rows.collectAsList(), rows.schema());
  }

  @Override
  public void close() {
    held.forEach(Dataset::unpersist);
  }

  private void compute(String table) {
    Derivation derivation = byTable.get(table);
    boolean isToCompute =
        derivation != null && !facts.has(derivation.output()) && canHave(derivation.output());
    if (isToCompute) {
      Dataset<Row> rows = computeAlone(derivation).persist();
      held.add(rows);
      facts = facts.with(derivation.output(), rows);
    }
  }

  private boolean canHave(Table table) {
    Derivation derivation = byTable.get(table.name());
    if (facts.has(table) || derivation == null) {
      return facts.has(table);
    }
    List<Table> anyOf = derivation.needs().alternatives();
    return derivation.needs().required().stream().allMatch(this::canHave)
        && (anyOf.isEmpty() || anyOf.stream().anyMatch(this::canHave));
  }

  /** The KPIs asked for and the KPIs of the catalogue that they stand on. */
  private static Set<Kpi> withReads(List<Kpi> kpis) {
    Set<Kpi> all = new LinkedHashSet<>(kpis);
    List<Kpi> open = new ArrayList<>(kpis);
    while (!open.isEmpty()) {
      List<Table> reads = open.remove(0).needs().required();
      Catalogue.kpis().stream()
          .filter(kpi -> reads.contains(kpi.output()))
          .filter(all::add)
          .forEach(open::add);
    }
    return all;
  }
}
