package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Attempt;
import io.clientela.kpi.funnel.search.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a funnel function says of the attempts of one group; each is a function of its name. */
public enum FunnelFunctionAnswer {

  /** The furthest step of all attempts; 0 = none was entered. */
  WINDOW_FUNNEL(DataTypes.IntegerType) {
    @Override
    Object of(List<Attempt> attempts, Stream events, int steps) {
      return attempts.stream().mapToInt(Attempt::furthest).max().orElse(0);
    }
  },

  /** Every attempt, in the words of the table funnel_attempts. */
  FUNNEL_ATTEMPTS(
      DataTypes.createArrayType(
          new StructType()
              .add(FunnelChains.ATTEMPT.name(), DataTypes.IntegerType, false)
              .add(FunnelAttempts.ENTERED_AT.name(), DataTypes.TimestampType, false)
              .add(
                  FunnelAttempts.STEP_TIMES.name(),
                  DataTypes.createArrayType(DataTypes.TimestampType, false),
                  false)
              .add(
                  FunnelAttempts.STEPS.name(),
                  DataTypes.createArrayType(DataTypes.IntegerType, false),
                  false)
              .add(FunnelChains.FURTHEST.name(), DataTypes.IntegerType, false)
              .add(FunnelAttempts.CONVERTED.name(), DataTypes.BooleanType, false),
          false)) {
    @Override
    Object of(List<Attempt> attempts, Stream events, int steps) {
      return new GenericArrayData(
          IntStream.range(0, attempts.size())
              .mapToObj(i -> row(i + 1, attempts.get(i), events, steps))
              .toArray());
    }
  };

  private final DataType type;

  FunnelFunctionAnswer(DataType type) {
    this.type = type;
  }

  public String function() {
    return name().toLowerCase(Locale.ROOT);
  }

  DataType type() {
    return type;
  }

  abstract Object of(List<Attempt> attempts, Stream events, int steps);

  private static InternalRow row(int number, Attempt attempt, Stream events, int steps) {
    long[] times = Arrays.stream(attempt.events()).mapToLong(event -> events.at()[event]).toArray();
    int[] taken = Arrays.stream(attempt.steps()).map(step -> step + 1).toArray();
    return new GenericInternalRow(
        new Object[] {
          number,
          times[0],
          UnsafeArrayData.fromPrimitiveArray(times),
          UnsafeArrayData.fromPrimitiveArray(taken),
          attempt.furthest(),
          attempt.furthest() == steps
        });
  }
}
