package io.clientela.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Subscriptions;
import io.clientela.model.Surveys;
import io.clientela.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What looks in the admitted rows as if a rule were meant that nobody stated. Each input is read
 * once more at most; nothing here stops a run.
 */
final class Notices {

  private static final String NEXT = "__next_start";
  private static final int FEWEST = 2;
  private static final int ONE_IN = 10;
  private static final int FEWEST_ANSWERS = 5;
  private static final int HALF_SCALE = 5;

  private Notices() {}

  static List<String> of(Map<String, Dataset<Row>> admitted, Map<String, Source> sources) {
    List<String> notices = new ArrayList<>();
    Dataset<Row> subscriptions = admitted.get(Subscriptions.TABLE.name());
    if (subscriptions != null) {
      boolean saysEnds = sources.get(Subscriptions.TABLE.name()).ends().isPresent();
      notices.addAll(ofSubscriptions(subscriptions, saysEnds));
    }
    Dataset<Row> surveys = admitted.get(Surveys.TABLE.name());
    if (surveys != null) {
      notices.addAll(ofSurveys(surveys));
    }
    return notices;
  }

  private static List<String> ofSubscriptions(Dataset<Row> subscriptions, boolean saysEnds) {
    Row found = subscriptions.transform(Notices::withNextStart).agg(count(lit(1)), seen()).head();
    long rows = found.getLong(0);
    long free = found.getLong(1);
    long changes = found.getLong(3);
    long dayAfter = found.getLong(4);
    List<String> notices = new ArrayList<>();
    if (found.getLong(2) == 0 && isMany(free, rows)) {
      notices.add(
          String.format(
              Locale.ROOT,
              "subscriptions: %,d of %,d have a monthly_amount of 0 and count as customers. If they"
                  + " are trials, give them is_trial in sources.subscriptions.sql",
              free,
              rows));
    }
    if (!saysEnds && isMany(dayAfter, changes) && dayAfter > found.getLong(5)) {
      notices.add(
          String.format(
              Locale.ROOT,
              "subscriptions: %,d of %,d that are followed by another of the customer end on the day"
                  + " before it, which makes a day without. If ended_on is the last paid day, set"
                  + " sources.subscriptions.ends: last-day, else ends: first-day-without",
              dayAfter,
              changes));
    }
    return notices;
  }

  private static Dataset<Row> withNextStart(Dataset<Row> subscriptions) {
    WindowSpec inTime =
        Window.partitionBy(Subscriptions.CUSTOMER_ID.col())
            .orderBy(Subscriptions.STARTED_ON.col(), Subscriptions.SUBSCRIPTION_ID.col());
    return subscriptions.select(
        Subscriptions.ENDED_ON.col(),
        Subscriptions.MONTHLY_AMOUNT.col(),
        Subscriptions.IS_TRIAL.col(),
        lead(Subscriptions.STARTED_ON.col(), 1).over(inTime).as(NEXT));
  }

  private static Column[] seen() {
    Column amount = coalesce(Subscriptions.MONTHLY_AMOUNT.col(), lit(0));
    Column ended = Subscriptions.ENDED_ON.col();
    Column next = col(NEXT);
    return new Column[] {
      count(when(not(Subscriptions.isTrial()).and(amount.equalTo(0)), 1)),
      count(when(Subscriptions.isTrial(), 1)),
      count(next),
      count(when(next.equalTo(date_add(ended, 1)), 1)),
      count(when(next.equalTo(ended), 1))
    };
  }

  private static boolean isMany(long some, long all) {
    return some >= FEWEST && some * ONE_IN >= all;
  }

  private static List<String> ofSurveys(Dataset<Row> surveys) {
    Column score = when(Surveys.KIND.col().equalTo(Surveys.NPS), Surveys.SCORE.col());
    Row found = surveys.agg(count(score), max(score)).head();
    long answers = found.getLong(0);
    boolean isHalf = answers >= FEWEST_ANSWERS && ((Number) found.get(1)).intValue() <= HALF_SCALE;
    return isHalf
        ? List.of(
            String.format(
                Locale.ROOT,
                "surveys: none of %,d NPS scores is above %d, so that nobody is a promoter or passive;"
                    + " expected answers of 0 to 10. If the question was asked on another scale, it is"
                    + " no NPS: leave it out or call it csat in sources.surveys.sql",
                answers,
                HALF_SCALE))
        : List.of();
  }
}
