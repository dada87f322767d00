package io.clientela.kpi.marketing;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.unix_date;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.Activity;
import io.clientela.model.OwnCells;
import io.clientela.model.Sales;
import io.clientela.model.SocialPosts;
import io.clientela.model.Timeline;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Table;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** How often the posts of a period were shown, and how often somebody answered to them. */
public record SocialEngagement(
    @Meaning("Lengths of the period in which posts were published: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi {

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
  public Set<Table> reads() {
    return Set.of(SocialPosts.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(SocialPosts.TABLE)
        .transform(SocialEngagement::countByDay)
        .transform(rows -> countByPeriod(rows, facts))
        .transform(rows -> rate(rows, facts));
  }

  private static Dataset<Row> countByDay(Dataset<Row> posts) {
    return posts
        .groupBy(NETWORK.col(), Sales.DAY.is(unix_date(SocialPosts.PUBLISHED_ON.col())))
        .agg(
            POSTS.is(count(lit(1))),
            IMPRESSIONS.is(sum(SocialPosts.IMPRESSIONS.col())),
            ENGAGEMENTS.is(sum(SocialPosts.ENGAGEMENTS.col())));
  }

  /** Multiplies rows: a day is in one period of each grain. */
  private Dataset<Row> countByPeriod(Dataset<Row> days, Facts facts) {
    Column[] sums = Activity.sums(COUNTS);
    return OwnCells.by(List.of(), grains)
        .of(
            days,
            Sales.DAY.col(),
            facts,
            NETWORK.col(),
            POSTS.col(),
            IMPRESSIONS.col(),
            ENGAGEMENTS.col())
        .groupBy(Activity.GRAIN.col(), NETWORK.col(), Activity.PERIOD.col())
        .agg(sums[0], sums[1], sums[2]);
  }

  private static Dataset<Row> rate(Dataset<Row> rows, Facts facts) {
    Column engagements = ENGAGEMENTS.col().cast(DataTypes.DoubleType);
    Column impressions = IMPRESSIONS.col().cast(DataTypes.DoubleType);
    return rows.select(
        Activity.GRAIN.col(),
        NETWORK.col(),
        Timeline.PERIOD_START.is(Timeline.startOf(Activity.PERIOD.col(), facts)),
        POSTS.col(),
        IMPRESSIONS.col(),
        ENGAGEMENTS.col(),
        ENGAGEMENT_RATE.is(try_divide(engagements, impressions)),
        Timeline.IS_COMPLETE.is(Timeline.isOver(Activity.PERIOD.col(), facts)));
  }
}
