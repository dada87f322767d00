WITH $sales,
$people,
customer_periods AS (
  SELECT customer_id, grain, period_index(grain, ordered_on) AS period,
    max(is_order) AS is_active,
    sum(revenue) AS revenue
  FROM sales LATERAL VIEW explode(array('week', 'month')) AS grain
  GROUP BY ALL
), runs AS (
  SELECT *,
    min(CASE WHEN is_active THEN period END) OVER (PARTITION BY customer_id, grain) AS first_period,
    lag(period) OVER periods AS previous_period,
    lag(is_active) OVER periods AS previous_active,
    lag(revenue) OVER periods AS previous_revenue,
    lead(period) OVER periods AS next_period
  FROM customer_periods
  WINDOW periods AS (PARTITION BY customer_id, grain ORDER BY period)
), pairs AS (
  SELECT customer_id, grain, period, is_active,
    is_active AND period = first_period AS is_new,
    coalesce(previous_period = period - 1 AND previous_active, false) AS was_active,
    revenue,
    CASE WHEN previous_period = period - 1 THEN previous_revenue ELSE 0 END AS revenue_before
  FROM runs
  UNION ALL
  SELECT customer_id, grain, period + 1, false, false, is_active, 0, revenue
  FROM runs
  WHERE (next_period IS NULL OR next_period > period + 1)
    AND period < period_index(grain, date_sub(DATE $as_of, 1))
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
    count_if(is_active) AS active,
    count_if(state = 'new') AS new,
    count_if(state = 'retained') AS retained,
    count_if(state = 'resurrected') AS resurrected,
    count_if(state = 'churned') AS churned,
    sum(revenue) AS revenue,
    sum(revenue_before) AS revenue_before,
    sum(CASE WHEN state = 'new' THEN revenue ELSE 0 END) AS new_revenue,
    sum(CASE WHEN state = 'resurrected' THEN revenue ELSE 0 END) AS resurrected_revenue,
    sum(greatest(rest, 0)) AS expansion,
    sum(greatest(-rest, 0)) AS contraction,
    sum(CASE WHEN state = 'churned' THEN greatest(revenue_before, 0) ELSE 0 END) AS churned_revenue
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
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(period) OVER (PARTITION BY grain, dimension, segment ORDER BY period) - 1,
      period_index(grain, date_sub(DATE $as_of, 1))) AS until
  FROM segment_sums
), filled AS (
  SELECT grain, dimension, segment, at AS period,
    CASE WHEN at = period THEN active ELSE 0 END AS active,
    CASE WHEN at = period THEN new ELSE 0 END AS new,
    CASE WHEN at = period THEN retained ELSE 0 END AS retained,
    CASE WHEN at = period THEN resurrected ELSE 0 END AS resurrected,
    CASE WHEN at = period THEN churned ELSE 0 END AS churned,
    CASE WHEN at = period THEN revenue ELSE 0 END AS revenue,
    CASE WHEN at = period THEN revenue_before ELSE 0 END AS revenue_before,
    CASE WHEN at = period THEN new_revenue ELSE 0 END AS new_revenue,
    CASE WHEN at = period THEN resurrected_revenue ELSE 0 END AS resurrected_revenue,
    CASE WHEN at = period THEN expansion ELSE 0 END AS expansion,
    CASE WHEN at = period THEN contraction ELSE 0 END AS contraction,
    CASE WHEN at = period THEN churned_revenue ELSE 0 END AS churned_revenue
  FROM spans LATERAL VIEW explode(sequence(period, until)) AS at
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
