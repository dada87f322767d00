package io.clientela.model.service;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.Breakdowns;
import io.clientela.model.Customers;
import io.clientela.model.Surveys;
import io.clientela.model.Tickets;
import io.clientela.table.Derivation;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Needs;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/** The surveys with the answer that counts, and what they are about. */
public record SurveyResponses() implements Derivation {

  /** The answer that counts: the latest of a customer and wave. */
  public static final Field COUNTED =
      Field.score("counted_score", "Score; null where not answered, or answered again later")
          .orNull();

  public static final Table TABLE =
      Table.named("survey_responses")
          .grain("One row per survey")
          .key(Surveys.RESPONSE_ID)
          .values(
              Surveys.KIND,
              Surveys.SENT_ON,
              COUNTED,
              Surveys.AGENT,
              Surveys.TEAM,
              Surveys.CHANNEL,
              Tickets.CATEGORY,
              Tickets.PRIORITY,
              Surveys.WAVE,
              Breakdowns.SEGMENTS);

  /**
   * Keys to meet by, never null: surveys without ticket, customer or occasion, often most, would
   * else all meet in one place.
   */
  private static final Field OCCASION =
      Field.label("occasion", "Customer and wave, else customer and ticket, else the survey alone");

  private static final Field TICKET = Field.label("ticket", "Ticket, else the survey alone");
  private static final Field CUSTOMER = Field.label("customer", "Customer, else the survey alone");

  /** What a survey is about as its ticket says it, under a name of its own. */
  private static final List<Field> OF_TICKET =
      List.of(Tickets.AGENT, Tickets.TEAM, Tickets.CHANNEL, Tickets.CATEGORY, Tickets.PRIORITY);

  @Override
  public Table output() {
    return TABLE;
  }

  @Override
  public Needs needs() {
    return Needs.all(Surveys.TABLE).optional(Tickets.TABLE, Customers.TABLE);
  }

  @Override
  public Dataset<Row> compute(Facts facts) {
    return facts
        .of(Surveys.TABLE)
        .transform(rows -> complete(rows, facts))
        .transform(SurveyResponses::choose)
        .transform(rows -> withTicket(rows, facts))
        .transform(rows -> withCustomer(rows, facts))
        .select(TABLE.columns());
  }

  /** With every column that this needs, and the survey's own breakdowns. */
  private static Dataset<Row> complete(Dataset<Row> surveys, Facts facts) {
    return surveys.select(
        Surveys.RESPONSE_ID.col(),
        Surveys.KIND.col(),
        Surveys.SENT_ON.col(),
        Surveys.RESPONDED_AT.col(),
        Surveys.SCORE.col(),
        Surveys.CUSTOMER_ID.col(),
        Surveys.TICKET_ID.col(),
        Breakdowns.ifAny(surveys, Surveys.AGENT),
        Breakdowns.ifAny(surveys, Surveys.TEAM),
        Breakdowns.ifAny(surveys, Surveys.CHANNEL),
        Breakdowns.ifAny(surveys, Surveys.WAVE),
        Breakdowns.own(surveys, facts.dimensions()),
        TICKET.is(orAlone("ticket ", Surveys.TICKET_ID)),
        CUSTOMER.is(orAlone("customer ", Surveys.CUSTOMER_ID)));
  }

  private static Column orAlone(String kind, Field id) {
    return coalesce(named(kind, id), alone());
  }

  private static Column alone() {
    return named("survey ", Surveys.RESPONSE_ID);
  }

  private static Column named(String kind, Field id) {
    return concat(lit(kind), id.col().cast(DataTypes.StringType));
  }

  /** Of the answers of a customer on one occasion the latest counts; of others each. */
  private static Dataset<Row> choose(Dataset<Row> surveys) {
    Column isAnswered = Surveys.RESPONDED_AT.col().isNotNull().and(Surveys.SCORE.col().isNotNull());
    Column occasion = coalesce(named("wave ", Surveys.WAVE), named("ticket ", Surveys.TICKET_ID));
    Column ofMany =
        concat(Surveys.KIND.col(), lit(" "), occasion, lit(" "), named("", Surveys.CUSTOMER_ID));
    WindowSpec latestFirst =
        Window.partitionBy(OCCASION.col())
            .orderBy(
                Surveys.RESPONDED_AT.col().desc_nulls_last(),
                Surveys.RESPONSE_ID.col().cast(DataTypes.StringType).desc());
    Column isLatest = row_number().over(latestFirst).equalTo(1);
    return surveys
        .withColumn(OCCASION.name(), coalesce(when(isAnswered, ofMany), alone()))
        .withColumn(
            COUNTED.name(), COUNTED.is(when(isAnswered.and(isLatest), Surveys.SCORE.col())));
  }

  private static Dataset<Row> withTicket(Dataset<Row> surveys, Facts facts) {
    if (!facts.has(Tickets.TABLE)) {
      return surveys
          .withColumn(Tickets.CATEGORY.name(), Tickets.CATEGORY.isNull())
          .withColumn(Tickets.PRIORITY.name(), Tickets.PRIORITY.isNull());
    }
    Dataset<Row> tickets = facts.of(Tickets.TABLE);
    List<Column> ofTicket = new ArrayList<>();
    ofTicket.add(TICKET.is(named("ticket ", Tickets.TICKET_ID)));
    OF_TICKET.forEach(field -> ofTicket.add(Breakdowns.ifAny(tickets, field).as(nameOf(field))));
    return surveys
        .join(tickets.select(ofTicket.toArray(Column[]::new)), TICKET.name(), "left")
        .withColumn(Surveys.AGENT.name(), coalesce(Surveys.AGENT.col(), of(Tickets.AGENT)))
        .withColumn(Surveys.TEAM.name(), coalesce(Surveys.TEAM.col(), of(Tickets.TEAM)))
        .withColumn(Surveys.CHANNEL.name(), coalesce(Surveys.CHANNEL.col(), of(Tickets.CHANNEL)))
        .withColumn(Tickets.CATEGORY.name(), of(Tickets.CATEGORY))
        .withColumn(Tickets.PRIORITY.name(), of(Tickets.PRIORITY));
  }

  private static String nameOf(Field field) {
    return "ticket_" + field.name();
  }

  private static Column of(Field field) {
    return col(nameOf(field));
  }

  /** A breakdown that surveys lack is the customer's. */
  private static Dataset<Row> withCustomer(Dataset<Row> surveys, Facts facts) {
    boolean isOfCustomer = facts.has(Customers.TABLE) && !facts.dimensions().isEmpty();
    if (!isOfCustomer) {
      return surveys;
    }
    Dataset<Row> customers = facts.of(Customers.TABLE);
    Field theirs = Breakdowns.SEGMENTS.renamed("of_customer", "The customer's");
    List<Column> either = new ArrayList<>();
    for (int i = 1; i <= facts.dimensions().size(); i++) {
      Column own = element_at(Breakdowns.SEGMENTS.col(), lit(i));
      either.add(coalesce(own, element_at(theirs.col(), lit(i))));
    }
    Dataset<Row> attributes =
        customers.select(
            CUSTOMER.is(named("customer ", Customers.CUSTOMER_ID)),
            Breakdowns.own(customers, facts.dimensions()).as(theirs.name()));
    return surveys
        .join(attributes, CUSTOMER.name(), "left")
        .withColumn(
            Breakdowns.SEGMENTS.name(),
            Breakdowns.SEGMENTS.is(array(either.toArray(Column[]::new))));
  }
}
