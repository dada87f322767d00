WITH customer_months AS (
  SELECT customer_id, cohort, greatest(period - cohort, 0) AS periods_since,
    sum(orders) AS orders, sum(revenue) AS revenue, sum(cost) AS cost, sum(unknown_costs) AS unknown_costs
  FROM customer_months
  JOIN (SELECT customer_id, period_index('month', first_ordered_on) AS cohort FROM first_orders) USING (customer_id)
  GROUP BY ALL
), sums AS (
  SELECT cohort, periods_since, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS customers, sum(orders) AS orders, sum(revenue) AS revenue, sum(cost) AS cost,
    sum(unknown_costs) AS unknown_costs
  FROM customer_months LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT cohort, periods_since, $segments,
    sum(customers) AS customers, sum(orders) AS orders, sum(revenue) AS revenue, sum(cost) AS cost,
    sum(unknown_costs) AS unknown_costs
  FROM sums
  GROUP BY GROUPING SETS ((cohort, periods_since), (cohort, periods_since, channel), (cohort, periods_since, region))
), cohort_periods AS (
  SELECT cohort, dimension, segment, customers AS cohort_customers,
    unnest(generate_series(0, last_period('month') - cohort)) AS periods_since
  FROM segment_sums
  WHERE periods_since = 0
), cells AS (
  SELECT cohort, dimension, segment, cohort_customers, periods_since,
    coalesce(orders, 0) AS orders,
    coalesce(revenue, 0) AS revenue,
    CASE WHEN coalesce(unknown_costs, 0) = 0 THEN coalesce(revenue - cost, 0) END AS margin
  FROM cohort_periods LEFT JOIN segment_sums USING (cohort, dimension, segment, periods_since)
), cumulated AS (
  SELECT *,
    sum(revenue) OVER so_far AS cumulative_revenue,
    CASE WHEN count(margin) OVER so_far = count(*) OVER so_far THEN sum(margin) OVER so_far END AS cumulative_margin
  FROM cells
  WINDOW so_far AS (PARTITION BY cohort, dimension, segment ORDER BY periods_since)
)
SELECT 'month' AS grain, dimension, segment, period_on('month', cohort) AS cohort_start, periods_since,
  cohort_customers, orders, revenue, cumulative_revenue,
  money_per(cumulative_revenue, cohort_customers) AS ltv,
  margin, cumulative_margin,
  money_per(cumulative_margin, cohort_customers) AS margin_ltv,
  period_on('month', cohort + periods_since + 1) <= DATE $as_of AS is_complete
FROM cumulated
