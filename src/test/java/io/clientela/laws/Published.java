package io.clientela.laws;

import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.funnel.FunnelAttempts;
import io.clientela.kpi.funnel.FunnelConversion;
import io.clientela.kpi.value.LtvValidation;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Table;
import io.clientela.testing.Funnels;
import io.clientela.testing.Sessions;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** All tables of the catalogue over one shop; the law book reads them. */
record Published(Map<String, Dataset<Row>> tables) {

  static final Shop SHOP = RandomShop.of(7);

  /** Computed once for all laws. */
  static final Published ONCE = of(SHOP, Map.of());

  private static final StructType LINES = StructType.fromDDL("table STRING, row STRING");

  /** Every KPI, mostly with its defaults; a KPI that is idle by default gets work. */
  static List<Kpi> kpis() {
    return Catalogue.kpis().stream().map(Published::suited).toList();
  }

  static Stream<Table> outputs() {
    return kpis().stream().map(Kpi::output);
  }

  /** Outputs that count customers by segment. */
  static Stream<Table> breakdowns() {
    return outputs()
        .filter(table -> table.key().stream().anyMatch(Published::isSegment))
        .filter(table -> !isOfKpis(table));
  }

  /** Whether its rows are of many KPIs, each with a unit of its own. */
  static boolean isOfKpis(Table table) {
    return table.key().contains(Headlines.KPI);
  }

  static boolean isSegment(Field field) {
    return field.name().equals("segment");
  }

  /**
   * @param how settings of Spark
   */
  static Published of(Shop shop, Map<String, String> how) {
    return new Published(shop.publish(kpis(), Sessions.tuned(shop.zone(), how)));
  }

  Dataset<Row> rows(Table table) {
    return tables.get(table.name());
  }

  /** All rows of all tables as text, so that one look compares two publications. */
  Dataset<Row> lines() {
    List<Row> lines = new ArrayList<>();
    new TreeMap<>(tables)
        .forEach(
            (name, rows) ->
                rows.toJSON()
                    .collectAsList()
                    .forEach(row -> lines.add(RowFactory.create(name, row))));
    return Sessions.utc().createDataFrame(lines, LINES);
  }

  /** The shop is 200 days old: half a year of holdout leaves nobody to fit to. */
  private static Kpi suited(Kpi kpi) {
    if (kpi instanceof LtvValidation) {
      return new LtvValidation(60, null);
    }
    return kpi.needs().idle().isPresent() ? busy(kpi) : kpi;
  }

  private static Kpi busy(Kpi kpi) {
    if (kpi instanceof FunnelConversion) {
      return Funnels.conversion(
          List.of(Grain.MONTH),
          "name: checkout, steps: [view, cart, order], window: 20d",
          "name: twice, steps: [view, view]",
          "name: visit, steps: [view, cart], window: 3h, count-by: session_id",
          "name: every, steps: [view, {type: cart, optional: true}, order], attempts: all, max-gap: 9d",
          "name: strict, steps: [view, cart], mode: strict, hold-constant: [session_id]",
          "name: any, steps: [view, cart, order], mode: any-order, attribution: last",
          "name: few, steps: [view, order], max-events: 3, exclusions: [{type: cart}]");
    }
    if (kpi instanceof FunnelAttempts) {
      return new FunnelAttempts(List.of("checkout", "every"));
    }
    throw new IllegalArgumentException("what shall " + kpi + " compute?");
  }
}
