package io.clientela.testing;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.model.Sales.Refunds;
import io.clientela.model.service.Schedules;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.LocalRows;
import io.clientela.table.ReadOut;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
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
      compute(derivation.output());
      return facts.of(derivation.output());
    }
    return computeAlone(derivation);
  }

  /** Where there is a scorecard it reads what the test asks for too. */
  private boolean isOnScorecard(Derivation derivation) {
    Set<Table> read = byTable.get(Headlines.TABLE.name()).readsAnyOf();
    return byTable.containsKey(SCORECARD) && read.contains(derivation.output());
  }

  LocalRows cells(ReadOut readOut) {
    return LocalRows.all(readOut.cells(declared(readOut)));
  }

  private Facts declared(Derivation derivation) {
    Set<Table> reads = allReads(derivation);
    reads.forEach(this::compute);
    return facts.only(reads);
  }

  private Dataset<Row> computeAlone(Derivation derivation) {
    Set<Table> reads = allReads(derivation);
    Facts declared = declared(derivation);
    if (derivation instanceof Headlines) {
      for (Table table : reads) {
        declared = declared.has(table) ? declared.with(table, plain(declared.of(table))) : declared;
      }
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

  private void compute(Table table) {
    boolean isToCompute = !facts.has(table) && canHave(table);
    if (isToCompute) {
      Dataset<Row> rows = computeAlone(byTable.get(table.name())).persist();
      held.add(rows);
      facts = facts.with(table, rows);
    }
  }

  private boolean canHave(Table table) {
    Derivation derivation = byTable.get(table.name());
    if (facts.has(table) || derivation == null) {
      return facts.has(table);
    }
    Set<Table> anyOf = derivation.readsAnyOf();
    return derivation.reads().stream().allMatch(this::canHave)
        && (anyOf.isEmpty() || anyOf.stream().anyMatch(this::canHave));
  }

  private static Set<Table> allReads(Derivation derivation) {
    Set<Table> reads = new HashSet<>(derivation.reads());
    reads.addAll(derivation.readsAnyOf());
    reads.addAll(derivation.mayRead());
    return reads;
  }

  /** The KPIs asked for and the KPIs of the catalogue that they stand on. */
  private static Set<Kpi> withReads(List<Kpi> kpis) {
    Set<Kpi> all = new LinkedHashSet<>(kpis);
    List<Kpi> open = new ArrayList<>(kpis);
    while (!open.isEmpty()) {
      Set<Table> reads = open.remove(0).reads();
      Catalogue.kpis().stream()
          .filter(kpi -> reads.contains(kpi.output()))
          .filter(all::add)
          .forEach(open::add);
    }
    return all;
  }
}
