package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.kpi.value.clv.Likelihood.Point;

/** Derivatives against differences. */
final class Slopes {

  private static final double STEP = 1e-5;

  private Slopes() {}

  static void assertDerivatives(Likelihood likelihood, double... at) {
    Point point = likelihood.at(at);
    for (int i = 0; i < at.length; i++) {
      Point less = likelihood.at(moved(at, i, -STEP));
      Point more = likelihood.at(moved(at, i, STEP));
      double change = 2 * STEP * at[i];
      double slope = (more.value() - less.value()) / change;
      double scale = Math.abs(point.value()) / at[i];
      assertEquals(slope, point.gradient()[i], 1e-7 * scale, "slope by " + i);
      for (int j = 0; j < at.length; j++) {
        double curvature = (more.gradient()[j] - less.gradient()[j]) / change;
        assertEquals(
            curvature, point.curvature()[i][j], 1e-7 * scale / at[j], "curvature by " + i + j);
      }
    }
  }

  private static double[] moved(double[] at, int i, double by) {
    double[] moved = at.clone();
    moved[i] *= 1 + by;
    return moved;
  }
}
