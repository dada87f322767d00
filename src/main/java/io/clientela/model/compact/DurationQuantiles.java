package io.clientela.model.compact;

import static org.apache.spark.sql.functions.udaf;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Aggregate: median, third quartile and ninth decile of durations that were written in parts. */
public final class DurationQuantiles extends Aggregator<byte[], Durations, Row> {

  public static final String MEDIAN = "median";
  public static final String P75 = "p75";
  public static final String P90 = "p90";

  private static final long serialVersionUID = 1L;
  private static final StructType QUANTILES =
      new StructType()
          .add(MEDIAN, DataTypes.DoubleType)
          .add(P75, DataTypes.DoubleType)
          .add(P90, DataTypes.DoubleType);

  /** In seconds; null where there are no durations. */
  public static Column of(Column written) {
    return udaf(new DurationQuantiles(), Encoders.BINARY()).apply(written);
  }

  @Override
  public Durations zero() {
    return new Durations();
  }

  @Override
  public Durations reduce(Durations all, byte[] written) {
    all.add(written);
    return all;
  }

  @Override
  public Durations merge(Durations all, Durations more) {
    all.add(more.toBytes());
    return all;
  }

  @Override
  public Row finish(Durations all) {
    return RowFactory.create((Object[]) all.seconds(0.5, 0.75, 0.9));
  }

  @Override
  public Encoder<Durations> bufferEncoder() {
    return Encoders.kryo(Durations.class);
  }

  @Override
  public Encoder<Row> outputEncoder() {
    return Encoders.row(QUANTILES);
  }
}
