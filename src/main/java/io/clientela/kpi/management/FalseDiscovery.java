package io.clientela.kpi.management;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The share of false ones among what is as rare or rarer (Benjamini and Hochberg 1995). */
final class FalseDiscovery {

  private FalseDiscovery() {}

  /**
   * @param pValues probability of each, if nothing had happened; null is not counted and gets none
   */
  static Double[] shares(List<Double> pValues) {
    int[] rarestFirst =
        IntStream.range(0, pValues.size())
            .filter(i -> pValues.get(i) != null)
            .boxed()
            .sorted(Comparator.comparing(pValues::get))
            .mapToInt(i -> i)
            .toArray();
    Double[] shares = new Double[pValues.size()];
    double lowest = 1;
    for (int place = rarestFirst.length; place > 0; place--) {
      int i = rarestFirst[place - 1];
      lowest = Math.min(lowest, rarestFirst.length * pValues.get(i) / place);
      shares[i] = lowest;
    }
    return shares;
  }
}
