package io.clientela.testing;

import io.clientela.job.settings.Inline;
import io.clientela.kpi.funnel.Funnel;
import io.clientela.kpi.funnel.FunnelConversion;
import io.clientela.table.Grain;
import java.util.Arrays;
import java.util.List;

/** Funnels as their users write them. */
public final class Funnels {

  private Funnels() {}

  public static Funnel of(String keys) {
    return Inline.read(Funnel.class, keys, "funnel");
  }

  /** Over all time only. */
  public static FunnelConversion conversion(String... funnels) {
    return conversion(List.of(), funnels);
  }

  public static FunnelConversion conversion(List<Grain> grains, String... funnels) {
    return new FunnelConversion(grains, Arrays.stream(funnels).map(Funnels::of).toList());
  }
}
