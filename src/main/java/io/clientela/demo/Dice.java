package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * The demo's chance: every throw is a hash of its question and of the key of what it is about.
 *
 * <p>So a throw is the same on every machine and in every partition, and two tables that ask the
 * same question about the same key agree without a join.
 */
final class Dice {
  private static final int LOW_BITS = 11;
  private static final double UNIT = 0x1p-53;
  private static final int BELL_PARTS = 4;
  private static final int BELL_BITS = 16;
  private static final double BELL_MEAN = BELL_PARTS * ((1 << BELL_BITS) - 1) / 2.0;
  private static final double BELL_DEVIATION = (1 << BELL_BITS) * Math.sqrt(BELL_PARTS / 12.0);

  private Dice() {}

  /** What a throw is about: one key per customer, order, session, event. */
  static Column key(Column owner, Column number) {
    return xxhash64(owner, number);
  }

  /** A number in [0, 1), all equally likely. */
  static Column uniform(String question, Column key) {
    return shiftrightunsigned(hash(question, key), LOW_BITS).multiply(UNIT);
  }

  /** A number in [from, to), all equally likely. */
  static Column between(double from, double to, String question, Column key) {
    return uniform(question, key).multiply(to - from).plus(from);
  }

  /** A whole number in [0, count), all equally likely. */
  static Column below(int count, String question, Column key) {
    return floor(uniform(question, key).multiply(count));
  }

  /** True for this share of the keys. */
  static Column happens(double share, String question, Column key) {
    return uniform(question, key).lt(share);
  }

  /**
   * About normal with mean 0 and deviation 1: four parts of one hash added up, which is exact
   * everywhere and never further out than 3.5.
   */
  static Column bell(String question, Column key) {
    Column hash = hash(question, key);
    Column sum = lit(0L);
    for (int part = 0; part < BELL_PARTS; part++) {
      Column bits = shiftrightunsigned(hash, part * BELL_BITS).bitwiseAND((1L << BELL_BITS) - 1);
      sum = sum.plus(bits);
    }
    return sum.minus(BELL_MEAN).divide(BELL_DEVIATION);
  }

  /** One of the options, as often as they weigh. */
  static Column pick(String question, Column key, Option... options) {
    return slot(
        uniform(question, key),
        Stream.of(options)
            .flatMap(option -> Collections.nCopies(option.weight(), option.name()).stream())
            .toArray(String[]::new));
  }

  /** The slot of a literal array at a share in [0, 1) of its length. */
  static Column slot(Column share, int[] slots) {
    return get(lit(slots), floor(share.multiply(slots.length)).cast("int"));
  }

  private static Column slot(Column share, String[] slots) {
    return get(lit(slots), floor(share.multiply(slots.length)).cast("int"));
  }

  /** The factor of a column's value; 1 where none is named. */
  static Column factor(String column, Factor... factors) {
    Column result = lit(1.0);
    for (Factor factor : factors) {
      result = when(col(column).equalTo(factor.name()), factor.value()).otherwise(result);
    }
    return result;
  }

  /** An array in which hour, day or other number n stands weights[n] times. */
  static int[] slots(int... weights) {
    int[] slots = new int[Arrays.stream(weights).sum()];
    int next = 0;
    for (int number = 0; number < weights.length; number++) {
      Arrays.fill(slots, next, next + weights[number], number);
      next += weights[number];
    }
    return slots;
  }

  private static Column hash(String question, Column key) {
    return xxhash64(key, lit(question.hashCode()));
  }

  /** A name to pick (null: none) and its weight. */
  record Option(String name, int weight) {}

  /** How much a name changes a number. */
  record Factor(String name, double value) {}
}
