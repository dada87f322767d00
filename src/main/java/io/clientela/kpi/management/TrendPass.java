package io.clientela.kpi.management;

import io.clientela.kpi.Headlines;
import io.clientela.kpi.management.trend.Chance;
import io.clientela.kpi.management.trend.Judge;
import io.clientela.kpi.management.trend.Judge.Point;
import io.clientela.kpi.management.trend.Judge.Verdict;
import io.clientela.kpi.management.trend.Limits;
import io.clientela.model.Breakdowns;
import io.clientela.model.Sales;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Unit;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Judges the series of one partition, which lie side by side in the order of time; reads {@link
 * #READ}.
 */
final class TrendPass implements Iterator<Row> {

  /** What is read of a period. */
  static final Field[] READ = {
    Headlines.KPI,
    TrendAlerts.GRAIN,
    Breakdowns.DIMENSION,
    Breakdowns.SEGMENT,
    Sales.DAY,
    Headlines.VALUE,
    Headlines.CASES,
    Headlines.UNIT,
    Headlines.IS_ADDITIVE,
    Headlines.TITLE,
    Headlines.TITLE_PT,
    Headlines.BETTER
  };

  /** What is known of a series once it is judged by itself. */
  static final Field[] JUDGED = {
    Headlines.KPI,
    TrendAlerts.GRAIN,
    Breakdowns.DIMENSION,
    Breakdowns.SEGMENT,
    TrendAlerts.PERIOD_START,
    TrendAlerts.VALUE,
    TrendAlerts.EXPECTED,
    TrendAlerts.BASIS,
    TrendAlerts.LOW,
    TrendAlerts.HIGH,
    TrendAlerts.ROBUST_Z,
    TrendAlerts.DRIFT,
    TrendAlerts.CHANGE,
    TrendAlerts.COMPARED_PERIODS,
    TrendAlerts.COMPARED_FROM,
    TrendAlerts.COMPARED_TO,
    TrendAlerts.P_VALUE,
    TrendAlerts.STATUS,
    Headlines.UNIT,
    Headlines.TITLE,
    Headlines.TITLE_PT,
    Headlines.BETTER
  };

  static final StructType SCHEMA = schema();

  private static final int GRAIN = 1;
  private static final int SERIES = 4;
  private static final int DAY = 4;
  private static final int VALUE = 5;
  private static final int CASES = 6;
  private static final int UNIT = 7;
  private static final int IS_ADDITIVE = 8;
  private static final int TITLE = 9;
  private static final int TITLE_PT = 10;
  private static final int BETTER = 11;
  private static final long UNKNOWN = -1;

  private final Iterator<Row> periods;
  private final Judge judge;
  private final Limits limits;
  private Row following;
  private Row verdict;

  TrendPass(Iterator<Row> periods, Limits limits) {
    this.periods = periods;
    this.judge = new Judge(limits);
    this.limits = limits;
    advance();
    findNext();
  }

  @Override
  public boolean hasNext() {
    return verdict != null;
  }

  @Override
  public Row next() {
    if (verdict == null) {
      throw new NoSuchElementException();
    }
    Row found = verdict;
    findNext();
    return found;
  }

  private void advance() {
    following = periods.hasNext() ? periods.next() : null;
  }

  /** A series whose newest complete period has no value has no verdict. */
  private void findNext() {
    verdict = null;
    while (verdict == null && following != null) {
      Row first = following;
      List<Point> points = new ArrayList<>();
      boolean hasValue = false;
      while (following != null && isSameSeries(first, following)) {
        hasValue = !following.isNullAt(VALUE);
        if (hasValue) {
          points.add(point(following));
        }
        advance();
      }
      if (hasValue) {
        verdict = row(first, judged(first, points));
      }
    }
  }

  private static boolean isSameSeries(Row one, Row other) {
    return IntStream.range(0, SERIES).allMatch(i -> Objects.equals(one.get(i), other.get(i)));
  }

  private static Point point(Row period) {
    return new Point(
        period.getInt(DAY),
        period.getDouble(VALUE),
        period.isNullAt(CASES) ? UNKNOWN : period.getLong(CASES));
  }

  private Verdict judged(Row first, List<Point> points) {
    Grain grain = Grain.valueOf(first.getString(GRAIN).toUpperCase(Locale.ROOT));
    Chance chance = chance(Unit.valueOf(first.getString(UNIT).toUpperCase(Locale.ROOT)));
    boolean isVolume = chance == Chance.COUNT || first.getBoolean(IS_ADDITIVE);
    return judge.judge(points, grain, chance, isVolume);
  }

  private static Chance chance(Unit unit) {
    return switch (unit) {
      case SHARE -> Chance.SHARE;
      case PER_THOUSAND -> Chance.PER_THOUSAND;
      case COUNT -> Chance.COUNT;
      default -> Chance.UNKNOWN;
    };
  }

  private Row row(Row first, Verdict found) {
    boolean isKnown = found.forecast() != null;
    List<Point> compared = found.compared();
    return RowFactory.create(
        first.get(0),
        first.get(1),
        first.get(2),
        first.get(3),
        date(found.point().day()),
        found.point().value(),
        isKnown ? found.forecast().expected() : null,
        isKnown ? found.forecast().basis().label() : null,
        isKnown ? low(found) : null,
        isKnown ? found.forecast().at(limits.distance(), found.noise()) : null,
        isKnown ? orNull(found.forecast().robustZ(found.point().value())) : null,
        isKnown && found.forecast().drift() != 0 ? found.forecast().drift() : null,
        orNull(found.change()),
        compared.size(),
        compared.isEmpty() ? null : date(compared.get(0).day()),
        compared.isEmpty() ? null : date(compared.get(compared.size() - 1).day()),
        found.pValue().isPresent() ? found.pValue().getAsDouble() : null,
        found.status(),
        first.get(UNIT),
        first.get(TITLE),
        first.get(TITLE_PT),
        first.get(BETTER));
  }

  /** What was never below 0 is not expected there. */
  private double low(Verdict found) {
    double low = found.forecast().at(-limits.distance(), found.noise());
    boolean isPositive = found.compared().stream().allMatch(point -> point.value() >= 0);
    return isPositive ? Math.max(0, low) : low;
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Date date(int day) {
    return Date.valueOf(LocalDate.ofEpochDay(day));
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (Field field : JUDGED) {
      schema = schema.add(field.in(DataTypes.NullType));
    }
    return schema;
  }
}
