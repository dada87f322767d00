package io.clientela.kpi.management;

import io.clientela.kpi.Headlines;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.management.trend.Judge;
import io.clientela.kpi.management.trend.Limits;
import io.clientela.model.Breakdowns;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What has changed more than chance explains, in the newest complete period of every KPI. */
public record TrendAlerts(
    @Meaning("Earlier periods without which nothing is judged, 8 or more") Integer minHistory,
    @Meaning(
            "Cases (customers, orders, tickets) below which nothing is judged, 1 or more: of the period,"
                + " and of the median of those it is compared with; of counts and sums of the latter only")
        Integer minCases,
    @Meaning("Change, relative to what is expected, below which there is no alert, 0 or more")
        Double minChange,
    @Meaning("Standard deviations from what is expected below which there is no alert, above 0")
        Double minDistance,
    @Meaning(
            "Share of false ones that is accepted among the alerts of the segments of one KPI, above 0 to"
                + " 0.5")
        Double maxFalseShare)
    implements Kpi, ReadOut {

  static final Field GRAIN = Headlines.GRAIN.renamed("grain", "day, week, month or quarter");
  static final Field PERIOD_START =
      Timeline.PERIOD_START.renamed(
          Timeline.PERIOD_START.name(), "First day of the newest complete period");
  static final Field VALUE = Field.number("value", "Of the period, in the unit of the KPI");
  static final Field EXPECTED =
      Field.number("expected", "Of the period, from those compared with, as basis says");
  static final Field BASIS =
      Field.label(
              "basis",
              "What expected is: median, of the periods compared with; line, the next point of the line"
                  + " through them (Theil-Sen, of logarithms) where they clearly drift (Mann-Kendall, p"
                  + " below 0.01); year_before, the same period of the year before (of weeks 52 weeks"
                  + " before) times the median of what those compared with have become since theirs,"
                  + " where that is usually closer, or the value is far from the median or line and"
                  + " stood out a year before too")
          .orNull();
  static final Field LOW =
      Field.number(
          "low",
          "Lower end of what is normal: min-distance below expected, and not below 0 where no value was");
  static final Field HIGH = Field.number("high", "Upper end, as low");
  static final Field ROBUST_Z =
      Field.number(
          "robust_z",
          "0.6745 (value - median) / MAD of the periods compared with; null where the MAD is 0");
  static final Field DRIFT =
      Field.number("drift", "Relative change a period of the line; null = no clear drift");
  static final Field CHANGE =
      Field.number("change", "(value - expected) / |expected|; null where 0 is expected");
  static final Field DIRECTION = Field.label("direction", "up or down from expected").orNull();
  static final Field EFFECT =
      Field.label("effect", "better or worse; null where the KPI is good neither way").orNull();
  static final Field COMPARED_PERIODS =
      Field.integer(
          "compared_periods",
          "Complete periods before it that it is compared with: of days the 13 latest of the same"
              + " weekday, of weeks 26, of months 13, of quarters 12 at most; under year_before those"
              + " whose year before is known");
  static final Field COMPARED_FROM = Field.date("compared_from", "First of them").orNull();
  static final Field COMPARED_TO = Field.date("compared_to", "Last of them").orNull();
  static final Field P_VALUE =
      Field.share(
          "p_value",
          "Of a value as far from expected, if nothing had changed (Student's t for so few periods);"
              + " null where it is not judged");
  static final Field Q_VALUE =
      Field.share(
          "q_value",
          "Share of false ones among the segments of the dimension that are as far or farther"
              + " (Benjamini-Hochberg)");
  static final Field STATUS =
      Field.label(
          "status",
          "alert; normal; short_history (fewer than min-history periods); small_count (fewer than min-cases;"
              + " or, of the events that a share, a rate or a count tells of, fewer than "
              + Judge.FEWEST_EVENTS
              + " happened and as few were expected); small_change (far from expected, but by less than"
              + " min-change)");

  private static final String ALERT = "alert";
  private static final int FEWEST = 8;

  public TrendAlerts {
    minHistory = minHistory == null ? FEWEST : minHistory;
    minCases = minCases == null ? 30 : minCases;
    minChange = minChange == null ? 0.1 : minChange;
    minDistance = minDistance == null ? 3.5 : minDistance;
    maxFalseShare = maxFalseShare == null ? 0.01 : maxFalseShare;
    Kpi.require(minHistory >= FEWEST, "min-history", minHistory, FEWEST + " or more");
    Kpi.require(minCases >= 1, "min-cases", minCases, "1 or more");
    Kpi.require(minChange >= 0, "min-change", minChange, "a share of 0 or more");
    Kpi.require(minDistance > 0, "min-distance", minDistance, "a number above 0");
    Kpi.require(
        maxFalseShare > 0 && maxFalseShare <= 0.5,
        "max-false-share",
        maxFalseShare,
        "a share above 0, up to 0.5");
  }

  @Override
  public Table output() {
    return Table.named("trend_alerts")
        .titled("Trends and alerts", "Tendências e alertas")
        .grain(
            "One row per KPI, grain and segment: its newest complete period",
            "Uma linha por indicador, granularidade e segmento: seu período completo mais"
                + " recente")
        .key(Headlines.KPI, GRAIN, Breakdowns.DIMENSION, Breakdowns.SEGMENT, PERIOD_START)
        .values(
            Headlines.TITLE,
            Headlines.TITLE_PT,
            Headlines.UNIT,
            VALUE,
            EXPECTED,
            BASIS,
            LOW,
            HIGH,
            ROBUST_Z,
            DRIFT,
            CHANGE,
            DIRECTION,
            EFFECT,
            COMPARED_PERIODS,
            COMPARED_FROM,
            COMPARED_TO,
            P_VALUE,
            Q_VALUE,
            STATUS)
        .definedBy(
            "An alert is at least min-distance from expected and at least min-change away, with a q_value of at"
                + " most max-false-share. A distance is in standard deviations as the median absolute"
                + " deviation gives them, or as chance alone does where that is more (shares, counts)",
            "Um alerta está a pelo menos min-distance do esperado e a pelo menos"
                + " min-change dele, com q_value de no máximo max-false-share. A distância é em"
                + " desvios-padrão como os dá o desvio absoluto mediano, ou como os dá só o"
                + " acaso onde isso é mais (proporções, contagens)");
  }

  @Override
  public Needs needs() {
    return Needs.all(KpiScorecard.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Column isJudged = Timeline.IS_COMPLETE.col().and(Headlines.GRAIN.col().isNotNull());
    Column[] read = Stream.of(JudgedSegment.READ).map(Field::col).toArray(Column[]::new);
    return facts.of(KpiScorecard.TABLE).where(isJudged).select(read);
  }

  @Override
  public List<Field> series() {
    return List.of(Headlines.KPI, GRAIN, Breakdowns.DIMENSION);
  }

  @Override
  public List<Field> order() {
    return List.of(Breakdowns.SEGMENT, Timeline.PERIOD_START);
  }

  /** Segments are judged together: among many some are far by chance. */
  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    Limits limits = new Limits(minHistory, minCases, minChange, minDistance);
    List<JudgedSegment> segments = JudgedSegment.of(cells, limits);
    Double[] falseShares =
        FalseDiscovery.shares(segments.stream().map(JudgedSegment::pValue).toList());
    for (int i = 0; i < falseShares.length; i++) {
      JudgedSegment segment = segments.get(i);
      segment.put(limits, out);
      out.put(Q_VALUE, falseShares[i])
          .put(STATUS, status(segment.verdict().status(), falseShares[i]))
          .add();
    }
  }

  private String status(String alone, Double falseShare) {
    if (!alone.equals(Judge.FAR)) {
      return alone;
    }
    return falseShare <= maxFalseShare ? ALERT : Judge.NORMAL;
  }
}
