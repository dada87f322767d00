package io.clientela.kpi.retention;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.KaplanMeier;
import io.clientela.model.Leads;
import io.clientela.model.Subscriptions;
import io.clientela.table.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** How long subscriptions run and leads stay open; both meet their customers in one join. */
final class ContractSpans {

  private static final String ATTRIBUTED_TO = "attributed_to";
  private static final String ATTRIBUTES = "attributes";

  private ContractSpans() {}

  static Dataset<Row> of(Facts facts) {
    List<Dataset<Row>> contracts = new ArrayList<>();
    if (facts.has(Subscriptions.TABLE)) {
      Dataset<Row> paid = Subscriptions.withoutTrials(facts.of(Subscriptions.TABLE));
      Column start = unix_date(Subscriptions.STARTED_ON.col());
      Column end = unix_date(Subscriptions.ENDED_ON.col());
      Column span = Survival.span(Survival.SUBSCRIPTION_CHURN, start, end, facts);
      contracts.add(withOwnSegments(paid, span, facts));
    }
    if (facts.has(Leads.TABLE)) {
      Column start = unix_date(Leads.CREATED_ON.col());
      Column end = unix_date(Leads.CONVERTED_ON.col());
      Column span = Survival.span(Survival.LEAD_CONVERSION, start, end, facts);
      contracts.add(withOwnSegments(facts.of(Leads.TABLE), span, facts));
    }
    return contracts.stream()
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(rows -> withAttributes(rows, facts));
  }

  /** A dimension that the rows have is theirs alone, also where it is empty. */
  private static Dataset<Row> withOwnSegments(Dataset<Row> rows, Column span, Facts facts) {
    List<Column> segments = new ArrayList<>();
    for (String dimension : facts.dimensions()) {
      Column own = has(rows, dimension) ? col(dimension) : lit(null);
      Column ifEmpty = has(rows, dimension) ? lit(Breakdowns.NONE) : lit(null);
      segments.add(coalesce(own.cast(DataTypes.StringType), ifEmpty));
    }
    return rows.select(
        Customers.CUSTOMER_ID.col(),
        Breakdowns.SEGMENTS.is(array(segments.toArray(Column[]::new))),
        inline(array(span)));
  }

  private static boolean has(Dataset<Row> rows, String column) {
    return List.of(rows.columns()).contains(column);
  }

  /** With the dimensions that subscriptions or leads lack, where customers has them. */
  private static Dataset<Row> withAttributes(Dataset<Row> spans, Facts facts) {
    boolean isOfCustomers = facts.dimensions().stream().anyMatch(name -> isOfCustomer(name, facts));
    if (!isOfCustomers) {
      return spans.drop(Customers.CUSTOMER_ID.name());
    }
    Dataset<Row> customers = facts.of(Customers.TABLE);
    Dataset<Row> attributes =
        customers.select(
            Customers.CUSTOMER_ID.col().as(ATTRIBUTED_TO),
            Breakdowns.own(customers, facts.dimensions()).as(ATTRIBUTES));
    List<Column> segments = new ArrayList<>();
    for (int i = 1; i <= facts.dimensions().size(); i++) {
      Column own = element_at(Breakdowns.SEGMENTS.col(), lit(i));
      segments.add(coalesce(own, element_at(col(ATTRIBUTES), lit(i))));
    }
    return spans
        .join(attributes, Customers.CUSTOMER_ID.col().equalTo(col(ATTRIBUTED_TO)), "left")
        .select(
            Survival.EVENT.col(),
            Breakdowns.SEGMENTS.is(array(segments.toArray(Column[]::new))),
            KaplanMeier.DAY.col(),
            KaplanMeier.EVENTS.col(),
            KaplanMeier.CENSORED.col());
  }

  private static boolean isOfCustomer(String dimension, Facts facts) {
    boolean isLacking =
        Stream.of(Subscriptions.TABLE, Leads.TABLE)
            .filter(facts::has)
            .anyMatch(table -> !has(facts.of(table), dimension));
    return isLacking && facts.has(Customers.TABLE) && has(facts.of(Customers.TABLE), dimension);
  }
}
