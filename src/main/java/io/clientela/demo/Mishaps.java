package io.clientela.demo;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Option;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What goes wrong with rows on the way into a feed: they are sent again, or damaged. */
final class Mishaps {
  static final String SENDING = "sending";
  static final String DAMAGE = "damage";

  private static final Column ONCE = array(lit(1));
  private static final Column TWICE = array(lit(1), lit(2));

  private Mishaps() {}

  /** Multiplies rows: those that are sent again come twice, as sending 1 and 2. */
  static Dataset<Row> sent(Dataset<Row> rows, Column isResent) {
    return rows.withColumn(SENDING, explode(when(isResent, TWICE).otherwise(ONCE)));
  }

  /** How a row is damaged: this share of the keys in one of the ways, the others in none. */
  static Column damage(double share, String question, Column key, Option... ways) {
    Column isDamaged = Dice.happens(share, question + "d", key);
    return when(isDamaged, Dice.pick(question, key, ways));
  }

  static Column damaged(String way) {
    return col(DAMAGE).eqNullSafe(way);
  }
}
