package io.clientela.model;

import static org.apache.spark.sql.functions.sum;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers counted by what they did in a period: the small additive fact behind cohorts, growth,
 * order value and LTV.
 *
 * @param asks the grains to hold, with or without the cohort
 */
public record Activity(Asks asks) implements CountsHistories {

  /**
   * Orders by the segments that they belong to themselves, which need not be those of their
   * customers: as an activity of its own, with {@link #ACTIVE}, {@link #ACTIONS} and {@link
   * #REVENUE} only.
   */
  static final String ORDER_OF_SEGMENT = "order of the segment";

  public static final Field GRAIN = Field.label("grain", "day, week, month or quarter");
  public static final Field COHORT =
      Field.integer(
              "cohort",
              "Number of the period of the first activity; null where the grain is kept without cohorts, and for"
                  + " customers with returns only")
          .orNull();
  public static final Field PERIOD = Field.integer("period", "Number of the period");

  public static final Field ACTIVE = Field.count("active", "Customers active in the period");
  public static final Field NEW = Field.count("new", "Active ones whose first period it is");
  public static final Field RETAINED =
      Field.count("retained", "Active ones, active in the period before");
  public static final Field CHURNED =
      Field.count("churned", "Active in the period before, not in this one");
  public static final Field ACTIONS = History.ACTIONS;
  public static final Field REVENUE = Field.money("revenue", "Revenue of the period");
  public static final Field COST = Field.money("cost", "Known cost of the period");
  public static final Field UNCOSTED = Field.count("uncosted", "Orders whose cost is unknown");
  public static final Field NEW_REVENUE = Field.money("new_revenue", "Revenue of new customers");
  public static final Field RESURRECTED_REVENUE =
      Field.money(
          "resurrected_revenue",
          "Revenue of customers who came back after a period without activity");
  public static final Field EXPANSION =
      Field.money("expansion", "More revenue than in the period before");
  public static final Field CONTRACTION =
      Field.money("contraction", "Less revenue than in the period before");
  public static final Field CHURNED_REVENUE =
      Field.money("churned_revenue", "Revenue that churned customers had in the period before");

  private static final Field[] COUNTS = {ACTIVE, NEW, RETAINED, CHURNED, ACTIONS, UNCOSTED};
  private static final Field[] MONEY = {
    REVENUE, COST, NEW_REVENUE, RESURRECTED_REVENUE, EXPANSION, CONTRACTION, CHURNED_REVENUE
  };

  /** All measures, additive over customers, segments and cohorts. */
  public static final Field[] MEASURES =
      Stream.concat(Stream.of(COUNTS), Stream.of(MONEY)).toArray(Field[]::new);

  public static final Table TABLE =
      Table.named("activity")
          .grain("One row per activity, grain, segment, cohort and period")
          .key(History.ACTIVITY, GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, COHORT, PERIOD)
          .values(MEASURES);

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(HistoryCells.TABLE);
  }

  @Override
  public boolean isSmall() {
    return true;
  }

  /** The activity under which orders are kept by the segments that they belong to themselves. */
  public static String ofOrders(Facts facts) {
    return facts.dimensions().isEmpty() ? History.ORDER : ORDER_OF_SEGMENT;
  }

  @Override
  public boolean isCounting() {
    return !grains().isEmpty();
  }

  @Override
  public Counter counter(Facts facts) {
    Asks asked = facts.dimensions().isEmpty() ? asks.withoutOrderPeriods() : asks;
    List<PeriodNumbers> numbers =
        grains().stream().map(grain -> new PeriodNumbers(grain, facts)).toList();
    return new ActivityCounter(numbers, asked, facts.dimensions());
  }

  private Set<Grain> grains() {
    Set<Grain> grains = EnumSet.noneOf(Grain.class);
    grains.addAll(asks.cohorts());
    grains.addAll(asks.periods());
    grains.addAll(asks.orderPeriods());
    return grains;
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return HistoryCells.of(this, facts);
  }

  /** Measures summed up again, for rows with the same key. */
  public static Column[] sums(Field... measures) {
    return Stream.of(measures).map(field -> field.is(sum(field.col()))).toArray(Column[]::new);
  }
}
