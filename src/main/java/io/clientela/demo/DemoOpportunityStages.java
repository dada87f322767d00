package io.clientela.demo;

import static io.clientela.demo.Mishaps.damaged;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_remove;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The demo's raw stages: how its {@link Deals} went from qualification to closing.
 *
 * <p>Most go straight as far as they go. Some skip a stage, some enter one twice, some fall back.
 */
record DemoOpportunityStages(ShopCalendar calendar) {
  static final String ENTERED_AT = "entered_at";

  private static final String[] STAGES = {"qualificação", "proposta", "negociação", "fechamento"};
  private static final double SLOWING = 1.2;
  private static final double MOST_EARLY_OR_LATE = 0.3;
  private static final double RESENT_SHARE = 0.004;
  private static final double DAMAGED_SHARE = 0.003;

  private static final String DEPTH = "depth";
  private static final String PATH = "path";
  private static final String STEPS = "steps";
  private static final String STEP = "step";
  private static final String STAGE = "stage";
  private static final String ENTRY = "entry";
  private static final String FROM = "from";
  private static final String UNTIL = "until";
  private static final String TIME = "time";
  private static final String ENTERED_SECONDS = "entered_seconds";

  Dataset<Row> from(Dataset<Row> deals) {
    return deals
        .withColumn(DEPTH, depth())
        .transform(rows -> Settled.with(rows, PATH, path()))
        .transform(this::eachEntry)
        .transform(DemoOpportunityStages::sent)
        .transform(DemoOpportunityStages::asInTheFeed);
  }

  /** Number of the last stage, from 1: offers lose most, those to large customers talks. */
  private static Column depth() {
    Column isLarge = col(Deals.TEAM).eqNullSafe(Deals.LARGE);
    Column luck = Dice.uniform("depth", col(Deals.DEAL));
    Column lost = Dice.slot(luck, Dice.slots(0, 28, 38, 22, 12));
    Column lostLarge = Dice.slot(luck, Dice.slots(0, 18, 27, 41, 14));
    return when(col(Deals.FATE).equalTo(Deals.WON), STAGES.length)
        .when(isLarge, lostLarge)
        .otherwise(lost);
  }

  private static Column path() {
    Column straight = sequence(lit(1), col(DEPTH));
    Column last = array(col(DEPTH));
    Column back = array(col(DEPTH).minus(1));
    Column how =
        Dice.pick(
            "path",
            col(Deals.DEAL),
            new Option("straight", 83),
            new Option("first skipped", 3),
            new Option("middle skipped", 5),
            new Option("last entered twice", 4),
            new Option("back", 2),
            new Option("back and forth", 3));
    Column goesBack = col(DEPTH).gt(1);
    Column isWon = col(Deals.FATE).equalTo(Deals.WON);
    return when(goesBack.and(how.equalTo("first skipped")), array_remove(straight, 1))
        .when(col(DEPTH).gt(2).and(how.equalTo("middle skipped")), array_remove(straight, 2))
        .when(how.equalTo("last entered twice"), concat(straight, last))
        .when(goesBack.and(not(isWon)).and(how.equalTo("back")), concat(straight, back))
        .when(goesBack.and(how.equalTo("back and forth")), concat(straight, back, last))
        .otherwise(straight);
  }

  /** Multiplies rows: one per entry that the history has seen. */
  private Dataset<Row> eachEntry(Dataset<Row> deals) {
    Column entered = calendar.known(OpeningHours.time(col(TIME)));
    return deals
        .select(
            col(Deals.OPPORTUNITY_ID),
            col(Deals.DEAL),
            OpeningHours.until(col(Deals.CREATED_SECONDS)).as(FROM),
            OpeningHours.until(col(Deals.ENDS_SECONDS)).as(UNTIL),
            size(col(PATH)).as(STEPS),
            posexplode(col(PATH)).as(new String[] {STEP, STAGE}))
        .withColumn(ENTRY, Dice.key(col(Deals.DEAL), col(STEP)))
        .withColumn(TIME, time())
        .transform(rows -> Settled.withKnown(rows, ENTERED_SECONDS, entered));
  }

  /** In open seconds: the first entry as the deal begins, the others at more or less even steps. */
  private static Column time() {
    Column off = Dice.between(-MOST_EARLY_OR_LATE, MOST_EARLY_OR_LATE, "entry", col(ENTRY));
    Column steps = when(col(STEP).equalTo(0), 0.0).otherwise(col(STEP).plus(off));
    Column way = pow(steps.divide(col(STEPS)), SLOWING);
    Column open = col(UNTIL).minus(col(FROM));
    return col(FROM).plus(way.multiply(open).cast("bigint"));
  }

  /** Multiplies rows: a re-sent entry comes twice. */
  private static Dataset<Row> sent(Dataset<Row> entries) {
    Column isResent = Dice.happens(RESENT_SHARE, "entry resent", col(ENTRY));
    return Mishaps.sent(entries, isResent).withColumn(Mishaps.DAMAGE, damage());
  }

  private static Column damage() {
    return Mishaps.damage(
        DAMAGED_SHARE,
        "entry damage",
        col(ENTRY),
        new Option("unknown opportunity", 40),
        new Option("no stage", 30),
        new Option("no date", 30));
  }

  private static Dataset<Row> asInTheFeed(Dataset<Row> entries) {
    Column id = col(Deals.OPPORTUNITY_ID);
    Column stage = get(lit(STAGES), col(STAGE).minus(1));
    return entries.select(
        when(damaged("unknown opportunity"), id.multiply(-1))
            .otherwise(id)
            .as(Deals.OPPORTUNITY_ID),
        when(not(damaged("no stage")), stage).as(STAGE),
        ShopCalendar.instant(when(not(damaged("no date")), col(ENTERED_SECONDS))).as(ENTERED_AT));
  }
}
