package io.clientela.kpi.value.clv;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;

/** Logarithm of the probability of what was seen, as a function of parameters above 0. */
interface Likelihood {

  Point at(double... parameters);

  /**
   * @param at parameters
   * @param gradient first derivatives by the parameters
   * @param curvature second derivatives by the parameters
   */
  record Point(double[] at, double value, double[] gradient, double[][] curvature) {

    /**
     * What the parameters may be off by if this is the maximum: roots of the diagonal of the
     * inverse of the observed information. Null where that is not positive definite.
     */
    double[] standardErrors() {
      double[] scale = new double[at.length];
      Arrays.setAll(scale, i -> 1 / Math.sqrt(-curvature[i][i]));
      double[][] information = new double[at.length][at.length];
      for (int i = 0; i < at.length; i++) {
        for (int j = 0; j < at.length; j++) {
          information[i][j] = -curvature[i][j] * scale[i] * scale[j];
        }
      }
      try {
        RealMatrix covariance =
            new CholeskyDecomposition(new Array2DRowRealMatrix(information, false))
                .getSolver()
                .getInverse();
        double[] errors = new double[at.length];
        Arrays.setAll(errors, i -> scale[i] * Math.sqrt(covariance.getEntry(i, i)));
        return Arrays.stream(errors).allMatch(each -> each > 0) ? errors : null;
      } catch (NonPositiveDefiniteMatrixException e) {
        return null;
      }
    }
  }
}
