package io.clientela;

import io.clientela.kpi.Catalogue;
import io.clientela.report.KpiDocs;
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
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), markdown or json.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() {
    KpiDocs docs = new KpiDocs(Catalogue.inputs(), Catalogue.kpis());
    System.out.println(
        switch (format) {
          case TEXT -> docs.text();
          case MARKDOWN -> docs.markdown();
          case JSON -> docs.json();
        });
    return 0;
  }
}
