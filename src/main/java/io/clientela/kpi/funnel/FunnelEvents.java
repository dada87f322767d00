package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.model.Customers;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Sales;
import io.clientela.table.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/**
 * The events that some funnels look at, all of one shape: key, when, what they meet and, only where
 * a funnel has use for them, revenue and texts.
 *
 * @param funnels they count by the same key
 */
record FunnelEvents(List<Funnel> funnels, Conditions conditions) {

  /** Columns by place, as the passes read them. */
  static final int KEY = 0;

  static final int AT = 1;
  static final int MASK = 2;
  static final int REVENUE = 3;
  static final int TEXTS = 4;

  /**
   * Texts by place: the customer where the key is another, then what tells simultaneous orders
   * apart.
   */
  static final int CUSTOMER = 0;

  static final int ORDER = 1;
  static final int FIRST_COLUMN = 2;

  private static final String SESSION = Interactions.SESSION_ID.name();
  private static final String BETWEEN = "\u0001";

  static FunnelEvents of(List<Funnel> funnels) {
    return new FunnelEvents(funnels, Conditions.of(funnels));
  }

  /** Whether events that meet no condition matter: they come between steps. */
  boolean isStrict() {
    return funnels.get(0).mode() == Mode.STRICT;
  }

  boolean countsCustomers() {
    return countBy().equals(Funnel.BY_CUSTOMER);
  }

  DataType customerType(Facts facts) {
    return source().rows(facts).schema().apply(Funnel.BY_CUSTOMER).dataType();
  }

  private boolean withOrders(Facts facts) {
    return source() == EventSource.INTERACTIONS
        && countsCustomers()
        && conditions.nameOrders()
        && facts.has(Orders.TABLE);
  }

  private EventSource source() {
    return funnels.get(0).events();
  }

  private String countBy() {
    return funnels.get(0).countBy();
  }

  /** Names of the texts from {@link #FIRST_COLUMN} on. */
  List<String> columns(Facts facts) {
    Set<String> columns = new LinkedHashSet<>();
    boolean isAttributed = funnels.stream().anyMatch(Funnel::isAttributed);
    for (String dimension : facts.dimensions()) {
      if (have(dimension, facts) && (isAttributed || !isOfCustomer(dimension, facts))) {
        columns.add(dimension);
      }
    }
    funnels.forEach(funnel -> columns.addAll(funnel.holdConstant()));
    return List.copyOf(columns);
  }

  /** Whether some of the events have the column. */
  boolean have(String column, Facts facts) {
    return sources(facts).stream().anyMatch(rows -> has(rows, column));
  }

  static boolean isOfCustomer(String dimension, Facts facts) {
    return facts.has(Customers.TABLE) && has(facts.of(Customers.TABLE), dimension);
  }

  private List<Dataset<Row>> sources(Facts facts) {
    List<Dataset<Row>> sources = new ArrayList<>(List.of(source().rows(facts)));
    if (withOrders(facts)) {
      sources.add(facts.of(Orders.TABLE));
    }
    return sources;
  }

  private static boolean has(Dataset<Row> rows, String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  /** What the funnels name that the sources have not. */
  List<String> problems(Facts facts) {
    if (!source().isThere(facts)) {
      return List.of();
    }
    Dataset<Row> events = source().rows(facts);
    List<String> problems = new ArrayList<>();
    for (Funnel funnel : funnels) {
      String name = "funnel " + funnel.name();
      for (FunnelStep step : funnel.steps()) {
        boolean isOfOrders = History.ORDER.equals(step.type()) && withOrders(facts);
        problem(step.where(), isOfOrders ? facts.of(Orders.TABLE) : events, isOfOrders)
            .ifPresent(problem -> problems.add(name + ", step " + step.name() + ": " + problem));
      }
      for (FunnelExclusion exclusion : funnel.exclusions()) {
        problem(exclusion.where(), events, false)
            .ifPresent(problem -> problems.add(name + ", exclusions: " + problem));
      }
      funnel.labels().stream()
          .filter(label -> !has(events, label))
          .map(label -> name + " names " + label + ", which " + source().label() + " do not have")
          .forEach(problems::add);
    }
    return problems;
  }

  private Optional<String> problem(String where, Dataset<Row> rows, boolean isOfOrders) {
    String of = isOfOrders ? Orders.TABLE.name() : source().label();
    return where == null ? Optional.empty() : Conditions.problem(where, rows, of);
  }

  Dataset<Row> rows(Facts facts) {
    List<String> columns = columns(facts);
    boolean withOrders = withOrders(facts);
    Dataset<Row> events = source().rows(facts);
    Dataset<Row> all =
        events.select(
            key(events).as("key"),
            unix_micros(Interactions.OCCURRED_AT.col()).as("at"),
            conditions.ofEvents(withOrders).as("mask"),
            lit(null).cast(DataTypes.LongType).as("revenue"),
            texts(events, columns, lit(null), withOrders).as("texts"));
    return withOrders ? all.unionByName(ofOrders(facts, columns)) : all;
  }

  private Dataset<Row> ofOrders(Facts facts, List<String> columns) {
    Dataset<Row> orders = Sales.completed(OrderRefunds.applied(facts)).where(Sales.isOrder());
    Column tenThousandths = Sales.netRevenue().multiply(lit(10_000)).cast(DataTypes.LongType);
    return orders.select(
        key(orders).as("key"),
        unix_micros(Orders.ORDERED_AT.col()).as("at"),
        conditions.ofOrders().as("mask"),
        tenThousandths.as("revenue"),
        texts(orders, columns, Orders.ORDER_ID.col(), true).as("texts"));
  }

  private Column key(Dataset<Row> rows) {
    if (countBy().equals(SESSION)) {
      Column both = concat_ws(BETWEEN, text(Funnel.BY_CUSTOMER), text(SESSION));
      return when(col(SESSION).isNotNull(), both);
    }
    boolean isWhole = rows.schema().apply(countBy()).dataType() instanceof IntegralType;
    return col(countBy()).cast(isWhole ? DataTypes.LongType : DataTypes.StringType);
  }

  /** What the key says of the value counted. */
  static String counted(Object key) {
    String text = String.valueOf(key);
    return text.substring(text.indexOf(BETWEEN) + 1);
  }

  private Column texts(Dataset<Row> rows, List<String> columns, Column order, boolean withOrders) {
    if (countsCustomers() && columns.isEmpty() && !withOrders) {
      return lit(null).cast(DataTypes.createArrayType(DataTypes.StringType));
    }
    List<Column> texts = new ArrayList<>();
    texts.add(countsCustomers() ? none() : text(Funnel.BY_CUSTOMER));
    texts.add(order.cast(DataTypes.StringType));
    columns.forEach(column -> texts.add(has(rows, column) ? text(column) : none()));
    return array(texts.toArray(Column[]::new));
  }

  private static Column text(String column) {
    return col(column).cast(DataTypes.StringType);
  }

  private static Column none() {
    return lit(null).cast(DataTypes.StringType);
  }
}
