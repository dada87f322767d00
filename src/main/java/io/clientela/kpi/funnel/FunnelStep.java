package io.clientela.kpi.funnel;

import io.clientela.table.Meaning;
import java.io.Serializable;

/**
 * One step of a funnel; in the settings the type alone says as much.
 *
 * @param type null = interactions of any type
 * @param where null = every event of the type
 */
public record FunnelStep(
    @Meaning("Name in the table; default: the type") String name,
    @Meaning(
            "Type of the events; order is an order of the orders table. Left out, events of any type that"
                + " `where` holds for")
        String type,
    @Meaning(
            "Condition in SQL over the columns of the events (of the orders where type is order), such as"
                + " `properties['plan'] = 'pro'`")
        String where,
    @Meaning("Whether the step may be left out; neither the first nor the last one")
        Boolean optional)
    implements Serializable {

  public FunnelStep {
    if (type == null && where == null) {
      throw new IllegalArgumentException("type is missing, expected an interaction type or where");
    }
    if (name == null && type == null) {
      throw new IllegalArgumentException("name is missing, expected one where there is no type");
    }
    name = name == null ? type : name;
    optional = optional != null && optional;
    Conditions.check(where);
  }

  /** A step of its type only. */
  public static FunnelStep of(String type) {
    return new FunnelStep(null, type, null, null);
  }
}
