package io.clientela.kpi.funnel;

import io.clientela.table.Meaning;
import java.io.Serializable;

/** Events that must not come between two steps of a funnel. */
public record FunnelExclusion(
    @Meaning("Interaction type; left out, interactions of any type that `where` holds for")
        String type,
    @Meaning("Condition in SQL over the columns of the interactions") String where,
    @Meaning("Name of the step after which it counts; default: the first one") String after,
    @Meaning("Name of the step from which on it does not; default: the last one") String before,
    @Meaning("stop: the attempt ends with the steps it has taken. remove: it is not counted at all")
        Effect effect)
    implements Serializable {

  /** What such an event does to an attempt. */
  public enum Effect {
    STOP,
    REMOVE
  }

  public FunnelExclusion {
    if (type == null && where == null) {
      throw new IllegalArgumentException("type is missing, expected an interaction type or where");
    }
    effect = effect == null ? Effect.STOP : effect;
    Conditions.check(where);
  }
}
