WITH $sales,
$people,
dated AS (
  SELECT customer_id, is_order, revenue, cost, ordered_on,
    min(CASE WHEN is_order THEN ordered_on END) OVER (PARTITION BY customer_id) AS first_ordered_on
  FROM sales
), placed AS (
  SELECT customer_id, is_order, revenue, cost,
    period_index('month', first_ordered_on) AS cohort,
    period_index('month', ordered_on) AS period
  FROM dated
), customer_months AS (
  SELECT customer_id, cohort, greatest(period - cohort, 0) AS periods_since,
    count_if(is_order) AS orders,
    sum(revenue) AS revenue,
    sum(coalesce(cost, 0)) AS cost,
    count_if(is_order AND cost IS NULL) AS unknown_costs
  FROM placed
  WHERE cohort IS NOT NULL
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
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(periods_since) OVER (PARTITION BY cohort, dimension, segment ORDER BY periods_since) - 1,
      period_index('month', date_sub(DATE $as_of, 1)) - cohort) AS until
  FROM segment_sums
), cells AS (
  SELECT cohort, dimension, segment, at AS periods_since,
    CASE WHEN at = 0 THEN customers END AS entrants,
    CASE WHEN at = periods_since THEN orders ELSE 0 END AS orders,
    CASE WHEN at = periods_since THEN revenue ELSE 0 END AS revenue,
    CASE WHEN at > periods_since THEN 0 WHEN unknown_costs = 0 THEN revenue - cost END AS margin
  FROM spans LATERAL VIEW explode(sequence(periods_since, until)) AS at
), cumulated AS (
  SELECT *,
    first(entrants) OVER so_far AS cohort_customers,
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
