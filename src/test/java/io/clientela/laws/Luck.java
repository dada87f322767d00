package io.clientela.laws;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/** What random rows are drawn with. */
record Luck(Random random) {

  static Luck of(long seed) {
    return new Luck(new Random(seed));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return below(times) == 0;
  }

  boolean tossed() {
    return random.nextBoolean();
  }

  /** A day of the shop; few hours of it, so that things happen at once. */
  Instant at(int day) {
    return RandomShop.OPENED.plus(day, ChronoUnit.DAYS).plus(6L * below(4), ChronoUnit.HOURS);
  }

  static BigDecimal cents(long count) {
    return BigDecimal.valueOf(count, 2);
  }

  @SafeVarargs
  final <T> T oneOf(T... values) {
    return values[below(values.length)];
  }
}
