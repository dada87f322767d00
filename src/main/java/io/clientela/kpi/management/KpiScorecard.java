package io.clientela.kpi.management;

import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The headlines of every KPI in one place, for managers and for whatever compares KPIs. */
public record KpiScorecard() implements Kpi {

  static final Table TABLE =
      Table.named("kpi_scorecard")
          .titled("KPI scorecard", "Painel de indicadores")
          .grain(
              "One row per KPI, grain, segment and period",
              "Uma linha por indicador, granularidade, segmento e período")
          .key(Headlines.TABLE.key().toArray(Field[]::new))
          .values(Headlines.TABLE.values().toArray(Field[]::new))
          .definedBy(
              "The headlines of the tables of this run, as real numbers in the unit of the row; the"
                  + " table of the KPI has money exactly. Segments are those of that table: besides the"
                  + " configured dimensions its own, such as owner, agent, network or rfm_segment",
              "Os indicadores principais das tabelas desta execução, como números reais na"
                  + " unidade da linha; a tabela do indicador tem o dinheiro exato. Os segmentos"
                  + " são os daquela tabela: além das dimensões configuradas, as próprias, como"
                  + " owner, agent, network ou rfm_segment");

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(Headlines.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts.of(Headlines.TABLE).select(TABLE.columns());
  }
}
