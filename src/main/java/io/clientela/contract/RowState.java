package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Rule;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * What becomes of a row, as one number: the rules that it breaks, a bit for each, above zero;
 * otherwise below. A row that is admitted says its business day.
 */
final class RowState {

  static final long LATER = Long.MIN_VALUE;

  /** A copy of a row that is counted elsewhere. */
  static final long DUPLICATE = Long.MIN_VALUE + 1;

  /** Another version of its id counts. */
  static final long SUPERSEDED = Long.MIN_VALUE + 2;

  /** Rows of its id differ, and nothing says which one counts. */
  static final long CONFLICT = Long.MIN_VALUE + 3;

  /** Admitted, without a business date. */
  static final long NO_DAY = -(1L << 41);

  /** An admitted row is its business day less this. */
  private static final long BEFORE_DAYS = 1L << 40;

  private static final int MOST_RULES = 62;

  private RowState() {}

  /**
   * The rules that a row breaks.
   *
   * @param rules each of them true or false, never null
   */
  static Column broken(List<Rule> rules) {
    if (rules.size() > MOST_RULES) {
      throw new IllegalStateException(rules.size() + " rules, at most " + MOST_RULES + " fit");
    }
    Column broken = lit(0L);
    for (int i = 0; i < rules.size(); i++) {
      broken = broken.plus(when(rules.get(i).broken(), lit(1L << i)).otherwise(lit(0L)));
    }
    return broken;
  }

  static Column of(Column broken, Column isLater, Column happensOn) {
    return when(broken.notEqual(0), broken)
        .when(isLater, LATER)
        .otherwise(coalesce(unix_date(happensOn).minus(lit(BEFORE_DAYS)), lit(NO_DAY)));
  }

  static long day(long admitted) {
    return admitted + BEFORE_DAYS;
  }

  static boolean isRejected(long state) {
    return state > 0;
  }

  static Column isAdmitted(Column state) {
    return state.between(NO_DAY, -1);
  }

  /** Of which the row is kept as evidence. */
  static Column isEvidence(Column state) {
    return state.gt(0).or(state.equalTo(CONFLICT));
  }
}
