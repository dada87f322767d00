package io.clientela.kpi.funnel;

import io.clientela.table.Cell;
import java.util.List;

/**
 * What gets lost from step to step.
 *
 * @param before matured customers of the step before that is not optional; -1 where there is none
 * @param entries those of the first step
 * @param largest place of the step that loses most; -1 where none does
 */
record StepLosses(long[] before, long[] dropped, long entries, int largest) {

  static StepLosses of(List<Cell> steps, Funnel funnel) {
    long[] before = new long[steps.size()];
    long[] dropped = new long[steps.size()];
    long last = -1;
    long entries = 0;
    int largest = -1;
    for (int i = 0; i < before.length; i++) {
      long matured = steps.get(i).count(FunnelConversion.MATURED_CUSTOMERS);
      boolean isOptional =
          funnel.steps().get(steps.get(i).integer(FunnelConversion.STEP_INDEX) - 1).optional();
      before[i] = last;
      dropped[i] = isOptional || last < 0 ? 0 : last - matured;
      entries = Math.max(entries, matured);
      last = isOptional ? last : matured;
      if (dropped[i] > (largest < 0 ? 0 : dropped[largest])) {
        largest = i;
      }
    }
    return new StepLosses(before, dropped, entries, largest);
  }
}
