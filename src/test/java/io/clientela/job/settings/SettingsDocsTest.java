package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsKeys.PlausibleDates;
import io.clientela.job.settings.SettingsKeys.SourceKeys;
import io.clientela.kpi.Catalogue;
import io.clientela.kpi.Kpi;
import io.clientela.table.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsDocsTest {
  /** Tables that have nothing to compute by default; the demo shows some. */
  private static final Set<String> ONLY_EXAMPLES = Set.of("funnel_conversion", "target_attainment");

  private static final Path REFERENCE = Path.of("conf/clientela.yaml");

  @Test
  void everyKeyHasTypeDefaultAndMeaning() {
    String markdown = SettingsDocs.markdown(SettingsTestCatalogue.KPIS);
    List<String> rows =
        List.of(
            "| `lake-format` | one of delta, parquet | `delta` | Format of the KPI tables |",
            "| `week-start` | one of monday, tuesday, wednesday, thursday, friday, saturday, sunday"
                + " | `monday` | First day of a week |",
            "| `plausible-dates.from` | date such as 2025-01-01 | `1990-01-01` |"
                + " First plausible date |",
            "| `max-reject-share` | number such as 0.01 | `0.01` | Share of rejected rows,",
            "### churn",
            "| `grains` | list: one of day, week, month, quarter | `[week, month]` |"
                + " Lengths of the period |",
            "| `inactive-after-days` | whole number such as 90 | `90` |"
                + " Days without order \\| lost |",
            "### funnels",
            "| `funnels` | list: keys | `[]` | The funnels |",
            "| `funnels[].steps` | list: text |  | Types in order |");
    rows.forEach(row -> assertTrue(markdown.contains(row), row + " is not in\n" + markdown));
  }

  @Test
  void referenceFileIsValidAndNamesEveryKey() throws IOException {
    Set<String> inputs =
        Catalogue.inputs().stream().map(input -> input.name()).collect(Collectors.toSet());
    List<Kpi> kpis =
        SettingsFile.read(REFERENCE, Overrides.NONE, inputs, Catalogue.kpis(), Map.of()).kpis();

    String text = Files.readString(REFERENCE);
    Stream<Class<?>> records =
        Stream.concat(
            Stream.of(SettingsKeys.class, SourceKeys.class, PlausibleDates.class),
            kpis.stream().map(Object::getClass));
    records
        .flatMap(record -> Stream.of(record.getRecordComponents()))
        .map(Components::keyOf)
        .forEach(key -> assertTrue(names(text, key), key + " is not in " + REFERENCE));
  }

  @Test
  void referenceFileShowsTheDefaults() {
    List<Kpi> shown =
        SettingsFile.read(
                REFERENCE,
                Overrides.NONE,
                Catalogue.inputs().stream().map(Input::name).collect(Collectors.toSet()),
                Catalogue.kpis(),
                Map.of())
            .kpis();
    List<Kpi> changed = shown.stream().filter(kpi -> !Catalogue.kpis().contains(kpi)).toList();
    assertTrue(
        changed.stream().map(kpi -> kpi.output().name()).allMatch(ONLY_EXAMPLES::contains),
        changed.toString());
  }

  private static boolean names(String text, String key) {
    return Pattern.compile("\\b" + key + ":").matcher(text).find();
  }
}
