package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.funnel.search.Rules;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** What differs from funnel to funnel, as columns of rows that name their funnel. */
record PerFunnel(List<Funnel> funnels) {

  /** How long an attempt can last, in microseconds; null = without end. */
  Column open() {
    return of(
        funnel -> funnel.openMicros() == Rules.NO_LIMIT ? lit(null) : lit(funnel.openMicros()));
  }

  /** Of the row's step. */
  Column stepName() {
    return of(funnel -> ofStep(funnel.rowNames()));
  }

  Column isOptional() {
    return of(funnel -> ofStep(funnel.steps().stream().map(FunnelStep::optional).toList()));
  }

  private static Column ofStep(List<?> values) {
    Column[] literals = values.stream().map(functions::lit).toArray(Column[]::new);
    return element_at(array(literals), FunnelConversion.STEP_INDEX.col());
  }

  Column of(Function<Funnel, Column> value) {
    Column result = lit(null);
    for (Funnel funnel : funnels) {
      Column isFunnel = FunnelChains.FUNNEL.col().equalTo(funnel.name());
      result = when(isFunnel, value.apply(funnel)).otherwise(result);
    }
    return result;
  }
}
