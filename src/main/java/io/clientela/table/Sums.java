package io.clientela.table;

import java.math.BigDecimal;
import java.util.Arrays;
import org.apache.spark.sql.types.DecimalType;

/**
 * Measures of cells added up: counts, and money exactly; unknown where a cell has no such measure.
 */
public final class Sums {

  private final Field[] measures;
  private final long[] counts;
  private final BigDecimal[] money;
  private final boolean[] isUnknown;

  public Sums(Field... measures) {
    this.measures = measures;
    this.counts = new long[measures.length];
    this.money = new BigDecimal[measures.length];
    this.isUnknown = new boolean[measures.length];
    Arrays.fill(money, BigDecimal.ZERO);
  }

  public void add(Cell cell) {
    for (int i = 0; i < measures.length; i++) {
      if (!cell.has(measures[i])) {
        isUnknown[i] = true;
      } else if (isMoney(i)) {
        money[i] = money[i].add(cell.exact(measures[i]));
      } else {
        counts[i] += cell.count(measures[i]);
      }
    }
  }

  public void add(Sums other) {
    for (int i = 0; i < measures.length; i++) {
      counts[i] += other.counts[i];
      money[i] = money[i].add(other.money[i]);
      isUnknown[i] |= other.isUnknown[i];
    }
  }

  public long count(Field measure) {
    return counts[at(measure)];
  }

  public BigDecimal money(Field measure) {
    return money[at(measure)];
  }

  public boolean isKnown(Field measure) {
    return !isUnknown[at(measure)];
  }

  void to(RowsOut out) {
    for (int i = 0; i < measures.length; i++) {
      Object sum = isMoney(i) ? money[i] : counts[i];
      out.put(measures[i], isUnknown[i] ? null : sum);
    }
  }

  private boolean isMoney(int i) {
    return measures[i].type() instanceof DecimalType;
  }

  private int at(Field measure) {
    for (int i = 0; i < measures.length; i++) {
      if (measures[i].name().equals(measure.name())) {
        return i;
      }
    }
    throw new IllegalArgumentException(measure.name() + " was not added up");
  }
}
