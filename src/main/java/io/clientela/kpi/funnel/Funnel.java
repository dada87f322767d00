package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Policy;
import io.clientela.kpi.funnel.search.Rules;
import io.clientela.model.Asks;
import io.clientela.model.History;
import io.clientela.model.Interactions;
import io.clientela.table.Meaning;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One funnel: its steps, how they follow each other, and which attempts count.
 *
 * @param window null = no limit
 * @param maxGap null = no limit
 * @param attribution null = the customer's attribute where there is one
 * @param maxEvents null = all
 */
public record Funnel(
    @Meaning("Name, unique among the funnels") String name,
    @Meaning(
            "Whose events: interactions (and orders); leads (created, converted); opportunities (created, the"
                + " stages entered, won, lost)")
        EventSource events,
    @Meaning(
            "The steps, each an interaction type (`view`) or keys; an `order` is one of the orders table")
        List<FunnelStep> steps,
    @Meaning(
            "ordered: times do not decrease. strictly-increasing: they increase. strict: no other event between"
                + " two steps. any-order: whatever their order")
        Mode mode,
    @Meaning(
            "furthest: the best attempt of the customer. first-entry, latest-entry: only the first or last step 1"
                + " enters. all: every attempt counts, one after the other")
        Policy attempts,
    @Meaning(
            "Longest time from the first step to any other, edge included: 30s, 15m, 12h, 7d; null = no limit")
        Duration window,
    @Meaning("Longest time from one step to the next, edge included; null = no limit")
        Duration maxGap,
    @Meaning("Events that must not come between two steps") List<FunnelExclusion> exclusions,
    @Meaning("Columns whose values all steps of a chain share, such as [session_id]")
        List<String> holdConstant,
    @Meaning(
            "What is counted: customer_id, session_id (of a customer), or another column of the events. Default:"
                + " customer_id, lead_id or opportunity_id")
        String countBy,
    @Meaning(
            "Whose event gives the segment: entry (the first step), first or last (the first or last value known along"
                + " the chain), or the name of a step. Default: the customer's attribute where there is one, else entry")
        String attribution,
    @Meaning(
            "Most events of one customer that are looked at, the earliest; the table says what that cut. Default: all")
        Integer maxEvents)
    implements Serializable {

  static final String BY_CUSTOMER = Interactions.CUSTOMER_ID.name();
  static final String ENTRY = "entry";
  static final String FIRST = "first";
  static final String LAST = "last";

  /** Attributions that are no names of steps. */
  static final List<String> NO_STEPS = List.of(ENTRY, FIRST, LAST);

  public Funnel {
    FunnelChecks.named(name, steps);
    steps = List.copyOf(steps);
    mode = mode == null ? Mode.ORDERED : mode;
    attempts = attempts == null ? Policy.FURTHEST : attempts;
    exclusions = exclusions == null ? List.of() : List.copyOf(exclusions);
    holdConstant = holdConstant == null ? List.of() : lowerCase(holdConstant);
    events = events == null ? EventSource.INTERACTIONS : events;
    countBy = countBy == null ? events.countBy() : countBy.toLowerCase(Locale.ROOT);
    FunnelChecks.times(window, maxGap);
    FunnelChecks.steps(steps, exclusions, maxEvents);
    FunnelChecks.anyOrder(steps, mode, attempts, maxGap, exclusions);
    List<FunnelStep> taken = steps;
    exclusions.forEach(exclusion -> FunnelChecks.bounds(exclusion, taken));
    FunnelChecks.attribution(attribution, steps);
  }

  /** As columns are called once they are admitted. */
  private static List<String> lowerCase(List<String> columns) {
    return columns.stream().map(column -> column.toLowerCase(Locale.ROOT)).toList();
  }

  /** Steps in order, within a window. */
  public static Funnel of(String name, List<String> types, Duration window) {
    return new Funnel(
        name,
        null,
        types.stream().map(FunnelStep::of).toList(),
        null,
        null,
        window,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** The funnels of a setting; none where there is none. */
  static List<Funnel> checked(List<Funnel> funnels) {
    List<Funnel> given = funnels == null ? List.of() : List.copyOf(funnels);
    Set<String> names = new HashSet<>();
    for (Funnel funnel : given) {
      FunnelChecks.require(
          names.add(funnel.name()),
          "funnels holds " + funnel.name() + " twice, expected names that differ");
    }
    return given;
  }

  static Asks asks(List<Funnel> funnels) {
    Set<String> types = new HashSet<>();
    Set<String> columns = new HashSet<>(Conditions.of(funnels).columns());
    for (Funnel funnel : funnels) {
      columns.addAll(funnel.labels());
      if (funnel.events() == EventSource.INTERACTIONS) {
        funnel.types().filter(type -> !funnel.takesOrders(type)).forEach(types::add);
      }
    }
    return Asks.NOTHING.withTypes(types).withColumns(columns);
  }

  /** The name of each row of the table: of a step, or of how many were taken in any order. */
  List<String> rowNames() {
    return mode != Mode.ANY_ORDER
        ? names()
        : IntStream.rangeClosed(1, steps.size()).mapToObj(n -> n + " of " + steps.size()).toList();
  }

  /** Whether the last row is reached by a row of the orders table. */
  boolean endsWithOrder() {
    Stream<FunnelStep> last =
        mode == Mode.ANY_ORDER ? steps.stream() : steps.stream().skip(steps.size() - 1);
    return last.anyMatch(step -> step.type() != null && takesOrders(step.type()));
  }

  List<String> names() {
    return steps.stream().map(FunnelStep::name).toList();
  }

  /** Whether events of the type come from the orders table, where there is one. */
  private boolean takesOrders(String type) {
    return type.equals(History.ORDER)
        && events == EventSource.INTERACTIONS
        && countBy.equals(BY_CUSTOMER);
  }

  /** Columns that the events must bring along besides those of conditions. */
  List<String> labels() {
    List<String> labels = new ArrayList<>(holdConstant);
    labels.add(countBy);
    return labels;
  }

  /** Whether the events say which segment it is, and not the customer. */
  boolean isAttributed() {
    return attribution != null || events != EventSource.INTERACTIONS;
  }

  /** The number of the step that gives the segment, or -1 where that is no single one. */
  int attributedStep() {
    boolean isNamed = attribution != null && !NO_STEPS.contains(attribution);
    return isNamed ? names().indexOf(attribution) : -1;
  }

  /** Longest time that an attempt can last, in microseconds. */
  long openMicros() {
    long window = micros(this.window);
    long byGap =
        maxGap == null ? Rules.NO_LIMIT : Math.multiplyExact(micros(maxGap), steps.size() - 1L);
    return Math.min(window, byGap);
  }

  private static long micros(Duration time) {
    return time == null ? Rules.NO_LIMIT : time.toNanos() / 1000;
  }

  /** Whatever the funnel looks at, numbered in the order of its steps. */
  Conditions conditions() {
    return Conditions.of(steps, exclusions);
  }

  Rules rules() {
    Conditions conditions = conditions();
    int[] ofSteps = steps.stream().mapToInt(conditions::number).toArray();
    boolean[] optional = new boolean[steps.size()];
    IntStream.range(0, optional.length).forEach(i -> optional[i] = steps.get(i).optional());
    return new Rules(
        ofSteps,
        optional,
        mode,
        attempts,
        micros(window),
        micros(maxGap),
        exclusions.stream().map(each -> exclusion(each, conditions)).toList());
  }

  private Rules.Exclusion exclusion(FunnelExclusion exclusion, Conditions conditions) {
    return new Rules.Exclusion(
        conditions.number(exclusion),
        exclusion.after() == null ? 0 : names().indexOf(exclusion.after()),
        exclusion.before() == null ? steps.size() - 1 : names().indexOf(exclusion.before()),
        exclusion.effect() == FunnelExclusion.Effect.REMOVE);
  }

  Stream<String> types() {
    return Stream.concat(
            steps.stream().map(FunnelStep::type), exclusions.stream().map(FunnelExclusion::type))
        .filter(type -> type != null);
  }
}
