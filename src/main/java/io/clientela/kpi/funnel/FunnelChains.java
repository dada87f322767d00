package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.model.Orders;
import io.clientela.model.Sales;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The reported chain of every customer (or session) that enters a funnel, for all funnels that
 * count the same key.
 */
final class FunnelChains {

  static final Field FUNNEL = Field.label("funnel", "Name of the funnel");
  static final Field CUSTOMER_ID = Field.id("customer_id", "Customer of the first step");
  static final Field ENTERED_DAY = Field.integer("entered_day", "Business day of the first step");
  static final Field TIMES =
      new Field(
          "times",
          DataTypes.createArrayType(DataTypes.LongType, false),
          Unit.ANY,
          false,
          "When each step was taken, in microseconds since 1970");
  static final Field REVENUE =
      Field.count("revenue", "Of the converting order, in ten-thousandths");

  private static final String RUN = "run";
  private static final String KEY = "key";
  private static final String AT = "at";
  private static final String CODE = "code";
  private static final String DAY = "day";

  private FunnelChains() {}

  static Dataset<Row> of(List<Funnel> funnels, Facts facts) {
    String countBy = funnels.get(0).countBy();
    Set<String> named = new HashSet<>();
    funnels.forEach(funnel -> named.addAll(funnel.steps()));
    List<String> types = named.stream().sorted().toList();
    Dataset<Row> sorted =
        events(countBy, types, facts)
            .repartition(col(KEY))
            .withColumn(RUN, xxhash64(col(KEY)))
            .select(columns())
            .sortWithinPartitions(RUN);
    List<FunnelPass.Coded> coded =
        funnels.stream()
            .map(
                funnel ->
                    new FunnelPass.Coded(
                        funnel.name(), codes(funnel, types), funnel.windowMicros()))
            .toList();
    StructType schema = schema(sorted.schema().apply(CUSTOMER_ID.name()).dataType());
    return sorted
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) events -> new FunnelPass(events, coded),
            Encoders.row(schema))
        .transform(chains -> withSegments(chains, facts));
  }

  private static int[] codes(Funnel funnel, List<String> types) {
    return funnel.steps().stream().mapToInt(types::indexOf).toArray();
  }

  private static StructType schema(DataType customerType) {
    return List.of(FUNNEL, CUSTOMER_ID, Breakdowns.SEGMENTS, ENTERED_DAY, TIMES, REVENUE).stream()
        .map(field -> field.in(customerType))
        .reduce(new StructType(), StructType::add, (left, right) -> left);
  }

  private static Dataset<Row> events(String countBy, List<String> types, Facts facts) {
    boolean ordersAreSteps =
        types.contains(History.ORDER)
            && countBy.equals(Funnel.BY_CUSTOMER)
            && facts.has(Sales.TABLE);
    Dataset<Row> interactions = interactionEvents(countBy, types, facts, ordersAreSteps);
    return ordersAreSteps ? interactions.unionByName(orderEvents(types, facts)) : interactions;
  }

  private static Dataset<Row> interactionEvents(
      String countBy, List<String> types, Facts facts, boolean ordersAreSteps) {
    Dataset<Row> interactions = facts.of(Interactions.TABLE);
    List<String> ofInteractions = new ArrayList<>(types);
    if (ordersAreSteps) {
      ofInteractions.remove(History.ORDER);
    }
    return interactions
        .where(Interactions.TYPE.col().isin(ofInteractions.toArray()))
        .where(col(countBy).isNotNull())
        .select(
            col(countBy).as(KEY),
            unix_micros(Interactions.OCCURRED_AT.col()).as(AT),
            code(Interactions.TYPE.col(), types).as(CODE),
            Sales.REVENUE.is(lit(0)),
            unix_date(Interactions.OCCURRED_ON.col()).as(DAY),
            Interactions.CUSTOMER_ID.col().as(CUSTOMER_ID.name()),
            Breakdowns.own(interactions, facts.dimensions()));
  }

  private static Dataset<Row> orderEvents(List<String> types, Facts facts) {
    return facts
        .of(Sales.TABLE)
        .where(Sales.ORDERS.col().gt(0))
        .select(
            Orders.CUSTOMER_ID.col().as(KEY),
            unix_micros(Orders.ORDERED_AT.col()).as(AT),
            lit(types.indexOf(History.ORDER)).as(CODE),
            Sales.REVENUE.col(),
            Sales.DAY.col().as(DAY),
            Orders.CUSTOMER_ID.col().as(CUSTOMER_ID.name()),
            Breakdowns.SEGMENTS.col());
  }

  private static Column code(Column type, List<String> types) {
    Column code = lit(-1);
    for (int i = 0; i < types.size(); i++) {
      code = when(type.equalTo(types.get(i)), i).otherwise(code);
    }
    return code;
  }

  private static Column[] columns() {
    return new Column[] {
      col(RUN),
      col(KEY),
      col(AT),
      col(CODE),
      Sales.REVENUE.col(),
      col(DAY),
      CUSTOMER_ID.col(),
      Breakdowns.SEGMENTS.col()
    };
  }

  /** The customer's attribute where customers has the dimension, else that of the first step. */
  private static Dataset<Row> withSegments(Dataset<Row> chains, Facts facts) {
    if (!facts.has(Customers.TABLE)) {
      return chains.transform(rows -> resolved(rows, facts, List.of()));
    }
    Dataset<Row> customers = facts.of(Customers.TABLE);
    List<String> ofCustomer = new ArrayList<>(facts.dimensions());
    ofCustomer.retainAll(List.of(customers.columns()));
    Dataset<Row> attributes =
        customers.select(
            CUSTOMER_ID.col(), Breakdowns.own(customers, facts.dimensions()).as("attributes"));
    return chains
        .join(attributes, CUSTOMER_ID.name(), "left")
        .transform(rows -> resolved(rows, facts, ofCustomer));
  }

  private static Dataset<Row> resolved(Dataset<Row> rows, Facts facts, List<String> ofCustomer) {
    List<Column> segments = new ArrayList<>();
    for (int i = 0; i < facts.dimensions().size(); i++) {
      boolean isOfCustomer = ofCustomer.contains(facts.dimensions().get(i));
      Column values = isOfCustomer ? col("attributes") : Breakdowns.SEGMENTS.col();
      segments.add(coalesce(element_at(values, lit(i + 1)), lit(Breakdowns.NONE)));
    }
    return rows.select(
        FUNNEL.col(),
        CUSTOMER_ID.col(),
        Breakdowns.SEGMENTS.is(array(segments.toArray(Column[]::new))),
        ENTERED_DAY.col(),
        TIMES.col(),
        REVENUE.col());
  }
}
