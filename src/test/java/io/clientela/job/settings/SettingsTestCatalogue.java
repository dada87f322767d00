package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsException.Problem;
import io.clientela.kpi.Kpi;
import io.clientela.table.Facts;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A small catalogue with every kind of parameter, and settings read against it. */
final class SettingsTestCatalogue {
  static final List<Kpi> KPIS = List.of(new Churn(null, null, null), new Funnels(null));
  private static final Set<String> INPUTS = Set.of("orders", "interactions", "customers");

  private SettingsTestCatalogue() {}

  static Settings read(
      Path directory, String yaml, Overrides overrides, Map<String, String> environment) {
    try {
      Path file = Files.writeString(directory.resolve("clientela.yaml"), yaml);
      return SettingsFile.read(file, overrides, INPUTS, KPIS, environment);
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Expects exactly these problems, a line each: line of the file, key, text. */
  static SettingsException assertProblems(
      Path directory,
      String expected,
      String yaml,
      Overrides overrides,
      Map<String, String> environment) {
    SettingsException refused =
        assertThrows(SettingsException.class, () -> read(directory, yaml, overrides, environment));
    String told =
        refused.problems().stream()
            .map(problem -> new Problem("", problem.line(), problem.key(), problem.text()))
            .map(problem -> problem.toString().replaceFirst("^:( )?", ""))
            .collect(Collectors.joining("\n"));
    assertEquals(expected.strip(), told);
    return refused;
  }

  record Churn(
      @Meaning("Lengths of the period") List<Grain> grains,
      @Meaning("Days without order | lost") Integer inactiveAfterDays,
      @Meaning("Share that counts") Double floor)
      implements NothingComputed {

    Churn {
      grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
      inactiveAfterDays = inactiveAfterDays == null ? 90 : inactiveAfterDays;
      floor = floor == null ? 0.5 : floor;
      if (inactiveAfterDays < 31) {
        throw new IllegalArgumentException(
            "inactive-after-days is " + inactiveAfterDays + ", expected at least 31");
      }
      if (grains.isEmpty()) {
        throw new IllegalArgumentException("nothing to count without grains");
      }
    }

    @Override
    public Table output() {
      return Table.named("churn");
    }
  }

  record Funnels(@Meaning("The funnels") List<Funnel> funnels) implements NothingComputed {
    Funnels {
      funnels = funnels == null ? List.of() : List.copyOf(funnels);
    }

    @Override
    public Table output() {
      return Table.named("funnels");
    }
  }

  record Funnel(
      @Meaning("Its name") String name,
      @Meaning("Types in order") List<String> steps,
      @Meaning("Time for all steps") Duration window,
      @Meaning("What is counted") String countBy) {

    Funnel {
      steps = List.copyOf(steps);
      countBy = countBy == null ? "customer_id" : countBy;
    }
  }

  interface NothingComputed extends Kpi {
    @Override
    default Needs needs() {
      return Needs.NOTHING;
    }

    @Override
    default Dataset<Row> compute(Facts facts) {
      throw new UnsupportedOperationException();
    }
  }
}
