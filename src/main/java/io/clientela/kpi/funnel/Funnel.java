package io.clientela.kpi.funnel;

import io.clientela.model.Interactions;
import io.clientela.table.Meaning;
import java.time.Duration;
import java.util.List;

/**
 * One funnel: its steps in order, and within which time they must be taken.
 *
 * @param window null = no limit
 */
public record Funnel(
    @Meaning("Name, unique among the funnels") String name,
    @Meaning("Interaction types in order; order is an order of the orders table")
        List<String> steps,
    @Meaning(
            "Longest time from the first step to any other, edge included: 30s, 15m, 12h, 7d; null = no limit")
        Duration window,
    @Meaning("What is counted: customer_id or session_id") String countBy) {

  static final String BY_CUSTOMER = Interactions.CUSTOMER_ID.name();
  private static final List<String> KEYS = List.of(BY_CUSTOMER, Interactions.SESSION_ID.name());

  public Funnel {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name is missing, expected a name for the funnel");
    }
    if (steps == null
        || steps.isEmpty()
        || steps.stream().anyMatch(step -> step == null || step.isBlank())) {
      throw new IllegalArgumentException(
          "steps is "
              + steps
              + ", expected a list of interaction types such as [view, cart, order]");
    }
    if (window != null && (window.isNegative() || window.isZero())) {
      throw new IllegalArgumentException("window is " + window + ", expected a time above 0");
    }
    countBy = countBy == null ? BY_CUSTOMER : countBy;
    if (!KEYS.contains(countBy)) {
      throw new IllegalArgumentException("count-by is " + countBy + ", expected one of " + KEYS);
    }
    steps = List.copyOf(steps);
  }

  boolean countsCustomers() {
    return countBy.equals(BY_CUSTOMER);
  }

  long windowMicros() {
    return window == null ? Long.MAX_VALUE : window.toNanos() / 1000;
  }
}
