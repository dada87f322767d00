-- A channel is the order's own; where it names none, the customer's.
WITH periods_and_days AS (
  SELECT grain, customer_id, period, orders, revenue FROM customer_periods
  UNION ALL
  SELECT 'day', customer_id, period_index('day', day), orders, revenue FROM customer_days
), segment_days AS (
  SELECT day, customer_id, coalesce(d.channel, p.channel, '(none)') AS channel,
    sum(orders) AS orders, sum(revenue) AS revenue
  FROM channel_days d LEFT JOIN people p USING (customer_id)
  GROUP BY ALL
), channel_periods AS (
  SELECT 'day' AS grain, period_index('day', day) AS period, customer_id, channel, orders, revenue FROM segment_days
  UNION ALL
  SELECT 'week', period_index('week', day), customer_id, channel, sum(orders), sum(revenue) FROM segment_days GROUP BY ALL
  UNION ALL
  SELECT 'month', period_index('month', day), customer_id, channel, sum(orders), sum(revenue)
  FROM segment_days
  GROUP BY ALL
), region_sums AS (
  SELECT grain, period, coalesce(region, '(none)') AS region,
    sum(orders) AS orders,
    count(*) FILTER (orders > 0) AS customers,
    sum(revenue) AS revenue
  FROM periods_and_days LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT grain, period, 'channel' AS dimension, channel AS segment,
    sum(orders) AS orders, count(*) FILTER (orders > 0) AS customers, sum(revenue) AS revenue
  FROM channel_periods
  GROUP BY ALL
  UNION ALL
  SELECT grain, period, 'region', region, orders, customers, revenue FROM region_sums
  UNION ALL
  SELECT grain, period, 'all', 'all', sum(orders), sum(customers), sum(revenue) FROM region_sums GROUP BY ALL
), segment_periods AS (
  SELECT grain, dimension, segment,
    unnest(generate_series(min(period), last_period(grain))) AS period
  FROM segment_sums
  GROUP BY grain, dimension, segment
), filled AS (
  SELECT grain, dimension, segment, period,
    coalesce(orders, 0) AS orders, coalesce(customers, 0) AS customers, coalesce(revenue, 0) AS revenue
  FROM segment_periods LEFT JOIN segment_sums USING (grain, dimension, segment, period)
)
SELECT grain, dimension, segment, period_on(grain, period) AS period_start, orders, customers, revenue,
  money_per(revenue, orders) AS average_order_value,
  money_per(revenue, customers) AS revenue_per_customer,
  ratio(orders, customers) AS purchase_frequency,
  period_on(grain, period + 1) <= DATE $as_of AS is_complete
FROM filled
