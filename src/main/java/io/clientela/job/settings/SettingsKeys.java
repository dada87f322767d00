package io.clientela.job.settings;

import io.clientela.job.settings.Settings.LakeFormat;
import io.clientela.model.Sales.Refunds;
import io.clientela.model.service.BusinessHours;
import io.clientela.source.Source.Ends;
import io.clientela.source.Source.Format;
import io.clientela.source.Source.Limits;
import io.clientela.source.Source.MissingColumns;
import io.clientela.source.StagingSql;
import io.clientela.table.Meaning;
import io.clientela.table.VersionChoice;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.nodes.Node;

/** The settings file as it is written: its keys, what they mean and what they are when absent. */
record SettingsKeys(
    @Meaning(
            "Required. Where the KPI tables are written, at `<lake>/<table>`: a local path or the"
                + " URI of an object store. `--lake` wins")
        Interpolated lake,
    @Meaning("Format of the KPI tables") LakeFormat lakeFormat,
    @Meaning(
            "Business dates before it are counted, it and later ones are not. `--as-of` wins;"
                + " without both it is today in the time zone")
        LocalDate asOf,
    @Meaning(
            "The business time zone: the date of an event is the local date there, and timestamps"
                + " without a zone are local times of it")
        ZoneId timeZone,
    @Meaning("First day of a week") DayOfWeek weekStart,
    @Meaning("The reporting currency; rows in another one are rejected") Currency currency,
    @Meaning(
            "Columns by which aggregate tables are broken down. Tables that follow customers"
                + " (cohorts, retention, LTV) take the customer's value: of customers, else of the"
                + " customer's first order. order_value takes the order's own value, else the"
                + " customer's, and satisfaction that of the survey. `all` is reserved")
        List<String> dimensions,
    @Meaning("The date on which a refund reduces revenue: that of its order or its own")
        Refunds refunds,
    @Meaning(
            "Opening hours by team, in which response and resolution times are also counted; a team"
                + " without has none")
        List<BusinessHours> businessHours,
    @Meaning("Spark catalog and schema (`name.schema`) in which the KPI tables are registered")
        Interpolated catalog,
    @Meaning("Rows with a date outside are rejected; as-of has to be inside")
        PlausibleDates plausibleDates,
    @Meaning(
            "Required. Where the raw tables are read, by table; a KPI without its inputs is"
                + " skipped")
        Map<String, SourceKeys> sources,
    @Meaning("Parameters by KPI table; every table is computed, named here or not")
        Map<String, Node> kpis) {

  static final SettingsKeys DEFAULTS =
      new SettingsKeys(
          null, null, null, null, null, null, null, null, null, null, null, null, null);

  SettingsKeys {
    lakeFormat = Objects.requireNonNullElse(lakeFormat, LakeFormat.DELTA);
    timeZone = Objects.requireNonNullElse(timeZone, ZoneId.of("UTC"));
    weekStart = Objects.requireNonNullElse(weekStart, DayOfWeek.MONDAY);
    currency = Objects.requireNonNullElse(currency, Currency.getInstance("BRL"));
    dimensions = Objects.requireNonNullElse(dimensions, List.of());
    refunds = Objects.requireNonNullElse(refunds, Refunds.ORDER_DATED);
    businessHours = Objects.requireNonNullElse(businessHours, List.of());
    plausibleDates = Objects.requireNonNullElse(plausibleDates, new PlausibleDates(null, null));
    sources = Objects.requireNonNullElse(sources, Map.of());
    kpis = Objects.requireNonNullElse(kpis, Map.of());
  }

  /** Dates that a row may have, both included. */
  record PlausibleDates(
      @Meaning("First plausible date") LocalDate from,
      @Meaning("Last plausible date") LocalDate to) {

    PlausibleDates {
      from = Objects.requireNonNullElse(from, LocalDate.of(1990, 1, 1));
      to = Objects.requireNonNullElse(to, LocalDate.of(2100, 1, 1));
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("from " + from + " has to be before to " + to);
      }
    }
  }

  /** One raw table. */
  record SourceKeys(
      @Meaning("Required. File, directory or table directory: a local path or a URI")
          Interpolated path,
      @Meaning("Format of the files") Format format,
      @Meaning("Options of Spark's reader for the format, such as `{header: true}` for CSV")
          Map<String, Interpolated> options,
      @Meaning(
              "Staging SQL: a SELECT over the view `source` that gives the columns of the raw"
                  + " table. Either this or `sql-file`. `${as-of}` is the as-of date of the run: in"
                  + " quotes its text, elsewhere a DATE")
          StagingSql sql,
      @Meaning("Local file that holds the staging SQL") Interpolated sqlFile,
      @Meaning(
              "What happens to a column that some files of a folder lack: it is filled with nulls,"
                  + " or the run stops")
          MissingColumns missingColumns,
      @Meaning(
              "Texts that stand for no value in ids, dates, numbers, flags and codes, in the place of"
                  + " the usual ones: `\\N`, `NULL`, `null`, `None`, `NaN`, `nan`, `<NA>`. Blank"
                  + " text always does")
          List<String> nullValues,
      @Meaning("Which of several rows with one id counts, where they differ") VersionKeys versions,
      @Meaning(
              "Of subscriptions only: which day ended_on is, the first day without it (the default)"
                  + " or the last paid day")
          Ends ends,
      @Meaning(
              "Share of rejected rows, 0 to 1, above which the run stops; those with an unreadable"
                  + " value count here too")
          Double maxRejectShare,
      @Meaning(
              "Share of rows with an unreadable value (not a number, date, flag or code as expected),"
                  + " 0 to 1, above which the run stops")
          Double maxUnreadableShare,
      @Meaning(
              "Share of rows in conflict (rows of one id differ, and nothing says which one counts),"
                  + " 0 to 1, above which the run stops; up to it they are left out")
          Double maxConflictShare,
      @Meaning("Whether a table without rows is no error") Boolean allowEmpty) {

    static final SourceKeys DEFAULTS =
        new SourceKeys(
            null, null, null, null, null, null, null, null, null, null, null, null, null);

    SourceKeys {
      format = Objects.requireNonNullElse(format, Format.DELTA);
      options = Objects.requireNonNullElse(options, Map.of());
      missingColumns = Objects.requireNonNullElse(missingColumns, MissingColumns.FILL);
      maxRejectShare = Objects.requireNonNullElse(maxRejectShare, Limits.DEFAULTS.maxRejectShare());
      maxUnreadableShare =
          Objects.requireNonNullElse(maxUnreadableShare, Limits.DEFAULTS.maxUnreadableShare());
      maxConflictShare =
          Objects.requireNonNullElse(maxConflictShare, Limits.DEFAULTS.maxConflictShare());
      allowEmpty = Objects.requireNonNullElse(allowEmpty, false);
    }
  }

  /** Which of several rows with one id counts: one of the two. */
  record VersionKeys(
      @Meaning("Column of the source (number or instant) of which the largest value counts")
          String lastBy,
      @Meaning("Column of the source (number or instant) of which the smallest value counts")
          String firstBy) {

    VersionKeys {
      if ((lastBy == null) == (firstBy == null)) {
        throw new IllegalArgumentException(
            "expected either last-by or first-by with a column of the source, such as {last-by:"
                + " updated_at}");
      }
    }

    VersionChoice choice() {
      return lastBy == null
          ? new VersionChoice(VersionChoice.Order.FIRST_BY, firstBy)
          : new VersionChoice(VersionChoice.Order.LAST_BY, lastBy);
    }
  }
}
