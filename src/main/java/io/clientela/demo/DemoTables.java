package io.clientela.demo;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The raw tables of the demo shop, as the files come. */
record DemoTables(Occasions occasions) {
  /** In the order of time, file by file and within a file. */
  Dataset<Row> orders(SparkSession spark) {
    return new DemoOrders(calendar())
        .from(occasions.rows(spark))
        .sortWithinPartitions(DemoOrders.ORDERED_AT, Occasions.ORDER_ID);
  }

  /** In the order of time, file by file and within a file. */
  Dataset<Row> interactions(SparkSession spark) {
    return new DemoInteractions(calendar())
        .from(occasions.rows(spark))
        .sortWithinPartitions(DemoInteractions.OCCURRED_AT, DemoInteractions.INTERACTION_ID);
  }

  Dataset<Row> customers(SparkSession spark) {
    return new DemoCustomers(calendar()).from(occasions.people(spark));
  }

  /** In the order of time. */
  Dataset<Row> subscriptions(SparkSession spark) {
    return new DemoSubscriptions(calendar())
        .from(occasions.people(spark))
        .sortWithinPartitions(DemoSubscriptions.STARTED_ON, DemoSubscriptions.SUBSCRIPTION_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> leads(SparkSession spark) {
    return new DemoLeads(calendar())
        .from(occasions.rows(spark))
        .sortWithinPartitions(DemoLeads.CREATED_AT, DemoLeads.LEAD_ID);
  }

  /** In the order of time. */
  Dataset<Row> marketingSpend(SparkSession spark) {
    return new DemoMarketingSpend(calendar(), seed())
        .from(leadRows(spark), spark.range(calendar().end()).toDF())
        .coalesce(1)
        .sortWithinPartitions(
            DemoMarketingSpend.SPENT_ON, DemoMarketingSpend.CHANNEL, DemoMarketingSpend.CAMPAIGN);
  }

  /** In the order of time within a file. */
  Dataset<Row> opportunities(SparkSession spark) {
    return new DemoOpportunities(calendar())
        .from(deals(spark))
        .sortWithinPartitions(DemoOpportunities.CREATED_AT, Deals.OPPORTUNITY_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> opportunityStages(SparkSession spark) {
    return new DemoOpportunityStages(calendar())
        .from(deals(spark))
        .sortWithinPartitions(DemoOpportunityStages.ENTERED_AT, Deals.OPPORTUNITY_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> tickets(SparkSession spark) {
    return new DemoTickets(calendar())
        .from(occasions.rows(spark))
        .sortWithinPartitions(DemoTickets.CREATED_AT, Troubles.TICKET_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> surveys(SparkSession spark) {
    CustomerSurveys waves = new CustomerSurveys(calendar());
    Dataset<Row> ofTickets =
        TicketSurveys.from(new DemoTickets(calendar()).rows(occasions.rows(spark)));
    Dataset<Row> ofCustomers = waves.from(occasions.peopleInRounds(spark, waves.waves()));
    return new DemoSurveys(calendar())
        .from(ofTickets.unionByName(ofCustomers))
        .sortWithinPartitions(DemoSurveys.SENT_AT, DemoSurveys.RESPONSE_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> messages(SparkSession spark) {
    Mailings mailings = new Mailings(calendar());
    return new DemoMessages(calendar())
        .from(mailings.from(occasions.peopleInRounds(spark, mailings.count())))
        .sortWithinPartitions(DemoMessages.OCCURRED_AT, Mailings.MESSAGE_ID);
  }

  /** In the order of time within a file. */
  Dataset<Row> campaignMembers(SparkSession spark) {
    DemoCampaignMembers members = new DemoCampaignMembers(calendar());
    return members
        .from(occasions.peopleInRounds(spark, members.campaigns()))
        .sortWithinPartitions(DemoCampaignMembers.ASSIGNED_AT, Shoppers.CUSTOMER_ID);
  }

  /** In the order of time. */
  Dataset<Row> socialPosts(SparkSession spark) {
    DemoSocialPosts posts = new DemoSocialPosts(calendar(), seed());
    return posts
        .from(spark.range(0, posts.most(), 1, 1).toDF())
        .sortWithinPartitions(DemoSocialPosts.PUBLISHED_AT, DemoSocialPosts.POST_ID);
  }

  private Dataset<Row> deals(SparkSession spark) {
    return new Deals(calendar()).from(leadRows(spark), occasions.people(spark));
  }

  private Dataset<Row> leadRows(SparkSession spark) {
    return new DemoLeads(calendar()).rows(occasions.first(spark));
  }

  private ShopCalendar calendar() {
    return occasions.calendar();
  }

  private long seed() {
    return occasions.shoppers().seed();
  }
}
