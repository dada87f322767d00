package io.clientela.kpi.service;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Exact;
import io.clientela.table.Field;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Rates of small groups drawn towards the mean of all groups (empirical Bayes): the less a group
 * has seen, the more. How much the groups truly differ is estimated from their moments, as in
 * Kleinman (1973): with none, all have the mean; with much, each keeps its own rate.
 *
 * @param part cases of a group
 * @param whole out of so many; a group with none has no rate
 * @param peers what tells one set of comparable groups from another
 */
record Shrinkage(Field part, Field whole, Column... peers) {

  /** The drawn rate; null where the group has none. */
  Column rate() {
    Column total = Exact.real(over(sum(whole.col())));
    Column mean = try_divide(Exact.real(over(sum(part.col()))), total);
    Column own = try_divide(Exact.real(part.col()), n());
    Column spread = coalesce(likeness(total, mean), lit(0.0));
    Column weight = try_divide(n().multiply(spread), n().minus(1).multiply(spread).plus(1));
    return weight.multiply(own).plus(lit(1).minus(weight).multiply(mean));
  }

  /** Correlation of two cases of one group, 0 to 1; null where all groups have the same rate. */
  private Column likeness(Column total, Column mean) {
    Column squares = Exact.real(over(sum(square(whole))));
    Column groups = Exact.real(over(count(when(whole.col().gt(0), 1))));
    Column ownParts = try_divide(Exact.real(square(part)), n());
    Column between =
        Exact.real(over(Exact.sum(ownParts))).minus(mean.multiply(mean).multiply(total));
    Column expected = groups.minus(1);
    Column pairs = total.minus(groups).plus(1).minus(try_divide(squares, total));
    Column variance = mean.multiply(lit(1).minus(mean));
    Column excess = try_divide(between, variance).minus(expected);
    return least(greatest(try_divide(excess, pairs), lit(0.0)), lit(1.0));
  }

  private Column over(Column aggregate) {
    return aggregate.over(Window.partitionBy(peers));
  }

  private Column n() {
    return Exact.real(when(whole.col().gt(0), whole.col()));
  }

  private static Column square(Field count) {
    Column exact = count.col().cast(DataTypes.createDecimalType(18, 0));
    return exact.multiply(exact);
  }
}
