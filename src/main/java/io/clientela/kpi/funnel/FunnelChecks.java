package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Policy;
import java.time.Duration;
import java.util.List;

/** What a funnel may not be; a problem begins with the key that it is about. */
final class FunnelChecks {

  private FunnelChecks() {}

  static void named(String name, List<FunnelStep> steps) {
    require(name != null && !name.isBlank(), "name is missing, expected a name for the funnel");
    require(
        steps != null && !steps.isEmpty(),
        "steps is " + steps + ", expected a list of interaction types such as [view, cart, order]");
  }

  static void times(Duration window, Duration maxGap) {
    aboveZero("window", window);
    aboveZero("max-gap", maxGap);
  }

  static void steps(List<FunnelStep> steps, List<FunnelExclusion> exclusions, Integer maxEvents) {
    require(
        maxEvents == null || maxEvents >= steps.size(),
        "max-events is "
            + maxEvents
            + ", expected "
            + steps.size()
            + " (one for each step) or more");
    require(
        !steps.get(0).optional() && !steps.get(steps.size() - 1).optional(),
        "steps begin or end with an optional one, expected a first and a last that have to be taken");
    int conditions = Conditions.of(steps, exclusions).size();
    require(
        conditions <= Conditions.MOST,
        "steps and exclusions have "
            + conditions
            + " conditions, expected at most "
            + Conditions.MOST
            + " (steps with the same type and where share one)");
  }

  static void anyOrder(
      List<FunnelStep> steps,
      Mode mode,
      Policy attempts,
      Duration maxGap,
      List<FunnelExclusion> exclusions) {
    if (mode != Mode.ANY_ORDER) {
      return;
    }
    require(
        steps.stream().noneMatch(FunnelStep::optional),
        "steps are optional in a funnel of any-order, where every one may be missing; expected none");
    require(
        attempts != Policy.LATEST_ENTRY,
        "attempts is latest-entry in a funnel of any-order, where the last event enters; expected"
            + " furthest, first-entry or all");
    require(
        maxGap == null,
        "max-gap is set in a funnel of any-order, where no step is next; expected a window");
    require(
        exclusions.stream().allMatch(each -> each.after() == null && each.before() == null),
        "exclusions name steps in a funnel of any-order, where none is before another; expected"
            + " neither after nor before");
  }

  static void bounds(FunnelExclusion exclusion, List<FunnelStep> steps) {
    int after = exclusion.after() == null ? 0 : bound(exclusion.after(), steps);
    int before = exclusion.before() == null ? steps.size() - 1 : bound(exclusion.before(), steps);
    require(
        after < before,
        "exclusions has after "
            + steps.get(after).name()
            + " and before "
            + steps.get(before).name()
            + ", expected a step and a later one");
  }

  private static int bound(String name, List<FunnelStep> steps) {
    int step = number(name, names(steps), "exclusions");
    require(
        !steps.get(step).optional(),
        "exclusions names "
            + name
            + ", which may be left out, expected a step that has to be taken");
    return step;
  }

  static void attribution(String attribution, List<FunnelStep> steps) {
    if (attribution == null || Funnel.NO_STEPS.contains(attribution)) {
      return;
    }
    List<String> names = names(steps);
    require(
        names.contains(attribution),
        "attribution is " + attribution + ", expected entry, first, last or one of " + names);
    number(attribution, names, "attribution");
  }

  private static List<String> names(List<FunnelStep> steps) {
    return steps.stream().map(FunnelStep::name).toList();
  }

  private static int number(String step, List<String> names, String key) {
    require(
        names.contains(step),
        key + " names " + step + ", which no step is called, expected one of " + names);
    require(
        names.indexOf(step) == names.lastIndexOf(step),
        key
            + " names "
            + step
            + ", which two steps are called, expected one that is alone; give them names");
    return names.indexOf(step);
  }

  static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  private static void aboveZero(String key, Duration time) {
    require(
        time == null || !time.isNegative() && !time.isZero(),
        key + " is " + time + ", expected a time above 0");
  }
}
