package io.clientela.model;

import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
 * The life of every customer in one row per activity: its days, each with its money.
 *
 * <p>A row is as long as the customer's active days, never as its orders.
 *
 * @param activities {@code order}, {@code interaction}, interaction types, or pairs of them
 * @param elapsed whether days of 24 hours since the first activity are kept too
 * @param orderSegments whether the segments that orders belong to themselves are kept too
 */
public record History(Set<String> activities, boolean elapsed, boolean orderSegments)
    implements Derivation {

  /** Activity name of the orders. */
  public static final String ORDER = "order";

  /** Activity name of interactions of any type. */
  public static final String INTERACTION = "interaction";

  public static final Field ACTIVITY =
      Field.label(
          "activity",
          "order, interaction (of any type) or an interaction type; visit->order: orders of those"
              + " who visited, from then on");
  public static final Field CUSTOMER_ID = Field.id("customer_id", "Customer");
  public static final Field FIRST_DAY =
      Field.integer("first_day", "Day of the first activity; null for returns only").orNull();
  public static final Field LAST_DAY =
      Field.integer("last_day", "Day of the last activity; null for returns only").orNull();
  public static final Field ACTIVE_DAYS = Field.integer("active_days", "Days with an activity");
  public static final Field ACTIONS = Field.count("actions", "Activities: orders, interactions");
  public static final Field REVENUE =
      Field.count("revenue", "Over the whole life, in ten-thousandths");

  public static final Field LATER_REVENUE =
      Field.count("later_revenue", "Of it, of the days after the first, in ten-thousandths");

  public static final Field DAY = Field.integer("day", "Days since 1970-01-01");
  static final StructType DAY_TYPE =
      new StructType()
          .add(DAY.name(), DataTypes.IntegerType, false)
          .add(ACTIONS.name(), DataTypes.LongType, false)
          .add(REVENUE.name(), DataTypes.LongType, false)
          .add(Sales.COST.name(), DataTypes.LongType, false)
          .add(Sales.UNCOSTED.name(), DataTypes.LongType, false);

  public static final Field DAYS =
      new Field(
          "days",
          DataTypes.createArrayType(DAY_TYPE, false),
          Unit.ANY,
          false,
          "Days with an activity or with revenue, in order; a day of returns only has no actions");

  public static final Field FIRST_AT =
      new Field(
          "first_at",
          DataTypes.LongType,
          Unit.ANY,
          true,
          "Instant of the first activity, in microseconds since 1970; null for returns only");
  public static final Field ELAPSED_DAYS =
      new Field(
          "elapsed_days",
          DataTypes.createArrayType(DataTypes.IntegerType, false),
          Unit.ANY,
          true,
          "Whole days of 24 hours since the first activity, of each that has one, in order");
  public static final Field ELAPSED_ACTIONS =
      new Field(
          "elapsed_actions",
          DataTypes.createArrayType(DataTypes.LongType, false),
          Unit.ANY,
          true,
          "Activities of each of these days");

  private static final StructType ORDER_SEGMENT_TYPE =
      new StructType()
          .add("dimension", DataTypes.IntegerType, false)
          .add("segment", DataTypes.StringType, false)
          .add("days", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("orders", DataTypes.createArrayType(DataTypes.LongType, false), false)
          .add("revenue", DataTypes.createArrayType(DataTypes.LongType, false), false);

  public static final Field ORDER_SEGMENTS =
      new Field(
          "order_segments",
          DataTypes.createArrayType(ORDER_SEGMENT_TYPE, false),
          Unit.ANY,
          true,
          "Days of the orders by the segment that they belong to themselves, for each dimension in"
              + " which not all of them belong to the customer's");

  public static final Table TABLE =
      Table.named("history")
          .grain("One row per activity and customer")
          .key(ACTIVITY, CUSTOMER_ID)
          .values(
              Breakdowns.SEGMENTS,
              FIRST_DAY,
              LAST_DAY,
              ACTIVE_DAYS,
              ACTIONS,
              REVENUE,
              LATER_REVENUE,
              DAYS,
              FIRST_AT,
              ELAPSED_DAYS,
              ELAPSED_ACTIONS,
              ORDER_SEGMENTS);

  public History {
    activities = Set.copyOf(activities);
  }

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.NOTHING.anyOf(Sales.TABLE, Interactions.TABLE).optional(Customers.TABLE);
  }

  /** One value of each day, as an array. */
  public static Column eachDay(Field ofDay) {
    return DAYS.col().getField(ofDay.name());
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    boolean isBrokenDown = orderSegments && !facts.dimensions().isEmpty();
    HistoryPass.Wanted wanted =
        new HistoryPass.Wanted(activities, pairs(), elapsed, isBrokenDown, fromCustomer(facts));
    Dataset<Row> sorted = HistoryRows.of(facts, parts());
    DataType idType = sorted.schema().apply(CUSTOMER_ID.name()).dataType();
    StructType schema = TABLE.schema(new StructType().add(CUSTOMER_ID.name(), idType));
    return sorted.mapPartitions(
        (MapPartitionsFunction<Row, Row>) partition -> new HistoryPass(partition, wanted),
        Encoders.row(schema));
  }

  private static boolean[] fromCustomer(Facts facts) {
    List<String> attributes =
        facts.has(Customers.TABLE) ? List.of(facts.of(Customers.TABLE).columns()) : List.of();
    boolean[] fromCustomer = new boolean[facts.dimensions().size()];
    for (int i = 0; i < fromCustomer.length; i++) {
      fromCustomer[i] = attributes.contains(facts.dimensions().get(i));
    }
    return fromCustomer;
  }

  private List<ActivityPair> pairs() {
    return activities.stream().map(ActivityPair::in).flatMap(Optional::stream).toList();
  }

  /** The single activities that are asked for, alone or in pairs. */
  private Set<String> parts() {
    Set<String> parts = new HashSet<>(activities);
    for (ActivityPair pair : pairs()) {
      parts.remove(pair.name());
      parts.addAll(List.of(pair.start(), pair.back()));
    }
    return parts;
  }
}
