package io.clientela.e2e;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What sales, marketing, service and management of the growing shop had written down: a row each,
 * then one more.
 */
final class GrowingService {

  /** Header, row as of March, row that comes later. */
  private static final Map<String, String[]> FILES =
      new TreeMap<>(
          Map.of(
              "opportunity_stages",
              new String[] {
                "opportunity_id,stage,entered_at",
                "o1,demo,2024-01-15T12:00:00Z",
                "o1,offer,2024-03-02T12:00:00Z"
              },
              "marketing_spend",
              new String[] {
                "spent_on,channel,amount", "2024-01-20,ads,50.00", "2024-03-01,ads,70.00"
              },
              "messages",
              new String[] {
                "message_id,event,occurred_at,channel",
                "m1,sent,2024-02-10T12:00:00Z,email",
                "m1,opened,2024-03-01T12:00:00Z,email"
              },
              "social_posts",
              new String[] {
                "post_id,network,published_at,impressions,engagements",
                "p1,instagram,2024-02-10T12:00:00Z,100,7",
                "p2,instagram,2024-03-10T12:00:00Z,200,9"
              },
              "tickets",
              new String[] {
                "ticket_id,created_at,customer_id,agent,team,first_responded_at,resolved_at",
                "t1,2024-02-28T12:00:00Z,ana,lia,norte,2024-02-28T13:00:00Z,2024-03-02T12:00:00Z",
                "t2,2024-03-02T12:00:00Z,bia,lia,norte,,"
              },
              "surveys",
              new String[] {
                "response_id,kind,sent_at,responded_at,score,customer_id,ticket_id,agent",
                "r1,csat,2024-02-29T12:00:00Z,2024-02-29T15:00:00Z,5,ana,t1,lia",
                "r2,csat,2024-03-03T12:00:00Z,2024-03-04T12:00:00Z,1,bia,t2,lia"
              },
              "campaign_members",
              new String[] {
                "campaign,customer_id,assigned_at,group",
                "welcome,ana,2024-01-05T12:00:00Z,treatment",
                "welcome,bia,2024-03-05T12:00:00Z,control"
              },
              "targets",
              new String[] {
                "kpi,target,starts_on,due_on,agreed_on",
                "orders,100,2024-01-01,2024-12-31,2024-01-02",
                "csat,0.9,2024-01-01,2024-12-31,2024-03-05"
              }));

  private GrowingService() {}

  static Set<String> tables() {
    return FILES.keySet();
  }

  static void asOfMarch(Workplace work) {
    FILES.forEach(
        (table, lines) -> work.file(table + "/until-march.csv", lines[0] + "\n" + lines[1] + "\n"));
  }

  static void laterOn(Workplace work) {
    FILES.forEach(
        (table, lines) -> work.file(table + "/later.csv", lines[0] + "\n" + lines[2] + "\n"));
  }

  /** Their sources in the settings. */
  static String sources() {
    StringBuilder sources = new StringBuilder();
    FILES.forEach(
        (table, lines) ->
            sources.append(String.format("  %1$s: {path: ROOT/%1$s, format: csv}%n", table)));
    return sources.toString();
  }
}
