WITH runs AS (
  SELECT grain, customer_id, period, orders > 0 AS is_active, revenue,
    lag(period) OVER periods AS previous_period,
    lag(orders > 0) OVER periods AS previous_active,
    lag(revenue) OVER periods AS previous_revenue,
    lead(period) OVER periods AS next_period
  FROM customer_periods
  WINDOW periods AS (PARTITION BY grain, customer_id ORDER BY period)
), pairs AS (
  -- ahead 0: the period itself beside the one before; ahead 1: an empty next period beside this one
  SELECT customer_id, grain, period + ahead AS period,
    ahead = 0 AND is_active AS is_active,
    ahead = 0 AND is_active AND period = period_index(grain, first_ordered_on) AS is_new,
    CASE WHEN ahead = 1 THEN is_active
         ELSE coalesce(previous_period = period - 1 AND previous_active, false) END AS was_active,
    CASE WHEN ahead = 0 THEN revenue ELSE 0 END AS revenue,
    CASE WHEN ahead = 1 THEN revenue WHEN previous_period = period - 1 THEN previous_revenue ELSE 0 END
      AS revenue_before
  FROM runs
  CROSS JOIN (VALUES (0), (1)) AS sides(ahead)
  LEFT JOIN first_orders USING (customer_id)
  WHERE ahead = 0
    OR (coalesce(next_period, period + 2) > period + 1 AND period < last_period(grain))
), states AS (
  SELECT *,
    CASE
      WHEN is_new THEN 'new'
      WHEN is_active AND was_active THEN 'retained'
      WHEN is_active THEN 'resurrected'
      WHEN was_active THEN 'churned'
      ELSE 'inactive'
    END AS state
  FROM pairs
), moved AS (
  SELECT *,
    CASE state
      WHEN 'new' THEN -revenue_before
      WHEN 'resurrected' THEN -revenue_before
      WHEN 'churned' THEN revenue - least(revenue_before, 0)
      ELSE revenue - revenue_before
    END AS rest
  FROM states
), sums AS (
  SELECT grain, period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) FILTER (is_active) AS active,
    count(*) FILTER (state = 'new') AS new,
    count(*) FILTER (state = 'retained') AS retained,
    count(*) FILTER (state = 'resurrected') AS resurrected,
    count(*) FILTER (state = 'churned') AS churned,
    sum(revenue) AS revenue,
    sum(revenue_before) AS revenue_before,
    coalesce(sum(revenue) FILTER (state = 'new'), 0) AS new_revenue,
    coalesce(sum(revenue) FILTER (state = 'resurrected'), 0) AS resurrected_revenue,
    sum(greatest(rest, 0)) AS expansion,
    sum(greatest(-rest, 0)) AS contraction,
    coalesce(sum(greatest(revenue_before, 0)) FILTER (state = 'churned'), 0) AS churned_revenue
  FROM moved LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT grain, period, $segments,
    sum(active) AS active, sum(new) AS new, sum(retained) AS retained, sum(resurrected) AS resurrected,
    sum(churned) AS churned, sum(revenue) AS revenue, sum(revenue_before) AS revenue_before,
    sum(new_revenue) AS new_revenue, sum(resurrected_revenue) AS resurrected_revenue,
    sum(expansion) AS expansion, sum(contraction) AS contraction, sum(churned_revenue) AS churned_revenue
  FROM sums
  GROUP BY GROUPING SETS ((grain, period), (grain, period, channel), (grain, period, region))
), segment_periods AS (
  SELECT grain, dimension, segment,
    unnest(generate_series(min(period), last_period(grain))) AS period
  FROM segment_sums
  GROUP BY grain, dimension, segment
), filled AS (
  SELECT grain, dimension, segment, period,
    coalesce(active, 0) AS active, coalesce(new, 0) AS new, coalesce(retained, 0) AS retained,
    coalesce(resurrected, 0) AS resurrected, coalesce(churned, 0) AS churned,
    coalesce(revenue, 0) AS revenue, coalesce(revenue_before, 0) AS revenue_before,
    coalesce(new_revenue, 0) AS new_revenue, coalesce(resurrected_revenue, 0) AS resurrected_revenue,
    coalesce(expansion, 0) AS expansion, coalesce(contraction, 0) AS contraction,
    coalesce(churned_revenue, 0) AS churned_revenue
  FROM segment_periods LEFT JOIN segment_sums USING (grain, dimension, segment, period)
)
SELECT 'order' AS activity, grain, dimension, segment, period_on(grain, period) AS period_start,
  active, new, retained, resurrected, churned, revenue, new_revenue, resurrected_revenue,
  expansion, contraction, churned_revenue,
  ratio(new_revenue + resurrected_revenue + expansion, contraction + churned_revenue) AS quick_ratio,
  CASE WHEN revenue_before > 0
       THEN ratio(revenue_before + expansion - contraction - churned_revenue, revenue_before) END
    AS net_revenue_retention,
  CASE WHEN revenue_before > 0
       THEN ratio(revenue_before - contraction - churned_revenue, revenue_before) END AS gross_revenue_retention,
  period_on(grain, period + 1) <= DATE $as_of AS is_complete
FROM filled
