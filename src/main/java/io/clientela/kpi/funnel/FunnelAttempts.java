package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.udf;

import io.clientela.kpi.Kpi;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Money;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The attempts behind funnel_conversion, one by one. */
public record FunnelAttempts(
    @Meaning(
            "Names of the funnels of funnel_conversion whose attempts are published; none by default")
        List<String> funnels)
    implements Kpi {

  static final Field COUNTED =
      Field.label("counted", "What is counted, as text: the customer, the session, ...");
  static final Field ENTERED_AT = Field.instant("entered_at", "When the first step was taken");
  static final Field STEP_TIMES =
      new Field(
          "step_times",
          DataTypes.createArrayType(DataTypes.TimestampType, false),
          Unit.ANY,
          false,
          "When each step was taken, in order of time");
  static final Field STEPS =
      new Field(
          "steps",
          DataTypes.createArrayType(DataTypes.IntegerType, false),
          Unit.ANY,
          false,
          "Which step that was; 1 = the first of the funnel");
  static final Field CONVERTED =
      FunnelChains.IS_CONVERTED.renamed("converted", "All steps were taken");
  static final Field REVENUE =
      Field.money(
          "revenue", "Of the converting order, less the refunds known; 0 where there is none");

  private static final DataType STEP_MICROS = DataTypes.createArrayType(DataTypes.LongType, false);

  public FunnelAttempts {
    funnels = funnels == null ? List.of() : List.copyOf(funnels);
  }

  @Override
  public Table output() {
    return Table.named("funnel_attempts")
        .titled("Funnel attempts", "Tentativas de funil")
        .grain(
            "One row per funnel, customer (or session, or whatever is counted) and attempt",
            "Uma linha por funil, cliente (ou sessão, ou o que se conta) e tentativa")
        .key(FunnelChains.FUNNEL, FunnelChains.CUSTOMER_ID, COUNTED, FunnelChains.ATTEMPT)
        .values(ENTERED_AT, STEP_TIMES, STEPS, FunnelChains.FURTHEST, CONVERTED, REVENUE)
        .latestOnly()
        .definedBy(
            "The attempts that funnel_conversion counts, with the time of every step taken",
            "As tentativas que funnel_conversion conta, com a hora de cada passo dado");
  }

  @Override
  public Needs needs() {
    return funnels.isEmpty()
        ? Needs.idle("no funnel is named (kpis.funnel_attempts.funnels)")
        : Needs.all(FunnelChains.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    UserDefinedFunction times =
        udf((UDF1<byte[], long[]>) path -> Path.of(path).times(), STEP_MICROS);
    UserDefinedFunction steps =
        udf((UDF1<byte[], int[]>) path -> Path.of(path).steps(), STEPS.type());
    Column counted =
        coalesce(
            FunnelChains.COUNTED.col(), FunnelChains.CUSTOMER_ID.col().cast(DataTypes.StringType));
    return facts
        .of(FunnelChains.TABLE)
        .where(FunnelChains.FUNNEL.col().isin(funnels.toArray()))
        .where(FunnelChains.FURTHEST.col().gt(0))
        .select(
            FunnelChains.FUNNEL.col(),
            FunnelChains.CUSTOMER_ID.col(),
            COUNTED.is(counted),
            FunnelChains.ATTEMPT.col(),
            ENTERED_AT.is(timestamp_micros(FunnelChains.ENTRY.col())),
            STEP_TIMES.is(
                transform(times.apply(FunnelChains.PATH.col()), at -> timestamp_micros(at))),
            STEPS.is(steps.apply(FunnelChains.PATH.col())),
            FunnelChains.FURTHEST.col(),
            CONVERTED.is(FunnelChains.IS_CONVERTED.col()),
            REVENUE.is(Money.fromTenThousandths(FunnelChains.REVENUE.col())));
  }
}
