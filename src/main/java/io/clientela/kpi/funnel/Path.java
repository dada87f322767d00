package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Attempt;
import io.clientela.model.compact.Bytes;

/**
 * The steps of an attempt and when they were taken, in order of time; written as a few bytes, since
 * rows with lists cost more than the search itself.
 *
 * @param steps from 1
 * @param times microseconds since 1970
 */
record Path(int[] steps, long[] times) {

  static Path of(Attempt attempt, long[] at) {
    int[] steps = new int[attempt.steps().length];
    long[] times = new long[steps.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = attempt.steps()[i] + 1;
      times[i] = at[attempt.events()[i]];
    }
    return new Path(steps, times);
  }

  byte[] toBytes() {
    Bytes bytes = Bytes.empty();
    bytes.put(steps.length);
    long before = 0;
    for (int i = 0; i < steps.length; i++) {
      bytes.put(steps[i]);
      bytes.putSigned(times[i] - before);
      before = times[i];
    }
    return bytes.toArray();
  }

  static Path of(byte[] written) {
    Bytes bytes = Bytes.of(written);
    int[] steps = new int[(int) bytes.get()];
    long[] times = new long[steps.length];
    long at = 0;
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (int) bytes.get();
      at += bytes.getSigned();
      times[i] = at;
    }
    return new Path(steps, times);
  }
}
