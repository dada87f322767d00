package io.clientela.e2e;

import org.apache.spark.sql.SparkSession;

/** A shop in São Paulo as its raw tables were on 1 March 2024, and as they had become by May. */
record GrowingShop(Workplace work) {

  static final String MARCH = "2024-03-01";
  static final String MAY = "2024-05-01";

  private static final String ORDERS =
      """
      SELECT order_id, customer_id, CAST(ordered_at AS TIMESTAMP) AS ordered_at,
             CAST(amount AS DECIMAL(18,2)) AS amount, CAST(cost AS DECIMAL(18,2)) AS cost, status,
             CAST(NULL AS DECIMAL(18,2)) AS refunded_amount, CAST(NULL AS TIMESTAMP) AS refunded_at
      FROM VALUES %s AS t (order_id, customer_id, ordered_at, amount, cost, status)
      """;

  /**
   * One row each: plain, twice, without customer, returned, cancelled; the last minute of February.
   */
  void asOfMarch() {
    GrowingService.asOfMarch(work);
    work.delta(
        "orders",
        ORDERS.formatted(
            """
            ('1', 'ana', '2023-12-30T15:00:00Z', 100.00, 40.00, 'completed'),
            ('2', 'bia', '2024-01-20T15:00:00Z', 50.25, NULL, NULL),
            ('2', 'bia', '2024-01-20T15:00:00Z', 50.25, NULL, NULL),
            ('3', 'ana', '2024-02-10T15:00:00Z', 80.00, 30.00, 'completed'),
            ('4', NULL, '2024-02-11T15:00:00Z', 10.00, 1.00, 'completed'),
            ('5', 'bia', '2024-02-15T15:00:00Z', -20.00, NULL, 'completed'),
            ('6', 'bia', '2024-02-16T15:00:00Z', 999.00, NULL, 'cancelled'),
            ('7', 'caio', '2024-03-01T02:59:59Z', 35.50, 12.00, 'completed')
            """));
    work.file(
        "visits/until-march.csv",
        """
        customer_id,occurred_at,type
        ana,2024-02-09T12:00:00Z,visit
        bia,2024-02-20T12:00:00Z,visit
        dora,2024-02-21T12:00:00Z,visit
        """);
    work.file(
        "subscriptions/until-march.csv",
        """
        subscription_id,customer_id,started_on,ended_on,monthly_amount,is_trial
        s0,ana,2024-01-03,2024-01-10,,true
        s1,ana,2024-01-10,2024-02-20,39.90,false
        s2,ana,2024-02-20,2024-04-15,49.90,false
        s3,bia,2024-02-01,,19.90,false
        """);
    work.file(
        "leads/until-march.csv",
        """
        lead_id,created_at,customer_id,converted_at
        l1,2024-01-05T12:00:00Z,ana,2024-02-10T15:00:00Z
        l2,2024-02-01T12:00:00Z,,
        """);
    work.file(
        "opportunities/until-march.csv",
        """
        opportunity_id,created_at,amount,closed_at,outcome
        o1,2024-01-10T12:00:00Z,100.00,2024-02-10T12:00:00Z,won
        o2,2024-02-05T12:00:00Z,200.00,,
        """);
    work.parquet(
        "customers",
        """
        SELECT customer_id, CAST(created_at AS TIMESTAMP) AS created_at, region
        FROM VALUES ('ana', '2023-12-01T00:00:00Z', 'Sul'), ('bia', NULL, 'Norte')
            AS t (customer_id, created_at, region)
        """);
  }

  /**
   * New orders from the first second of March on, a refund of an old one, and more of everything
   * else.
   */
  void laterOn() {
    GrowingService.laterOn(work);
    work.delta(
        "orders",
        ORDERS.formatted(
            """
            ('8', 'ana', '2024-03-01T03:00:00Z', 500.00, 1.00, 'completed'),
            ('9', 'dora', '2024-03-05T15:00:00Z', 20.00, 5.00, 'completed'),
            ('10', 'bia', '2024-04-05T15:00:00Z', 20.00, 5.00, 'completed')
            """));
    SparkSession spark = Workplace.spark();
    spark.sql(
        "UPDATE delta.`"
            + work.path("orders")
            + "` SET refunded_amount = 30.00, refunded_at = TIMESTAMP '2024-04-02T12:00:00Z'"
            + " WHERE order_id = '3'");
    work.file(
        "visits/later.csv",
        """
        customer_id,occurred_at,type
        ana,2024-03-01T03:00:00Z,visit
        dora,2024-03-04T12:00:00Z,visit
        """);
    work.file(
        "subscriptions/later.csv",
        """
        subscription_id,customer_id,started_on,ended_on,monthly_amount,is_trial
        s4,dora,2024-03-01,,9.90,false
        """);
    work.file(
        "leads/later.csv",
        """
        lead_id,created_at,customer_id,converted_at
        l3,2024-03-04T12:00:00Z,dora,2024-03-05T15:00:00Z
        """);
    work.file(
        "opportunities/later.csv",
        """
        opportunity_id,created_at,amount,closed_at,outcome
        o3,2024-03-10T12:00:00Z,300.00,2024-04-01T12:00:00Z,lost
        """);
    work.parquet(
        "customers",
        """
        SELECT 'caio' AS customer_id, TIMESTAMP '2024-03-02T00:00:00Z' AS created_at, 'Sul' AS region
        """);
  }

  /** Settings over these tables; as-of is given on the command line. */
  void settings(String more) {
    work.file(
        "settings.yaml",
        """
        lake: ROOT/lake
        time-zone: America/Sao_Paulo
        currency: BRL
        dimensions: [region]
        sources:
          orders: {path: ROOT/orders, max-reject-share: 0.2}
          interactions: {path: ROOT/visits, format: csv}
          customers: {path: ROOT/customers, format: parquet}
          subscriptions: {path: ROOT/subscriptions, format: csv}
          leads: {path: ROOT/leads, format: csv}
          opportunities: {path: ROOT/opportunities, format: csv}
        """
            + GrowingService.sources()
            + """
        kpis:
          order_value: {grains: [month]}
          ltv_validation: {holdout-days: 30}
          repeat_purchase: {within-days: [30, 60]}
          funnel_conversion:
            funnels: [{name: shop, steps: [visit, order], window: 7d}]
          funnel_attempts: {funnels: [shop]}
        """
            + more);
  }
}
