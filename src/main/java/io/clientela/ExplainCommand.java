package io.clientela;

import io.clientela.job.history.Explanation;
import io.clientela.job.history.ExplanationTexts;
import io.clientela.job.history.RunHistory;
import io.clientela.sink.ReadableLake;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells where the numbers of a table come from. */
@Command(
    name = "explain",
    description =
        "Tells what the numbers of a table mean and were made of: run, versions of the inputs, rows"
            + " admitted, settings.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  @Mixin private LakeOptions options;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "As-of date of the numbers (yyyy-mm-dd). Default: the newest.")
  private LocalDate asOf;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or json.")
  private TextFormat format = TextFormat.TEXT;

  @Parameters(paramLabel = "TABLE", description = "KPI table; see the command catalogue.")
  private String name;

  @Override
  public Integer call() {
    Table table = LakeOptions.published(name);
    ReadableLake lake = options.open();
    Explanation explanation =
        Explanation.of(table, lake.path(table), new RunHistory(lake), Optional.ofNullable(asOf));
    boolean isJson = format == TextFormat.JSON;
    System.out.println(
        isJson ? ExplanationTexts.json(explanation) : ExplanationTexts.text(explanation));
    return 0;
  }
}
