package io.clientela.kpi.marketing;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.CellColumns;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Sales;
import io.clientela.model.SocialPosts;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How often the posts of a period were shown, and how often somebody answered to them. */
public record SocialEngagement(
    @Meaning("Lengths of the period in which posts were published: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field NETWORK = SocialPosts.NETWORK;
  static final Field POSTS = Field.count("posts", "Posts published in the period");
  static final Field IMPRESSIONS =
      Field.count("impressions", "How often they have been shown so far");
  static final Field ENGAGEMENTS =
      Field.count("engagements", "Reactions, comments, shares and clicks that they had so far");
  static final Field ENGAGEMENT_RATE =
      Field.ratio(
          "engagement_rate",
          ENGAGEMENTS
              .over(IMPRESSIONS)
              .but(
                  ", above 1 where a post has more of them than impressions; null where nothing was shown"));

  private static final Field[] COUNTS = {POSTS, IMPRESSIONS, ENGAGEMENTS};

  public SocialEngagement {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("social_engagement")
        .titled("Social media engagement", "Engajamento em mídias sociais")
        .grain(
            "One row per grain, network and period in which something was published",
            "Uma linha por granularidade, rede e período em que algo foi publicado")
        .key(Activity.GRAIN, NETWORK, Timeline.PERIOD_START)
        .values(POSTS, IMPRESSIONS, ENGAGEMENTS, ENGAGEMENT_RATE, Timeline.IS_COMPLETE)
        .definedBy(
            "Engagements / impressions of all posts of the period together, by the period of their"
                + " publication; of a post that comes more than once the latest version counts."
                + " Posts of a period that is complete still gather impressions and engagements",
            "Engajamentos / impressões de todas as publicações do período juntas, pelo"
                + " período de sua publicação; de uma publicação que vem mais de uma vez conta"
                + " a versão mais recente. Publicações de um período completo ainda ganham"
                + " impressões e engajamentos");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(ENGAGEMENT_RATE, "Engagement in social media", "Engajamento em mídias sociais")
            .named("social_engagement_rate")
            .higherIsBetter()
            .bySegment(NETWORK));
  }

  @Override
  public Needs needs() {
    return Needs.all(SocialPosts.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Dataset<Row> posts =
        facts
            .of(SocialPosts.TABLE)
            .select(
                NETWORK.col(),
                Sales.DAY.is(unix_date(SocialPosts.PUBLISHED_ON.col())),
                POSTS.is(lit(1)),
                IMPRESSIONS.is(SocialPosts.IMPRESSIONS.col()),
                ENGAGEMENTS.is(SocialPosts.ENGAGEMENTS.col()));
    return OwnCells.by(List.of(), grains)
        .counted(posts, Sales.DAY.col(), facts, new CellColumns(List.of(NETWORK), List.of(COUNTS)));
  }

  @Override
  public List<Field> series() {
    return List.of(Activity.GRAIN, NETWORK);
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, COUNTS)) {
      period.row(out, dates, series()).put(period.sums()).add();
    }
  }
}
