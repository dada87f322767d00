package io.clientela.kpi.acquisition;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.model.Breakdowns;
import io.clientela.model.History;
import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Orders;
import io.clientela.model.OwnCells;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Spend, leads and acquired customers in the same cells, those of them that there is a source of.
 */
final class AcquisitionCells {

  static final Field[] MEASURES = {
    AcquisitionCost.SPEND,
    AcquisitionCost.LEADS,
    AcquiredCustomers.NEW_CUSTOMERS,
    AcquiredCustomers.REVENUE,
    AcquiredCustomers.COST,
    AcquiredCustomers.UNCOSTED
  };

  private AcquisitionCells() {}

  /** By month since the first order; spend and leads are in month 0. */
  static Dataset<Row> of(Facts facts, List<Grain> grains) {
    Dataset<Row> all = rows(facts);
    List<String> names = List.of(all.columns());
    List<Field> known = Stream.of(MEASURES).filter(field -> names.contains(field.name())).toList();
    Column[] sums =
        known.stream()
            .map(field -> field.is(coalesce(sum(field.col()), lit(0))))
            .toArray(Column[]::new);
    Column[] kept =
        Stream.concat(Stream.of(AcquiredCustomers.MONTH), known.stream())
            .map(Field::col)
            .toArray(Column[]::new);
    return OwnCells.by(List.of(MarketingSpend.CHANNEL, MarketingSpend.CAMPAIGN), grains)
        .of(all, History.FIRST_DAY.col(), facts, kept)
        .groupBy(OwnCells.cell(AcquiredCustomers.MONTH.col()))
        .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length));
  }

  private static Dataset<Row> rows(Facts facts) {
    Column spentOn = unix_date(MarketingSpend.SPENT_ON.col());
    Column amount = AcquisitionCost.SPEND.is(MarketingSpend.AMOUNT.col());
    Dataset<Row> all = inMonth0(facts.of(MarketingSpend.TABLE), spentOn, amount);
    if (facts.has(Leads.TABLE)) {
      Column createdOn = unix_date(Leads.CREATED_ON.col());
      Column lead = AcquisitionCost.LEADS.is(lit(1));
      all = all.unionByName(inMonth0(facts.of(Leads.TABLE), createdOn, lead), true);
    }
    return facts.has(Orders.TABLE) ? all.unionByName(AcquiredCustomers.of(facts), true) : all;
  }

  private static Dataset<Row> inMonth0(Dataset<Row> rows, Column day, Column measure) {
    return rows.select(
        MarketingSpend.CHANNEL.is(Breakdowns.ifAny(rows, MarketingSpend.CHANNEL)),
        MarketingSpend.CAMPAIGN.is(Breakdowns.ifAny(rows, MarketingSpend.CAMPAIGN)),
        History.FIRST_DAY.is(day),
        AcquiredCustomers.MONTH.is(lit(0)),
        measure);
  }
}
