package io.clientela.kpi;

import io.clientela.kpi.acquisition.AcquisitionCost;
import io.clientela.kpi.acquisition.LeadConversion;
import io.clientela.kpi.funnel.Funnel;
import io.clientela.kpi.funnel.FunnelAttempts;
import io.clientela.kpi.funnel.FunnelChains;
import io.clientela.kpi.funnel.FunnelConversion;
import io.clientela.kpi.management.CampaignEffect;
import io.clientela.kpi.management.KpiScorecard;
import io.clientela.kpi.management.TargetAttainment;
import io.clientela.kpi.management.TrendAlerts;
import io.clientela.kpi.marketing.MessagePerformance;
import io.clientela.kpi.marketing.SocialEngagement;
import io.clientela.kpi.retention.ActiveDays;
import io.clientela.kpi.retention.CohortRetention;
import io.clientela.kpi.retention.CustomerRetention;
import io.clientela.kpi.retention.GrowthAccounting;
import io.clientela.kpi.retention.RepeatPurchase;
import io.clientela.kpi.retention.Stickiness;
import io.clientela.kpi.retention.SubscriptionChurn;
import io.clientela.kpi.retention.Survival;
import io.clientela.kpi.retention.TrialConversion;
import io.clientela.kpi.sales.PipelineStages;
import io.clientela.kpi.sales.SalesPerformance;
import io.clientela.kpi.service.AgentScorecard;
import io.clientela.kpi.service.Satisfaction;
import io.clientela.kpi.service.ServicePerformance;
import io.clientela.kpi.value.CohortLtv;
import io.clientela.kpi.value.CustomerValue;
import io.clientela.kpi.value.LtvModel;
import io.clientela.kpi.value.LtvValidation;
import io.clientela.kpi.value.OrderValue;
import io.clientela.kpi.value.RfmCuts;
import io.clientela.kpi.value.RfmMovements;
import io.clientela.kpi.value.RfmSegments;
import io.clientela.model.Activity;
import io.clientela.model.Asks;
import io.clientela.model.CampaignMembers;
import io.clientela.model.CountsHistories;
import io.clientela.model.CustomerAliases;
import io.clientela.model.Customers;
import io.clientela.model.ExchangeRates;
import io.clientela.model.History;
import io.clientela.model.HistoryCells;
import io.clientela.model.Interactions;
import io.clientela.model.Leads;
import io.clientela.model.MarketingSpend;
import io.clientela.model.Messages;
import io.clientela.model.Opportunities;
import io.clientela.model.OpportunityStages;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Sales;
import io.clientela.model.SocialPosts;
import io.clientela.model.Subscriptions;
import io.clientela.model.Surveys;
import io.clientela.model.Targets;
import io.clientela.model.Tickets;
import io.clientela.model.service.Schedules;
import io.clientela.model.service.SurveyResponses;
import io.clientela.model.service.TicketTimes;
import io.clientela.table.Derivation;
import io.clientela.table.Input;
import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one list: every KPI with its default parameters, every raw table, and the shared facts
 * between them.
 */
public final class Catalogue {

  private Catalogue() {}

  public static List<Kpi> kpis() {
    return List.of(
        new CohortRetention(null, null, null, null, null),
        new CustomerRetention(null, null),
        new GrowthAccounting(null, null),
        new RepeatPurchase(null),
        new SubscriptionChurn(null),
        new TrialConversion(null, null),
        new Survival(null, null),
        new ActiveDays(null),
        new Stickiness(),
        new OrderValue(null),
        new CohortLtv(null),
        new CustomerValue(null, null, null),
        new RfmCuts(),
        new RfmSegments(),
        new RfmMovements(null),
        new LtvModel(null, null),
        new LtvValidation(null, null),
        new LeadConversion(null, null),
        new AcquisitionCost(null, null),
        new SalesPerformance(null),
        new PipelineStages(null),
        new ServicePerformance(null, null),
        new Satisfaction(null),
        new AgentScorecard(null, null),
        new MessagePerformance(null),
        new SocialEngagement(null),
        new CampaignEffect(null, null, null),
        new FunnelConversion(null, null),
        new FunnelAttempts(null),
        new KpiScorecard(),
        new TargetAttainment(null),
        new TrendAlerts(null, null, null, null, null));
  }

  public static List<Input> inputs() {
    return List.of(
        Orders.INPUT,
        OrderRefunds.INPUT,
        Interactions.INPUT,
        Customers.INPUT,
        CustomerAliases.INPUT,
        Subscriptions.INPUT,
        Leads.INPUT,
        Opportunities.INPUT,
        OpportunityStages.INPUT,
        MarketingSpend.INPUT,
        ExchangeRates.INPUT,
        Messages.INPUT,
        SocialPosts.INPUT,
        Tickets.INPUT,
        Surveys.INPUT,
        CampaignMembers.INPUT,
        targets());
  }

  /** Names of the raw tables. */
  public static Set<String> inputNames() {
    return inputs().stream().map(Input::name).collect(Collectors.toSet());
  }

  private static Input targets() {
    List<Headline> all = kpis().stream().flatMap(kpi -> kpi.headlines().stream()).toList();
    return Targets.input(
        all.stream().map(Headline::name).toList(),
        FunnelConversion.HEADLINES,
        better(all, Better.HIGHER),
        better(all, Better.LOWER));
  }

  private static List<String> better(List<Headline> headlines, Better way) {
    return headlines.stream()
        .filter(headline -> headline.better().equals(Optional.of(way)))
        .map(Headline::name)
        .toList();
  }

  /** The shared facts, holding no more than the KPIs ask for. */
  public static List<Derivation> facts(
      Collection<Kpi> kpis, List<Kpi> configured, Sales.Refunds refunds, Schedules schedules) {
    Asks asks = Asks.of(kpis);
    Activity activity = new Activity(asks);
    List<Funnel> funnels =
        configured.stream()
            .filter(FunnelConversion.class::isInstance)
            .flatMap(kpi -> ((FunnelConversion) kpi).funnels().stream())
            .toList();
    checkAttempts(configured, funnels);
    TargetAttainment.check(configured);
    List<Derivation> facts =
        new ArrayList<>(
            List.of(
                new Sales(refunds),
                new History(asks.activities(), asks.elapsed(), !asks.orderPeriods().isEmpty()),
                counted(kpis, activity),
                activity,
                new TicketTimes(schedules),
                new SurveyResponses(),
                new Headlines(configured)));
    if (!funnels.isEmpty()) {
      facts.add(new FunnelChains(funnels));
    }
    return facts;
  }

  private static HistoryCells counted(Collection<Kpi> kpis, Activity activity) {
    return new HistoryCells(
        Stream.concat(Stream.of(activity), kpis.stream())
            .filter(CountsHistories.class::isInstance)
            .map(CountsHistories.class::cast)
            .toList());
  }

  private static void checkAttempts(List<Kpi> configured, List<Funnel> funnels) {
    List<String> names = funnels.stream().map(Funnel::name).toList();
    configured.stream()
        .filter(FunnelAttempts.class::isInstance)
        .flatMap(kpi -> ((FunnelAttempts) kpi).funnels().stream())
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw Refusal.settings(
                  "kpis.funnel_attempts.funnels: found "
                      + name
                      + ", expected some of the funnels of kpis.funnel_conversion: "
                      + names);
            });
  }
}
