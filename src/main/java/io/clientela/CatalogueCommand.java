package io.clientela;

import io.clientela.kpi.Catalogue;
import io.clientela.report.KpiDocs;
import io.clientela.report.SemanticLayer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists every KPI table. */
@Command(
    name = "catalogue",
    description = "Lists the KPI tables with their definitions.",
    mixinStandardHelpOptions = true)
final class CatalogueCommand implements Callable<Integer> {

  enum Format {
    TEXT,
    MARKDOWN,
    JSON,
    SEMANTIC
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), markdown, json, or semantic: YAML for BI tools.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    KpiDocs docs = new KpiDocs(Catalogue.inputs(), Catalogue.kpis());
    System.out.println(
        switch (format) {
          case TEXT -> docs.text();
          case MARKDOWN -> docs.markdown();
          case JSON -> docs.json();
          case SEMANTIC -> new SemanticLayer(Catalogue.kpis()).yaml();
        });
    return 0;
  }
}
