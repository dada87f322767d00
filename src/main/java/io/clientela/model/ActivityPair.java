package io.clientela.model;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A first activity and another one that counts as coming back, written {@code visit->order}: the
 * customers who visit, and when they order from then on.
 */
public record ActivityPair(String start, String back) implements Serializable {

  private static final String ARROW = "->";

  /** Empty where the text names a single activity. */
  public static Optional<ActivityPair> in(String activity) {
    int arrow = activity.indexOf(ARROW);
    if (arrow < 0) {
      return Optional.empty();
    }
    String start = activity.substring(0, arrow).strip();
    String back = activity.substring(arrow + ARROW.length()).strip();
    if (start.isEmpty() || back.isEmpty() || back.contains(ARROW)) {
      throw new IllegalArgumentException(
          "activities holds " + activity + ", expected a pair such as visit->order");
    }
    return Optional.of(new ActivityPair(start, back));
  }

  /** The activities as tables name them. */
  public static List<String> namesOf(List<String> activities) {
    return activities.stream()
        .map(activity -> in(activity).map(ActivityPair::name).orElse(activity))
        .toList();
  }

  public String name() {
    return start + ARROW + back;
  }
}
