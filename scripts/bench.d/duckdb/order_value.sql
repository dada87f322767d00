WITH periods_and_days AS (
  SELECT grain, customer_id, period, orders, revenue FROM customer_periods
  UNION ALL
  SELECT 'day', customer_id, period_index('day', day), orders, revenue FROM customer_days
), sums AS (
  SELECT grain, period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    sum(orders) AS orders,
    count(*) FILTER (orders > 0) AS customers,
    sum(revenue) AS revenue
  FROM periods_and_days LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT grain, period, $segments, sum(orders) AS orders, sum(customers) AS customers, sum(revenue) AS revenue
  FROM sums
  GROUP BY GROUPING SETS ((grain, period), (grain, period, channel), (grain, period, region))
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
