package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.inline_outer;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.CampaignMembers;
import io.clientela.model.History;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What the members of campaigns did in the windows around their assignment, as exact sums by
 * campaign, outcome and group.
 *
 * <p>Windows are numbered from the day of the assignment on: 0 is the one that begins with it.
 */
record CampaignOutcomes(int windowDays) {

  static final Field OUTCOME =
      Field.label(
          "outcome",
          "ordered (share of members with an order in the window), revenue (mean per member in the"
              + " window) or retained (share with an order in the window after it)");
  static final String ORDERED = "ordered";
  static final String REVENUE = "revenue";
  static final String RETAINED = "retained";

  static final Field TREATMENT_ASSIGNED = Field.count("treatment_assigned", "Matured or not");
  static final Field CONTROL_ASSIGNED = Field.count("control_assigned", "Matured or not");
  static final Field WAITING =
      Field.count(
          "waiting_members", "Members whose window is not over at as-of; they count once it is");
  static final Field IN_BOTH =
      Field.count(
          "in_both_groups", "Customers assigned to treatment and control; they are in neither");

  /** A member's outcome, its change to the window before, and the change one window earlier. */
  static final Field VALUE = Field.count("value", "Orders: 0 or 1; money in ten-thousandths");

  static final Field CHANGE = Field.count("change", "value less the same of the window before");
  static final Field PLACEBO = Field.count("placebo", "The same before anything was done");

  private static final int MONEY_DECIMALS = 4;
  private static final int EARLIER = -2;
  private static final int BEFORE = -1;
  private static final int AFTER = 0;
  private static final int KEPT = 1;

  private static final Field ASSIGNED =
      Field.integer("assigned", "Day of the earliest assignment, as days since 1970-01-01");
  private static final Field IS_MATURED = Field.flag("is_matured", "The window is over at as-of");

  /** Holds what one member did in ten-thousandths; squares and sums of it are exact too. */
  private static final DataType WHOLE = DataTypes.createDecimalType(20, 0);

  /**
   * What is summed up over the matured members of a group: {@code size} of them, {@code sum} of
   * their measure, {@code squares} of it.
   */
  private static Field summed(String what, String group, Field measure) {
    String name = group + "_" + measure.name() + "_" + what;
    return Field.any(name, "Of the matured members of the group");
  }

  /** A group of a campaign, by a measure of one outcome. */
  static Sample sample(Cell outcome, String group, Field measure) {
    long size = outcome.count(summed("size", group, measure));
    if (size == 0) {
      return new Sample(0, BigDecimal.ZERO, BigDecimal.ZERO);
    }
    int decimals = outcome.label(OUTCOME).equals(REVENUE) ? MONEY_DECIMALS : 0;
    return new Sample(
        size,
        outcome.exact(summed("sum", group, measure)).movePointLeft(decimals),
        outcome.exact(summed("squares", group, measure)).movePointLeft(2 * decimals));
  }

  /** A row per campaign and outcome. */
  Dataset<Row> of(Facts facts) {
    return facts
        .of(CampaignMembers.TABLE)
        .transform(CampaignOutcomes::assign)
        .join(lives(facts), CampaignMembers.CUSTOMER_ID.name(), "left")
        .transform(this::follow)
        .transform(rows -> see(rows, facts))
        .transform(CampaignOutcomes::sumUp);
  }

  /** One row per campaign and customer, without group where it is in both. */
  private static Dataset<Row> assign(Dataset<Row> members) {
    Column isTreatment = CampaignMembers.GROUP.col().equalTo(CampaignMembers.TREATMENT);
    Column group =
        when(min(isTreatment), CampaignMembers.TREATMENT)
            .when(not(max(isTreatment)), CampaignMembers.CONTROL);
    return members
        .repartition(CampaignMembers.CUSTOMER_ID.col())
        .groupBy(CampaignMembers.CAMPAIGN.col(), CampaignMembers.CUSTOMER_ID.col())
        .agg(
            CampaignMembers.GROUP.is(group),
            ASSIGNED.is(min(unix_date(CampaignMembers.ASSIGNED_ON.col()))));
  }

  private static Dataset<Row> lives(Facts facts) {
    return facts
        .of(History.TABLE)
        .where(History.ACTIVITY.col().equalTo(History.ORDER))
        .select(
            History.CUSTOMER_ID.col(),
            transform(History.DAYS.col(), CampaignOutcomes::slim).as(History.DAYS.name()));
  }

  private static Column slim(Column day) {
    return struct(
        Stream.of(History.DAY, History.ACTIONS, History.REVENUE)
            .map(field -> day.getField(field.name()).as(field.name()))
            .toArray(Column[]::new));
  }

  /** What each member did in each window; who never ordered did nothing in all of them. */
  private Dataset<Row> follow(Dataset<Row> members) {
    Column[] member =
        Stream.of(
                CampaignMembers.CAMPAIGN,
                CampaignMembers.CUSTOMER_ID,
                CampaignMembers.GROUP,
                ASSIGNED)
            .map(Field::col)
            .toArray(Column[]::new);
    return members
        .select(
            Stream.concat(Stream.of(member), Stream.of(inline_outer(History.DAYS.col())))
                .toArray(Column[]::new))
        .groupBy(member)
        .agg(
            ordered(EARLIER),
            ordered(BEFORE),
            ordered(AFTER),
            ordered(KEPT),
            revenue(EARLIER),
            revenue(BEFORE),
            revenue(AFTER));
  }

  private Column ordered(int window) {
    Column hasOrder = isIn(window).and(History.ACTIONS.col().gt(0));
    return max(when(hasOrder, 1L).otherwise(0L)).as(name(ORDERED, window));
  }

  private Column revenue(int window) {
    return sum(when(isIn(window), History.REVENUE.col()).otherwise(0L)).as(name(REVENUE, window));
  }

  private Column isIn(int window) {
    Column start = ASSIGNED.col().plus(window * windowDays);
    return History.DAY.col().geq(start).and(History.DAY.col().lt(start.plus(windowDays)));
  }

  private static String name(String outcome, int window) {
    return outcome + "_" + window;
  }

  /** A row per member and outcome. */
  private Dataset<Row> see(Dataset<Row> members, Facts facts) {
    Column none = lit(null);
    Column outcomes =
        array(
            after(ORDERED, facts),
            after(REVENUE, facts),
            outcome(RETAINED, isOver(KEPT, facts), in(ORDERED, KEPT), none, none));
    return members.select(
        CampaignMembers.CAMPAIGN.col(), CampaignMembers.GROUP.col(), inline(outcomes));
  }

  private Column after(String name, Facts facts) {
    Column value = in(name, AFTER);
    return outcome(name, isOver(AFTER, facts), value, change(name, AFTER), change(name, BEFORE));
  }

  private static Column outcome(
      String name, Column isMatured, Column value, Column change, Column placebo) {
    return struct(
        OUTCOME.is(lit(name)),
        IS_MATURED.is(isMatured),
        value.cast(WHOLE).as(VALUE.name()),
        change.cast(WHOLE).as(CHANGE.name()),
        placebo.cast(WHOLE).as(PLACEBO.name()));
  }

  private Column isOver(int window, Facts facts) {
    return ASSIGNED.col().plus((window + 1) * windowDays).leq((int) facts.asOf().toEpochDay());
  }

  private static Column change(String outcome, int window) {
    return in(outcome, window).minus(in(outcome, window - 1));
  }

  private static Column in(String outcome, int window) {
    return col("`" + name(outcome, window) + "`").cast(WHOLE);
  }

  private static Dataset<Row> sumUp(Dataset<Row> outcomes) {
    Column group = CampaignMembers.GROUP.col();
    Column isTreatment = group.equalTo(CampaignMembers.TREATMENT);
    Column isControl = group.equalTo(CampaignMembers.CONTROL);
    Column isWaiting = group.isNotNull().and(not(IS_MATURED.col()));
    List<Column> sums = new ArrayList<>();
    sums.add(CONTROL_ASSIGNED.is(count(when(isControl, 1))));
    sums.add(WAITING.is(count(when(isWaiting, 1))));
    sums.add(IN_BOTH.is(count(when(group.isNull(), 1))));
    for (Field measure : List.of(VALUE, CHANGE, PLACEBO)) {
      sums.addAll(sums(CampaignMembers.TREATMENT, measure));
      sums.addAll(sums(CampaignMembers.CONTROL, measure));
    }
    return outcomes
        .groupBy(CampaignMembers.CAMPAIGN.col(), OUTCOME.col())
        .agg(TREATMENT_ASSIGNED.is(count(when(isTreatment, 1))), sums.toArray(Column[]::new));
  }

  private static List<Column> sums(String group, Field measure) {
    Column isCounted = CampaignMembers.GROUP.col().equalTo(group).and(IS_MATURED.col());
    Column counted = when(isCounted, measure.col());
    return List.of(
        summed("size", group, measure).is(count(counted)),
        summed("sum", group, measure).is(sum(counted)),
        summed("squares", group, measure).is(sum(counted.multiply(counted))));
  }
}
