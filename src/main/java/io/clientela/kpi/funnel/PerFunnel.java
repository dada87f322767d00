package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.funnel.search.Rules;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;

/** What differs from funnel to funnel, as columns of rows that name their funnel. */
record PerFunnel(List<Funnel> funnels) {

  /** How long an attempt can last, in microseconds; null = without end. */
  Column open() {
    return of(
        funnel -> funnel.openMicros() == Rules.NO_LIMIT ? lit(null) : lit(funnel.openMicros()));
  }

  private Column of(Function<Funnel, Column> value) {
    Column result = lit(null);
    for (Funnel funnel : funnels) {
      Column isFunnel = FunnelChains.FUNNEL.col().equalTo(funnel.name());
      result = when(isFunnel, value.apply(funnel)).otherwise(result);
    }
    return result;
  }
}
