package io.clientela.kpi.marketing;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.model.CellColumns;
import io.clientela.model.Messages;
import io.clientela.model.OwnCells;
import io.clientela.model.Period;
import io.clientela.model.PeriodReadOut;
import io.clientela.model.Sales;
import io.clientela.model.Timeline;
import io.clientela.table.Cell;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Grain;
import io.clientela.table.Meaning;
import io.clientela.table.Needs;
import io.clientela.table.Proportion;
import io.clientela.table.RowsOut;
import io.clientela.table.RunDates;
import io.clientela.table.Table;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What became of the messages that were sent in a period. */
public record MessagePerformance(
    @Meaning("Lengths of the period in which messages were sent: day, week, month, quarter")
        List<Grain> grains)
    implements Kpi, PeriodReadOut {

  static final Field SENT = Field.count("sent", "Messages with a sent event, however many");
  static final Field BOUNCED =
      Field.count("bounced", "Of the sent, those with a bounced event, before or after a delivery");
  static final Field DELIVERED =
      Field.count("delivered", "sent - bounced; a delivered event is not needed");
  static final Field UNSENT =
      Field.count(
          "unsent",
          "Messages with events but no sent event, dated by the first; in no other count");
  static final Field UNIQUE_OPENS =
      Field.count("unique_opens", "Delivered messages opened or clicked, by machines too");
  static final Field UNIQUE_HUMAN_OPENS =
      Field.count(
          "unique_human_opens",
          "Delivered messages opened or clicked where is_machine is false or unknown");
  static final Field UNIQUE_CLICKS =
      Field.count("unique_clicks", "Delivered messages clicked, by machines too");
  static final Field UNIQUE_HUMAN_CLICKS =
      Field.count(
          "unique_human_clicks", "Delivered messages clicked where is_machine is false or unknown");
  static final Field REPLIES = Field.count("replies", "Delivered messages replied to");
  static final Field UNSUBSCRIBES =
      Field.count("unsubscribes", "Delivered messages with an unsubscribed event");
  static final Field COMPLAINTS =
      Field.count("complaints", "Delivered messages with a complained event");
  static final Field ENGAGED =
      Field.count(
          "engaged",
          "Delivered messages opened, clicked or replied to where is_machine is false or unknown");

  static final Field OPEN_RATE = Field.share("open_rate", UNIQUE_OPENS.over(DELIVERED));
  static final Field HUMAN_OPEN_RATE =
      Field.share("human_open_rate", UNIQUE_HUMAN_OPENS.over(DELIVERED));
  static final Field CLICK_THROUGH_RATE =
      Field.share("click_through_rate", UNIQUE_CLICKS.over(DELIVERED));
  static final Field HUMAN_CLICK_THROUGH_RATE =
      Field.share("human_click_through_rate", UNIQUE_HUMAN_CLICKS.over(DELIVERED));
  static final Field CLICK_TO_OPEN_RATE =
      Field.share(
          "click_to_open_rate", UNIQUE_CLICKS.over(UNIQUE_OPENS).but("null where none is opened"));
  static final Field ENGAGEMENT_RATE = Field.share("engagement_rate", ENGAGED.over(DELIVERED));
  static final Field UNSUBSCRIBE_RATE =
      Field.share("unsubscribe_rate", UNSUBSCRIBES.over(DELIVERED));
  static final Field COMPLAINT_RATE = Field.share("complaint_rate", COMPLAINTS.over(DELIVERED));

  private static final List<Field> COUNTS =
      List.of(
          SENT,
          BOUNCED,
          DELIVERED,
          UNSENT,
          UNIQUE_OPENS,
          UNIQUE_HUMAN_OPENS,
          UNIQUE_CLICKS,
          UNIQUE_HUMAN_CLICKS,
          REPLIES,
          UNSUBSCRIBES,
          COMPLAINTS,
          ENGAGED);

  private static final List<Field> RATES =
      List.of(
          OPEN_RATE,
          HUMAN_OPEN_RATE,
          CLICK_THROUGH_RATE,
          HUMAN_CLICK_THROUGH_RATE,
          CLICK_TO_OPEN_RATE,
          ENGAGEMENT_RATE,
          UNSUBSCRIBE_RATE,
          COMPLAINT_RATE);

  public MessagePerformance {
    grains = grains == null ? List.of(Grain.WEEK, Grain.MONTH) : List.copyOf(grains);
  }

  @Override
  public Table output() {
    return Table.named("message_performance")
        .titled("Message performance", "Desempenho de mensagens")
        .grain(
            "One row per grain, segment and period in which messages were sent",
            "Uma linha por granularidade, segmento e período em que foram enviadas" + " mensagens")
        .key(OwnCells.key())
        .values(
            Stream.of(
                    COUNTS.stream(),
                    RATES.stream().map(Proportion::fields).flatMap(Stream::of),
                    Stream.of(Timeline.IS_COMPLETE))
                .flatMap(fields -> fields)
                .toArray(Field[]::new))
        .definedBy(
            "Every message counts once, however often something happens to it, in the period,"
                + " channel and campaign of its earliest sent event; a message without one has"
                + " those of its earliest event and is unsent. A click is an open too. What happens"
                + " to a message that bounced is not counted. Messages of a period that is complete"
                + " are still opened, clicked and replied to",
            "Cada mensagem conta uma vez, por mais vezes que algo lhe aconteça, no"
                + " período, canal e campanha de seu primeiro evento sent; uma mensagem sem ele"
                + " tem os de seu primeiro evento e não foi enviada. Um clique é também uma"
                + " abertura. O que acontece a uma mensagem devolvida não conta. Mensagens de"
                + " um período completo ainda são abertas, clicadas e respondidas");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(OPEN_RATE, "Open rate", "Taxa de abertura").higherIsBetter(),
        Headline.of(CLICK_THROUGH_RATE, "Click-through rate", "CTR").higherIsBetter(),
        Headline.of(ENGAGEMENT_RATE, "Engagement with messages", "Engajamento com mensagens")
            .named("message_engagement_rate")
            .higherIsBetter(),
        Headline.of(UNSUBSCRIBE_RATE, "Unsubscribes", "Descadastros").lowerIsBetter());
  }

  @Override
  public Needs needs() {
    return Needs.all(Messages.TABLE);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    Dataset<Row> days =
        facts
            .of(Messages.TABLE)
            .transform(MessageMarks::of)
            .transform(MessagePerformance::countByDay);
    return OwnCells.by(MessageMarks.DIMENSIONS, grains)
        .counted(days, Sales.DAY.col(), facts, new CellColumns(List.of(), COUNTS));
  }

  @Override
  public void read(Iterator<Cell> cells, RunDates dates, RowsOut out) {
    for (Period period : Period.ofCells(cells, COUNTS.toArray(Field[]::new))) {
      period.row(out, dates, series()).put(period.sums()).add();
    }
  }

  private static Dataset<Row> countByDay(Dataset<Row> messages) {
    Column[] counts = counts();
    return messages
        .groupBy(Sales.DAY.col(), Messages.CHANNEL.col(), Messages.CAMPAIGN.col())
        .agg(counts[0], Arrays.copyOfRange(counts, 1, counts.length));
  }

  private static Column[] counts() {
    Column isSent = MessageMarks.SENT.isOn();
    Column isBounced = isSent.and(MessageMarks.BOUNCED.isOn());
    Column isDelivered = isSent.and(not(isBounced));
    Column isEngaged = MessageMarks.HUMAN_OPENED.isOn().or(MessageMarks.HUMAN_REPLIED.isOn());
    return new Column[] {
      of(SENT, isSent),
      of(BOUNCED, isBounced),
      of(DELIVERED, isDelivered),
      of(UNSENT, not(isSent)),
      of(UNIQUE_OPENS, isDelivered.and(MessageMarks.OPENED.isOn())),
      of(UNIQUE_HUMAN_OPENS, isDelivered.and(MessageMarks.HUMAN_OPENED.isOn())),
      of(UNIQUE_CLICKS, isDelivered.and(MessageMarks.CLICKED.isOn())),
      of(UNIQUE_HUMAN_CLICKS, isDelivered.and(MessageMarks.HUMAN_CLICKED.isOn())),
      of(REPLIES, isDelivered.and(MessageMarks.REPLIED.isOn())),
      of(UNSUBSCRIBES, isDelivered.and(MessageMarks.UNSUBSCRIBED.isOn())),
      of(COMPLAINTS, isDelivered.and(MessageMarks.COMPLAINED.isOn())),
      of(ENGAGED, isDelivered.and(isEngaged))
    };
  }

  private static Column of(Field counted, Column isCounted) {
    return counted.is(count(when(isCounted, 1)));
  }
}
