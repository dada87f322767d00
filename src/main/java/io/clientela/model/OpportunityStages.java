package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw stage history that the job accepts: one row per stage that an opportunity entered. */
public final class OpportunityStages {

  public static final Field OPPORTUNITY_ID = Field.id("opportunity_id", "Opportunity");
  public static final Field STAGE = Field.label("stage", "Stage that it entered");
  public static final Field ENTERED_AT = Field.instant("entered_at", "When it entered the stage");
  public static final Field ENTERED_ON = ENTERED_AT.businessDate();

  public static final Table TABLE =
      Table.named("opportunity_stages")
          .titled("Opportunity stages", "Etapas das oportunidades")
          .grain("One row per opportunity and entry into a stage")
          .key(OPPORTUNITY_ID)
          .values(STAGE, ENTERED_AT)
          .definedBy("A stage may be entered more than once, and in any order");

  public static final Input INPUT = Input.of(TABLE, ENTERED_AT);

  private OpportunityStages() {}
}
