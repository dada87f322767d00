package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.table.Facts;
import io.clientela.table.Field;
import io.clientela.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whose events a funnel is about. */
public enum EventSource {
  INTERACTIONS(Funnel.BY_CUSTOMER, Interactions.TABLE),
  LEADS(Leads.LEAD_ID.name(), Leads.TABLE),
  OPPORTUNITIES(Opportunities.OPPORTUNITY_ID.name(), Opportunities.TABLE, OpportunityStages.TABLE);

  static final String CREATED = "created";
  static final String CONVERTED = "converted";

  private final String countBy;
  private final Set<Table> tables;

  EventSource(String countBy, Table... tables) {
    this.countBy = countBy;
    this.tables = Set.of(tables);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is counted where a funnel does not say it. */
  String countBy() {
    return countBy;
  }

  Set<Table> tables() {
    return tables;
  }

  boolean isThere(Facts facts) {
    return tables.stream().allMatch(facts::has);
  }

  /** As interactions: a type, when it happened, whose it is, and whatever else is known of it. */
  Dataset<Row> rows(Facts facts) {
    return switch (this) {
      case INTERACTIONS -> facts.of(Interactions.TABLE);
      case LEADS ->
          facts
              .of(Leads.TABLE)
              .transform(
                  leads ->
                      happened(
                          leads,
                          event(lit(CREATED), Leads.CREATED_AT),
                          event(lit(CONVERTED), Leads.CONVERTED_AT)));
      case OPPORTUNITIES -> ofOpportunities(facts);
    };
  }

  /** The stages entered, between the creation and the outcome. */
  private static Dataset<Row> ofOpportunities(Facts facts) {
    Dataset<Row> opportunities = facts.of(Opportunities.TABLE);
    Dataset<Row> ends =
        happened(
            opportunities,
            event(lit(CREATED), Opportunities.CREATED_AT),
            event(Opportunities.OUTCOME.col(), Opportunities.CLOSED_AT));
    Dataset<Row> entered =
        facts
            .of(OpportunityStages.TABLE)
            .join(opportunities, Opportunities.OPPORTUNITY_ID.name(), "inner");
    Dataset<Row> stages =
        happened(entered, event(OpportunityStages.STAGE.col(), OpportunityStages.ENTERED_AT));
    return ends.unionByName(stages.select(columns(ends)));
  }

  private static Column event(Column type, Field at) {
    return struct(Interactions.TYPE.is(type), Interactions.OCCURRED_AT.is(at.col()));
  }

  /** A row per event that is known to have happened. Multiplies rows. */
  private static Dataset<Row> happened(Dataset<Row> rows, Column... events) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      boolean isOwn =
          !name.equals(Interactions.TYPE.name()) && !name.equals(Interactions.OCCURRED_AT.name());
      if (isOwn) {
        columns.add(col(name));
      }
    }
    columns.add(inline(array(events)));
    return rows.select(columns.toArray(Column[]::new))
        .where(Interactions.OCCURRED_AT.col().isNotNull());
  }

  private static Column[] columns(Dataset<Row> like) {
    return List.of(like.columns()).stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
