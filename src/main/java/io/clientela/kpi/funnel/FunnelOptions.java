package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Policy;
import io.clientela.kpi.funnel.search.Rules;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an analyst says of a funnel besides its conditions: the keys of a funnel in the settings,
 * with steps by number.
 *
 * @param optional numbers of the steps that may be left out, from 1
 * @param exclusions one per excluded condition; null = all count from the first step to the last
 */
public record FunnelOptions(
    Mode mode,
    Policy attempts,
    Duration window,
    Duration maxGap,
    List<Integer> optional,
    List<Exclusion> exclusions)
    implements Serializable {

  /**
   * Between which steps an event must not come.
   *
   * @param after number of a step, from 1; null = the first one
   * @param before number of a step, from 1; null = the last one
   */
  public record Exclusion(Integer after, Integer before, FunnelExclusion.Effect effect)
      implements Serializable {

    private FunnelExclusion of(int number) {
      return new FunnelExclusion("exclusion " + number, null, name(after), name(before), effect);
    }

    private static String name(Integer step) {
      return step == null ? null : String.valueOf(step);
    }
  }

  public FunnelOptions {
    optional = optional == null ? List.of() : List.copyOf(optional);
    exclusions = exclusions == null ? null : List.copyOf(exclusions);
  }

  /** Of so many conditions; refused is what would be in the settings. */
  Rules rules(int steps, int excluded) {
    require(steps > 0, "steps is array(), expected one condition or more");
    require(
        optional.stream().allMatch(step -> step >= 1 && step <= steps),
        "optional is " + optional + ", expected numbers of steps from 1 to " + steps);
    List<Exclusion> bounds =
        exclusions == null
            ? Collections.nCopies(excluded, new Exclusion(null, null, null))
            : exclusions;
    require(
        bounds.size() == excluded,
        "exclusions has "
            + excluded
            + " conditions, expected "
            + bounds.size()
            + ", one for each of the options");
    Funnel funnel =
        new Funnel(
            "funnel",
            null,
            IntStream.rangeClosed(1, steps).mapToObj(this::step).toList(),
            mode,
            attempts,
            window,
            maxGap,
            IntStream.range(0, excluded).mapToObj(i -> bounds.get(i).of(i + 1)).toList(),
            null,
            null,
            null,
            null);
    return funnel.rules();
  }

  /** The number is its name, so that a refusal names it as the options do. */
  private FunnelStep step(int number) {
    return new FunnelStep(null, String.valueOf(number), null, optional.contains(number));
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
