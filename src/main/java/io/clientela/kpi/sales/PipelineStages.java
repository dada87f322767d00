package io.clientela.kpi.sales;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Breakdowns;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.model.OwnCells;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.ReadOut;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What became of the opportunities that entered a stage, and how long they stayed in it. */
public record PipelineStages(
    @Meaning(
            "Stages in the order of the process; those it does not name follow. Without it: in the"
                + " order in which opportunities mostly enter them")
        List<String> stages)
    implements Kpi, ReadOut {

  static final Field STAGE =
      OpportunityStages.STAGE.renamed("stage", "Stage that opportunities of the segment entered");
  static final Field POSITION =
      Field.integer("position", "Place in the process, from 1; the same in all segments");
  static final Field ENTERED =
      Field.count("entered", "Opportunities that entered the stage, each once however often");
  static final Field ADVANCED =
      Field.count("advanced", "Of them, those won or now in a stage of a later position");
  static final Field LOST_HERE =
      Field.count("lost_here", "Of them, those lost whose last stage it is");
  static final Field STILL_HERE =
      Field.count("still_here", "Of them, those still open whose last stage it is");
  static final Field MOVED_BACK =
      Field.count("moved_back", "Of them, those not won whose last stage has an earlier position");
  static final Field ADVANCE_RATE = Field.share("advance_rate", ADVANCED.over(ENTERED));
  static final Field MEDIAN_DAYS =
      Field.meanDays(
          "median_days_in_stage",
          "Days (24 hours) that an opportunity was in the stage, all its stays together, exact;"
              + " those still in it are left out, null where all are");
  static final Field P90_DAYS =
      Field.meanDays("p90_days_in_stage", "Ninth decile of the same, exact");
  static final Field IS_BOTTLENECK =
      Field.flag(
          "is_bottleneck",
          "Most opportunities of the segment are lost here, of equal stages in the first; false"
              + " everywhere where none is lost");

  private static final Field VERDICT = Field.label("verdict", "Name of the count that it is in");
  private static final List<Field> SAME =
      List.of(
          Breakdowns.DIMENSION,
          OwnCells.SEGMENT,
          STAGE,
          POSITION,
          ENTERED,
          ADVANCED,
          LOST_HERE,
          STILL_HERE,
          MOVED_BACK,
          MEDIAN_DAYS,
          P90_DAYS);
  private static final List<String> DIMENSIONS =
      List.of(Opportunities.OWNER.name(), Opportunities.TEAM.name(), Opportunities.SOURCE.name());

  public PipelineStages {
    stages = stages == null ? List.of() : List.copyOf(stages);
    Kpi.require(Set.copyOf(stages).size() == stages.size(), "stages", stages, "every stage once");
  }

  @Override
  public Table output() {
    return Table.named("pipeline_stages")
        .titled("Bottlenecks of the sales process", "Gargalos do processo de vendas")
        .grain(
            "One row per segment and stage that one of its opportunities entered",
            "Uma linha por segmento e etapa em que uma de suas oportunidades entrou")
        .key(Breakdowns.DIMENSION, OwnCells.SEGMENT, STAGE)
        .values(
            POSITION,
            ENTERED,
            ADVANCED,
            LOST_HERE,
            STILL_HERE,
            MOVED_BACK,
            ADVANCE_RATE,
            Proportion.low(ADVANCE_RATE),
            Proportion.high(ADVANCE_RATE),
            MEDIAN_DAYS,
            P90_DAYS,
            IS_BOTTLENECK)
        .definedBy(
            "All opportunities that entered a stage, as known at as-of, by the last stage that"
                + " they entered: entered = advanced + lost_here + still_here + moved_back. A stage"
                + " that is skipped is not entered. A stay lasts until the next entry, the last one"
                + " until the opportunity closes. Without the setting stages, stages are in the"
                + " order of their mean rank among the stages of an opportunity, by first entry."
                + " Entries of opportunities that are not known are left out",
            "Todas as oportunidades que entraram numa etapa, como conhecidas na data da"
                + " posição, pela última etapa em que entraram: entered = advanced + lost_here"
                + " + still_here + moved_back. Numa etapa que foi pulada não se entra. Uma"
                + " estada dura até a próxima entrada, a última até o fechamento da"
                + " oportunidade. Sem a configuração stages, as etapas seguem a ordem de sua"
                + " posição média entre as etapas de uma oportunidade, pela primeira entrada."
                + " Entradas de oportunidades que não são conhecidas ficam de fora");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                ADVANCE_RATE,
                "Deals that advance from the bottleneck stage",
                "Negócios que avançam da etapa gargalo")
            .named("bottleneck_advance_rate")
            .higherIsBetter()
            .where(IS_BOTTLENECK, true));
  }

  @Override
  public Needs needs() {
    return Needs.all(Opportunities.TABLE, OpportunityStages.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return StageVisits.entries(facts, DIMENSIONS)
        .transform(entries -> StagePositions.join(entries, stages))
        .transform(StageVisits::of)
        .transform(PipelineStages::countBySegment);
  }

  /** Multiplies rows: an opportunity is in one segment of each breakdown. */
  private static Dataset<Row> countBySegment(Dataset<Row> visits) {
    Column isWon = Opportunities.OUTCOME.col().equalTo(Opportunities.WON);
    Column isLost = Opportunities.OUTCOME.col().equalTo(Opportunities.LOST);
    Column isBefore = StageVisits.LAST_POSITION.col().gt(POSITION.col());
    Column isAfter = StageVisits.LAST_POSITION.col().lt(POSITION.col());
    Column verdict =
        when(isWon.or(isBefore), ADVANCED.name())
            .when(isAfter, MOVED_BACK.name())
            .when(isLost, LOST_HERE.name())
            .otherwise(STILL_HERE.name());
    Column quantiles = percentile(StageVisits.DAYS.col(), array(lit(0.5), lit(0.9)));
    return visits
        .select(
            Breakdowns.SEGMENTS.col(),
            STAGE.col(),
            POSITION.col(),
            VERDICT.is(verdict),
            StageVisits.DAYS.col())
        .transform(rows -> Breakdowns.each(rows, DIMENSIONS))
        .groupBy(
            Breakdowns.DIMENSION.col(),
            OwnCells.SEGMENT.is(coalesce(OwnCells.SEGMENT.col(), lit(Breakdowns.NONE))),
            STAGE.col(),
            POSITION.col())
        .agg(
            ENTERED.is(count(lit(1))),
            countOf(ADVANCED),
            countOf(LOST_HERE),
            countOf(STILL_HERE),
            countOf(MOVED_BACK),
            MEDIAN_DAYS.is(get(quantiles, lit(0))),
            P90_DAYS.is(get(quantiles, lit(1))));
  }

  private static Column countOf(Field verdict) {
    return verdict.is(count(when(VERDICT.col().equalTo(verdict.name()), 1)));
  }

  @Override
  public List<Field> series() {
    return List.of(Breakdowns.DIMENSION, OwnCells.SEGMENT);
  }

  @Override
  public List<Field> order() {
    return List.of(POSITION);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    List<Cell> inOrder = Cell.all(cells);
    long most = inOrder.stream().mapToLong(stage -> stage.count(LOST_HERE)).max().orElseThrow();
    boolean isFound = most == 0;
    for (Cell stage : inOrder) {
      boolean isBottleneck = !isFound && stage.count(LOST_HERE) == most;
      isFound |= isBottleneck;
      out.put(stage, SAME).put(IS_BOTTLENECK, isBottleneck).add();
    }
  }
}
