package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The attempts of all who enter a funnel, with their segments.
 *
 * <p>Events meet in one exchange by key: packed by bucket first, so that rows of kilobytes move and
 * not every event for itself; the pass behind it brings the events of a key together and in order.
 */
public record FunnelChains(List<Funnel> funnels) implements Derivation {

  static final Field FUNNEL = Field.label("funnel", "Name of the funnel");
  static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer of the first step; null = not known").orNull();
  static final Field COUNTED =
      Field.label("counted", "What is counted, as text; null = the customer").orNull();
  static final Field ATTEMPT = Field.integer("attempt", "1 = the first one counted");
  static final Field ENTRY =
      new Field(
          "entry",
          DataTypes.LongType,
          Unit.ANY,
          true,
          "When the first step was taken, in microseconds since 1970; null = never");
  static final Field PATH =
      new Field("path", DataTypes.BinaryType, Unit.ANY, false, "Steps and times of the attempt");
  static final Field FURTHEST =
      Field.integer("furthest_step", "The last step taken; in any order, how many; 0 = none");
  static final Field IS_CONVERTED = Field.flag("is_converted", "All steps were taken");
  static final Field REVENUE =
      Field.count("revenue", "Of the converting order, in ten-thousandths");
  static final Field CUT =
      Field.count("cut_events", "Events of the customer that max-events left out");

  private static final String BUCKET = "bucket";
  private static final String FROM = "from";
  private static final String PACK = "pack";
  private static final String ATTRIBUTES = "attributes";

  private static final StructType PACKS =
      new StructType()
          .add(BUCKET, DataTypes.IntegerType, false)
          .add(FROM, DataTypes.LongType, false)
          .add(PACK, DataTypes.BinaryType, false);

  static final Table TABLE =
      Table.named("funnel_chains")
          .grain("One row per funnel, customer (or session) and attempt")
          .key(FUNNEL, COUNTED, ATTEMPT)
          .values(
              CUSTOMER_ID, Breakdowns.SEGMENTS, ENTRY, PATH, FURTHEST, IS_CONVERTED, REVENUE, CUT);

  public FunnelChains {
    funnels = List.copyOf(funnels);
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    Stream<Table> ofEvents = funnels.stream().flatMap(funnel -> funnel.events().tables().stream());
    return Needs.all(ofEvents.distinct().toArray(Table[]::new))
        .optional(Orders.TABLE, OrderRefunds.TABLE, Customers.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return together(funnels).stream()
        .map(events -> attempts(events, facts))
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .transform(attempts -> withSegments(attempts, facts));
  }

  /** Funnels that can look at the same events. */
  static List<FunnelEvents> together(List<Funnel> funnels) {
    Map<List<Object>, List<Funnel>> alike = new LinkedHashMap<>();
    for (Funnel funnel : funnels) {
      boolean isStrict = funnel.mode() == Mode.STRICT;
      boolean namesOrders = funnel.conditions().nameOrders();
      int part = 0;
      List<Object> shared =
          List.of(funnel.events(), funnel.countBy(), isStrict, isStrict && namesOrders);
      List<Object> key = List.of(shared, part);
      while (!fits(funnel, alike.get(key))) {
        key = List.of(shared, ++part);
      }
      alike.computeIfAbsent(key, added -> new ArrayList<>()).add(funnel);
    }
    return alike.values().stream().map(FunnelEvents::of).toList();
  }

  private static boolean fits(Funnel funnel, List<Funnel> others) {
    List<Funnel> all = new ArrayList<>(others == null ? List.of() : others);
    all.add(funnel);
    return Conditions.of(all).size() <= Conditions.MOST;
  }

  private static Dataset<Row> attempts(FunnelEvents events, Facts facts) {
    boolean isStrict = events.isStrict();
    List<String> columns = events.columns(facts);
    List<FunnelPass.Coded> coded =
        events.funnels().stream().map(funnel -> coded(funnel, events, columns, facts)).toList();
    Dataset<Row> rows = events.rows(facts);
    DataType key = rows.schema().fields()[FunnelEvents.KEY].dataType();
    DataType customer = events.countsCustomers() ? key : DataTypes.StringType;
    return rows.mapPartitions(
            (MapPartitionsFunction<Row, Row>) each -> new PackPass(each, isStrict),
            Encoders.row(PACKS))
        .repartition(col(BUCKET))
        .sortWithinPartitions(BUCKET, FROM)
        .mapPartitions(
            (MapPartitionsFunction<Row, Row>) packs -> new FunnelPass(packs, coded),
            Encoders.row(schema(customer)))
        .withColumn(CUSTOMER_ID.name(), CUSTOMER_ID.col().cast(events.customerType(facts)));
  }

  private static FunnelPass.Coded coded(
      Funnel funnel, FunnelEvents events, List<String> columns, Facts facts) {
    return new FunnelPass.Coded(
        funnel.name(),
        funnel.rules(),
        funnel.conditions().numbersIn(events.conditions()),
        events.countsCustomers(),
        places(funnel.holdConstant(), columns),
        places(facts.dimensions(), columns),
        funnel.attribution() == null ? Funnel.ENTRY : funnel.attribution(),
        funnel.attributedStep(),
        funnel.maxEvents() == null ? 0 : funnel.maxEvents());
  }

  private static int[] places(List<String> wanted, List<String> columns) {
    return wanted.stream()
        .mapToInt(columns::indexOf)
        .map(place -> place < 0 ? place : FunnelEvents.FIRST_COLUMN + place)
        .toArray();
  }

  private static StructType schema(DataType customerType) {
    return List.of(
            FUNNEL,
            CUSTOMER_ID,
            COUNTED,
            ATTEMPT,
            Breakdowns.SEGMENTS,
            ENTRY,
            PATH,
            FURTHEST,
            IS_CONVERTED,
            REVENUE,
            CUT)
        .stream()
        .map(field -> field.in(customerType))
        .reduce(new StructType(), StructType::add, (left, right) -> left);
  }

  /**
   * The customer's attribute where customers has the dimension, else that of the events; where the
   * funnel attributes, that of the events where they have it.
   */
  private Dataset<Row> withSegments(Dataset<Row> attempts, Facts facts) {
    List<String> ofCustomer =
        facts.dimensions().stream().filter(d -> FunnelEvents.isOfCustomer(d, facts)).toList();
    Dataset<Row> rows = attempts;
    if (!ofCustomer.isEmpty()) {
      Dataset<Row> customers = facts.of(Customers.TABLE);
      Column own = Breakdowns.own(customers, facts.dimensions());
      rows =
          attempts.join(
              customers.select(CUSTOMER_ID.col(), own.as(ATTRIBUTES)), CUSTOMER_ID.name(), "left");
    }
    List<Column> segments = new ArrayList<>();
    for (int i = 0; i < facts.dimensions().size(); i++) {
      String dimension = facts.dimensions().get(i);
      Column ofEvents = element_at(Breakdowns.SEGMENTS.col(), lit(i + 1));
      Column value = ofEvents;
      if (ofCustomer.contains(dimension)) {
        Column ofAttributes = element_at(col(ATTRIBUTES), lit(i + 1));
        value = when(isAttributed(dimension, facts), ofEvents).otherwise(ofAttributes);
      }
      segments.add(coalesce(value, lit(Breakdowns.NONE)));
    }
    return rows.select(
        FUNNEL.col(),
        CUSTOMER_ID.col(),
        COUNTED.col(),
        ATTEMPT.col(),
        Breakdowns.SEGMENTS.is(array(segments.toArray(Column[]::new))),
        ENTRY.col(),
        PATH.col(),
        FURTHEST.col(),
        IS_CONVERTED.col(),
        REVENUE.col(),
        CUT.col());
  }

  /** Whether the row's funnel takes the segment from its events, and these have it. */
  private Column isAttributed(String dimension, Facts facts) {
    Object[] names =
        together(funnels).stream()
            .filter(events -> events.have(dimension, facts))
            .flatMap(events -> events.funnels().stream())
            .filter(Funnel::isAttributed)
            .map(Funnel::name)
            .toArray();
    return FUNNEL.col().isin(names);
  }
}
