package io.clientela.kpi.marketing;

import static org.apache.spark.sql.functions.bit_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Messages;
import io.clientela.model.Sales;
import io.clientela.table.Field;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Messages with what became of them: one row per message, made of all its events in one exchange
 * and one sort. A mark is one bit of a number, so that an event is small while it moves.
 */
enum MessageMarks {
  SENT(Messages.SENT),
  BOUNCED(Messages.BOUNCED),
  OPENED(Messages.OPENED, Messages.CLICKED),
  HUMAN_OPENED(Messages.OPENED, Messages.CLICKED),
  CLICKED(Messages.CLICKED),
  HUMAN_CLICKED(Messages.CLICKED),
  REPLIED(Messages.REPLIED),
  HUMAN_REPLIED(Messages.REPLIED),
  UNSUBSCRIBED(Messages.UNSUBSCRIBED),
  COMPLAINED(Messages.COMPLAINED);

  /** The message's own columns, in the order in which they decide between events of one instant. */
  static final List<Field> DIMENSIONS = List.of(Messages.CHANNEL, Messages.CAMPAIGN);

  private static final Field MARKS = Field.integer("marks", "One bit per mark");
  private static final Field FIRST = Field.any("first", "What places an event in time; it sorts");
  private static final Field IS_NOT_SENT = Field.flag("is_not_sent", "Events that send go first");

  private final Object[] events;

  /** The events that leave the mark. */
  MessageMarks(Object... events) {
    this.events = events;
  }

  /** One row per message: its day, channel and campaign, and its marks. */
  static Dataset<Row> of(Dataset<Row> events) {
    Column channel = element_at(FIRST.col().getField(Breakdowns.SEGMENTS.name()), lit(1));
    Column campaign = element_at(FIRST.col().getField(Breakdowns.SEGMENTS.name()), lit(2));
    return events
        .select(Messages.MESSAGE_ID.col(), FIRST.is(first(events)), MARKS.is(left()))
        .repartition(Messages.MESSAGE_ID.col())
        .groupBy(Messages.MESSAGE_ID.col())
        .agg(FIRST.is(min(FIRST.col())), MARKS.is(bit_or(MARKS.col())))
        .select(
            Sales.DAY.is(FIRST.col().getField(Sales.DAY.name())),
            Messages.CHANNEL.is(channel),
            Messages.CAMPAIGN.is(campaign),
            MARKS.col());
  }

  /** The least of a message's is that of its earliest sent event, else of its earliest event. */
  private static Column first(Dataset<Row> events) {
    return struct(
        IS_NOT_SENT.is(Messages.EVENT.col().notEqual(Messages.SENT)),
        Messages.OCCURRED_AT.col(),
        Breakdowns.own(events, DIMENSIONS.stream().map(Field::name).toList()),
        Sales.DAY.is(unix_date(Messages.OCCURRED_ON.col())));
  }

  private static Column left() {
    Column marks = lit(0);
    for (MessageMarks mark : values()) {
      marks = marks.bitwiseOR(when(mark.isLeft(), mark.bit()).otherwise(0));
    }
    return marks;
  }

  private Column isLeft() {
    Column isOne = Messages.EVENT.col().isin(events);
    Column isHuman = not(coalesce(Messages.IS_MACHINE.col(), lit(false)));
    return switch (this) {
      case HUMAN_OPENED, HUMAN_CLICKED, HUMAN_REPLIED -> isOne.and(isHuman);
      default -> isOne;
    };
  }

  /** Whether a message of {@link #of} has the mark. */
  Column isOn() {
    return MARKS.col().bitwiseAND(bit()).notEqual(0);
  }

  private int bit() {
    return 1 << ordinal();
  }
}
