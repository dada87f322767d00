package io.clientela.kpi.management;

import io.clientela.kpi.Headline;
import io.clientela.kpi.Kpi;
import io.clientela.kpi.management.TwoGroups.Difference;
import io.clientela.model.Asks;
import io.clientela.model.CampaignMembers;
import io.clientela.model.History;
import io.clientela.model.Orders;
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
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What campaigns and programmes change, beside a group that was left alone. */
public record CampaignEffect(
    @Meaning("Business days of each window before and after the assignment, 1 to 3650")
        Integer windowDays,
    @Meaning(
            "Planned share of treatment by campaign, above 0 and below 1, such as {welcome: 0.5};"
                + " the sizes of other campaigns are not checked")
        Map<String, Double> treatmentShares,
    @Meaning("Campaigns whose groups were not drawn at random, such as loyalty programmes")
        List<String> observational)
    implements Kpi, ReadOut {

  static final Field DESIGN =
      Field.label("design", "randomised, or observational: the groups were not drawn at random");
  static final Field TREATMENT_MEMBERS =
      Field.count("treatment_members", "Members to be treated whose window is over at as-of");
  static final Field CONTROL_MEMBERS =
      Field.count("control_members", "Members held back whose window is over at as-of");
  static final Field TREATMENT_MEAN =
      Field.number(
          "treatment_mean", "Share of the treatment members, or money per treatment member");
  static final Field CONTROL_MEAN =
      Field.number("control_mean", "Share of the control members, or money per control member");
  static final Field LIFT =
      Field.number("lift", "treatment_mean - control_mean; null where a group has no members");
  static final Field LIFT_LOW =
      Field.number(
          "lift_low",
          "Lower 95 % bound of lift: Newcombe for shares; Welch for money, null where a group has one"
              + " member or neither group spreads");
  static final Field LIFT_HIGH = Field.number("lift_high", "Upper 95 % bound of lift, as lift_low");
  static final Field RELATIVE_LIFT =
      Field.ratio("relative_lift", LIFT.over(CONTROL_MEAN).but("null where that is 0"));
  static final Field P_VALUE =
      Field.share(
          "p_value",
          "Two-sided, of no lift: pooled z-test for shares; Welch's t-test for money, where neither"
              + " group spreads 1 without and null with a lift");
  static final Field INCREMENTAL_TOTAL =
      Field.number(
          "incremental_total",
          "lift x treatment_members: members who ordered, or money, that the treatment brought");
  static final Field SAMPLE_RATIO_P_VALUE =
      Field.share(
          "sample_ratio_p_value",
          "Chi-square test of all members, matured or not, against the planned share of treatment;"
              + " null where none is planned");
  static final Field DID =
      Field.number(
          "did",
          "Difference in differences: mean of each member's window after less the one before,"
              + " treatment less control; null for retained");
  static final Field DID_LOW = Field.number("did_low", "Lower 95 % bound of did (Welch)");
  static final Field DID_HIGH = Field.number("did_high", "Upper 95 % bound of did (Welch)");
  static final Field DID_P_VALUE =
      Field.share("did_p_value", "Two-sided, of no difference (Welch's t-test)");
  static final Field PLACEBO =
      Field.number(
          "placebo",
          "did one window earlier, when nothing had been done: the groups went different ways by"
              + " themselves where it is not 0; null for retained");
  static final Field PLACEBO_P_VALUE =
      Field.share("placebo_p_value", "Two-sided, of no difference (Welch's t-test)");
  static final Field STATUS =
      Field.label(
          "status",
          "The first that holds: no_control (a group has no members, and none are waiting); immature"
              + " (members are waiting); sample_ratio_mismatch (sample_ratio_p_value below 0.001: the"
              + " assignment is broken); parallel_trends_doubtful (observational and placebo_p_value"
              + " below 0.05); ok");
  static final Field IS_COMPLETE =
      Field.flag("is_complete", "No members are waiting; what is not complete can still change");

  private static final Field INCREMENTAL_REVENUE =
      Field.money(INCREMENTAL_TOTAL.name(), INCREMENTAL_TOTAL.meaning()).orNull();

  public CampaignEffect {
    windowDays = windowDays == null ? 30 : windowDays;
    treatmentShares = treatmentShares == null ? Map.of() : treatmentShares;
    observational = observational == null ? List.of() : List.copyOf(observational);
    Kpi.require(windowDays >= 1 && windowDays <= 3650, "window-days", windowDays, "1 to 3650");
    treatmentShares.forEach(
        (campaign, share) ->
            Kpi.require(
                share != null && share > 0 && share < 1,
                "treatment-shares of " + campaign,
                share,
                "a share above 0 and below 1 such as 0.5"));
    treatmentShares = Map.copyOf(treatmentShares);
  }

  @Override
  public Table output() {
    return Table.named("campaign_effect")
        .titled("Effect of campaigns and actions", "Avaliação de ações")
        .grain("One row per campaign and outcome", "Uma linha por campanha e resultado")
        .key(CampaignMembers.CAMPAIGN, CampaignOutcomes.OUTCOME)
        .values(
            DESIGN,
            TREATMENT_MEMBERS,
            CONTROL_MEMBERS,
            CampaignOutcomes.WAITING,
            CampaignOutcomes.IN_BOTH,
            TREATMENT_MEAN,
            CONTROL_MEAN,
            LIFT,
            LIFT_LOW,
            LIFT_HIGH,
            RELATIVE_LIFT,
            P_VALUE,
            INCREMENTAL_TOTAL,
            SAMPLE_RATIO_P_VALUE,
            DID,
            DID_LOW,
            DID_HIGH,
            DID_P_VALUE,
            PLACEBO,
            PLACEBO_P_VALUE,
            STATUS,
            IS_COMPLETE)
        .definedBy(
            "Customers as assigned, whether reached or not (intent to treat); their windows are "
                + windowDays
                + " business days each, the one after begins with the day of the earliest"
                + " assignment. Who never ordered counts with zeros",
            "Clientes no grupo atribuído, alcançados ou não (intenção de tratar); janelas de "
                + windowDays
                + " dias cada, a posterior desde o dia da primeira atribuição. Quem nunca fez"
                + " pedido conta com zeros");
  }

  @Override
  public List<Headline> headlines() {
    return List.of(
        Headline.of(
                INCREMENTAL_REVENUE,
                "Revenue that a campaign brought",
                "Receita incremental da ação")
            .named("campaign_incremental_revenue")
            .cases(TREATMENT_MEMBERS)
            .higherIsBetter()
            .where(CampaignOutcomes.OUTCOME, CampaignOutcomes.REVENUE)
            .bySegment(CampaignMembers.CAMPAIGN));
  }

  @Override
  public Needs needs() {
    return Needs.all(CampaignMembers.TABLE, Orders.TABLE, History.TABLE).holding(Asks.ORDERS);
  }

  @Override
  public Dataset<Row> cells(Facts facts) {
    return new CampaignOutcomes(windowDays).of(facts);
  }

  @Override
  public List<Field> series() {
    return List.of(CampaignMembers.CAMPAIGN);
  }

  @Override
  public List<Field> order() {
    return List.of(CampaignOutcomes.OUTCOME);
  }

  @Override
  public void read(Iterator<Cell> outcomes, RunDates dates, RowsOut out) {
    outcomes.forEachRemaining(outcome -> compare(outcome, out));
  }

  private void compare(Cell outcome, RowsOut out) {
    String campaign = outcome.label(CampaignMembers.CAMPAIGN);
    boolean isObservational = observational.contains(campaign);
    boolean isMoney = outcome.label(CampaignOutcomes.OUTCOME).equals(CampaignOutcomes.REVENUE);
    TwoGroups groups = groups(outcome, CampaignOutcomes.VALUE);
    Difference lift = isMoney ? groups.means() : groups.shares();
    Difference did = groups(outcome, CampaignOutcomes.CHANGE).means();
    Difference placebo = groups(outcome, CampaignOutcomes.PLACEBO).means();
    Double sampleRatio =
        TwoGroups.sampleRatio(
            outcome.count(CampaignOutcomes.TREATMENT_ASSIGNED),
            outcome.count(CampaignOutcomes.CONTROL_ASSIGNED),
            treatmentShares.get(campaign));
    boolean isComplete = outcome.count(CampaignOutcomes.WAITING) == 0;
    boolean isDoubtful = isObservational && placebo.pValue() != null && placebo.pValue() < 0.05;
    boolean isUnknown = lift.estimate() == null;
    out.put(outcome, output().key())
        .put(outcome, List.of(CampaignOutcomes.WAITING, CampaignOutcomes.IN_BOTH))
        .put(DESIGN, isObservational ? "observational" : "randomised")
        .put(TREATMENT_MEMBERS, groups.treatment().size())
        .put(CONTROL_MEMBERS, groups.control().size())
        .put(TREATMENT_MEAN, groups.treatment().mean())
        .put(CONTROL_MEAN, groups.control().mean())
        .put(LIFT, lift.estimate())
        .put(LIFT_LOW, lift.low())
        .put(LIFT_HIGH, lift.high())
        .put(P_VALUE, lift.pValue())
        .put(INCREMENTAL_TOTAL, isUnknown ? null : lift.estimate() * groups.treatment().size())
        .put(SAMPLE_RATIO_P_VALUE, sampleRatio)
        .put(DID, did.estimate())
        .put(DID_LOW, did.low())
        .put(DID_HIGH, did.high())
        .put(DID_P_VALUE, did.pValue())
        .put(PLACEBO, placebo.estimate())
        .put(PLACEBO_P_VALUE, placebo.pValue())
        .put(IS_COMPLETE, isComplete)
        .put(STATUS, isComplete ? status(groups, sampleRatio, isDoubtful) : "immature")
        .add();
  }

  private static String status(TwoGroups groups, Double sampleRatio, boolean isDoubtful) {
    if (groups.treatment().size() == 0 || groups.control().size() == 0) {
      return "no_control";
    } else if (sampleRatio != null && sampleRatio < 0.001) {
      return "sample_ratio_mismatch";
    }
    return isDoubtful ? "parallel_trends_doubtful" : "ok";
  }

  private static TwoGroups groups(Cell outcome, Field measure) {
    return new TwoGroups(
        CampaignOutcomes.sample(outcome, CampaignMembers.TREATMENT, measure),
        CampaignOutcomes.sample(outcome, CampaignMembers.CONTROL, measure));
  }
}
