package io.clientela.job.settings;

import io.clientela.job.settings.Settings.Overrides;
import io.clientela.job.settings.SettingsKeys.PlausibleDates;
import io.clientela.job.settings.SettingsKeys.SourceKeys;
import io.clientela.job.settings.SettingsKeys.VersionKeys;
import io.clientela.kpi.Kpi;
import io.clientela.model.Subscriptions;
import io.clientela.model.service.Schedules;
import io.clientela.source.Source;
import io.clientela.source.Source.Ends;
import io.clientela.source.Source.Limits;
import io.clientela.source.StagingSql;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the settings of a run: the command line beats the file, the file beats the default. */
public final class SettingsFile {
  private static final String COLUMN = "[a-z][a-z0-9_]*";
  private static final String ALL = "all";

  private final Set<String> inputs;
  private final List<Kpi> catalogue;
  private final Problems problems;
  private final RecordBinder binder;

  private SettingsFile(
      Set<String> inputs, List<Kpi> catalogue, Map<String, String> environment, Problems problems) {
    this.inputs = new TreeSet<>(inputs);
    this.catalogue = catalogue;
    this.problems = problems;
    this.binder = new RecordBinder(environment, problems);
  }

  /**
   * The settings, or a {@link SettingsException} with everything that is wrong.
   *
   * @param inputs names of the raw tables that the job accepts
   * @param catalogue every KPI with its default parameters
   */
  public static Settings read(
      Path file,
      Overrides overrides,
      Set<String> inputs,
      List<Kpi> catalogue,
      Map<String, String> environment) {
    Problems problems = new Problems(file.toString());
    Node root = YamlFile.read(file, problems);
    return new SettingsFile(inputs, catalogue, environment, problems).settings(root, overrides);
  }

  private Settings settings(Node root, Overrides overrides) {
    SettingsKeys keys = binder.bind(SettingsKeys.class, root, "");
    String lake = lake(keys, overrides.lake());
    Optional<LocalDate> asOf = asOf(keys, overrides.asOf());
    checkDimensions(keys.dimensions());
    Map<String, Source> sources = sources(keys.sources());
    List<Kpi> kpis = kpis(keys.kpis());
    Optional<String> catalog = catalog(keys.catalog());
    Schedules schedules = schedules(keys);
    problems.throwIfAny();
    return new Settings(
        lake,
        keys.lakeFormat(),
        asOf,
        keys.timeZone(),
        keys.weekStart(),
        keys.currency().getCurrencyCode(),
        keys.dimensions(),
        keys.refunds(),
        schedules,
        catalog,
        keys.plausibleDates().from(),
        keys.plausibleDates().to(),
        sources,
        kpis);
  }

  private String lake(SettingsKeys keys, Optional<String> override) {
    return override
        .map(text -> path(new Interpolated(text, false), "--lake"))
        .orElseGet(() -> path(keys.lake(), "lake"));
  }

  /** The path, checked; an absent one is a problem. */
  private String path(Interpolated path, String key) {
    if (problems.has(key)) {
      return "";
    }
    if (path == null || path.text().isBlank()) {
      problems.unexpected(key, "nothing", "a path such as ./data or s3a://bucket/data");
      return "";
    }
    path.checkPath(key, problems);
    return path.text();
  }

  private Optional<LocalDate> asOf(SettingsKeys keys, Optional<LocalDate> override) {
    PlausibleDates dates = keys.plausibleDates();
    Optional<LocalDate> asOf = override.or(() -> Optional.ofNullable(keys.asOf()));
    if (problems.has("plausible-dates")) {
      return asOf;
    }
    asOf.filter(date -> date.isBefore(dates.from()) || date.isAfter(dates.to()))
        .ifPresent(
            date ->
                problems.unexpected(
                    override.isPresent() ? "--as-of" : "as-of",
                    date.toString(),
                    "a date of plausible-dates: " + dates.from() + " to " + dates.to()));
    return asOf;
  }

  private void checkDimensions(List<String> dimensions) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < dimensions.size(); i++) {
      String name = dimensions.get(i);
      String key = "dimensions[" + i + "]";
      if (!name.matches(COLUMN)) {
        problems.unexpected(
            key, Problems.quote(name), "a column name of lower-case letters, digits and _");
      } else if (name.equals(ALL)) {
        problems.unexpected(key, ALL, "another name: it stands for the total");
      } else if (!seen.add(name)) {
        problems.add(key, name + " is given twice; keep one");
      }
    }
  }

  private Optional<String> catalog(Interpolated catalog) {
    if (catalog == null || problems.has("catalog")) {
      return Optional.empty();
    }
    if (!catalog.text().matches("\\w+\\.\\w+")) {
      problems.unexpected("catalog", catalog.shown(), "name.schema of letters, digits and _");
    }
    return Optional.of(catalog.text());
  }

  private Schedules schedules(SettingsKeys keys) {
    try {
      return new Schedules(keys.businessHours()).in(keys.timeZone());
    } catch (IllegalArgumentException contradiction) {
      problems.add("business-hours", contradiction.getMessage());
      return Schedules.NONE;
    }
  }

  private Map<String, Source> sources(Map<String, SourceKeys> written) {
    Map<String, Source> sources = new LinkedHashMap<>();
    written.forEach(
        (table, keys) -> {
          if (!inputs.contains(table)) {
            problems.unknown("sources." + table, table, inputs);
          }
          if (keys != null) {
            sources.put(table, source(table, keys));
          }
        });
    if (sources.isEmpty() && !problems.has("sources")) {
      problems.unexpected("sources", "nothing", "at least one of " + String.join(", ", inputs));
    }
    return sources;
  }

  private Source source(String table, SourceKeys keys) {
    String key = "sources." + table;
    Limits limits =
        new Limits(
            share(keys.maxRejectShare(), key + ".max-reject-share"),
            share(keys.maxUnreadableShare(), key + ".max-unreadable-share"),
            share(keys.maxConflictShare(), key + ".max-conflict-share"),
            keys.allowEmpty());
    Map<String, String> options = new LinkedHashMap<>();
    keys.options().entrySet().stream()
        .filter(option -> option.getValue() != null)
        .forEach(option -> options.put(option.getKey(), option.getValue().text()));
    return new Source(
        table,
        path(keys.path(), key + ".path"),
        keys.format(),
        options,
        sql(keys, key),
        keys.missingColumns(),
        Optional.ofNullable(keys.nullValues()).map(Set::copyOf),
        Optional.ofNullable(keys.versions()).map(VersionKeys::choice),
        ends(table, keys, key),
        limits);
  }

  private Optional<Ends> ends(String table, SourceKeys keys, String key) {
    boolean hasEnds = table.equals(Subscriptions.TABLE.name());
    if (keys.ends() != null && !hasEnds) {
      problems.add(
          key + ".ends",
          "only sources.subscriptions has it: which day ended_on is; remove it here");
    }
    return Optional.ofNullable(keys.ends());
  }

  private double share(double written, String key) {
    if (written < 0 || written > 1) {
      problems.unexpected(key, String.valueOf(written), "a share of 0 to 1");
    }
    return written;
  }

  private Optional<String> sql(SourceKeys keys, String key) {
    String fileKey = key + ".sql-file";
    if (keys.sqlFile() == null || problems.has(fileKey)) {
      return Optional.ofNullable(keys.sql()).map(StagingSql::text);
    }
    if (keys.sql() != null) {
      problems.add(fileKey, "sql and sql-file are both given; keep one");
      return Optional.empty();
    }
    return keys.sqlFile().readSql(fileKey, problems);
  }

  /** The catalogue with the parameters of the file; null where they are wrong. */
  private List<Kpi> kpis(Map<String, Node> written) {
    Map<String, Kpi> kpis = new LinkedHashMap<>();
    catalogue.forEach(kpi -> kpis.put(kpi.output().name(), kpi));
    written.forEach(
        (table, node) -> {
          if (!kpis.containsKey(table)) {
            problems.unknown("kpis." + table, table, new TreeSet<>(kpis.keySet()));
          } else if (node != null) {
            Class<? extends Kpi> type = kpis.get(table).getClass();
            kpis.put(table, binder.bind(type, node, "kpis." + table));
          }
        });
    return new ArrayList<>(kpis.values());
  }
}
