-- Every customer with a sale is looked at in every period beside the period before.
-- A segment starts with the period of its first order or return.
-- Activities are those of growth_activities (activity VARCHAR): 'order', 'interaction' or an interaction type.
WITH facts AS (
  SELECT 'order' AS activity, customer_id, ordered_on AS day, is_order AS is_act, revenue FROM sales
  UNION ALL
  SELECT activity, customer_id, occurred_on, true, 0
  FROM growth_activities JOIN interactions ON activity = 'interaction' OR (activity = type AND activity <> 'order')
), customer_sales AS (
  SELECT activity, grain, customer_id, period_index, bool_or(is_act) AS is_active, sum(revenue) AS revenue
  FROM facts
  JOIN growth_activities USING (activity)
  JOIN calendar USING (day)
  JOIN grains USING (grain)
  WHERE table_name = 'growth_accounting'
  GROUP BY ALL
), customer_periods AS (
  SELECT c.activity, c.grain, c.customer_id, p.period_index,
    coalesce(now.is_active, false) AS is_active,
    coalesce(before.is_active, false) AS was_active,
    coalesce(p.period_index > min(now.period_index) FILTER (now.is_active)
      OVER (PARTITION BY c.activity, c.grain, c.customer_id), false) AS has_ordered_earlier,
    coalesce(now.revenue, 0) AS revenue,
    coalesce(before.revenue, 0) AS revenue_before
  FROM (SELECT DISTINCT activity, grain, customer_id FROM customer_sales) c
  JOIN periods p USING (grain)
  LEFT JOIN customer_sales now
    ON now.activity = c.activity AND now.grain = c.grain AND now.customer_id = c.customer_id AND now.period_index = p.period_index
  LEFT JOIN customer_sales before
    ON before.activity = c.activity AND before.grain = c.grain AND before.customer_id = c.customer_id AND before.period_index = p.period_index - 1
), labelled AS (
  SELECT *,
    CASE
      WHEN is_active AND NOT has_ordered_earlier THEN 'new'
      WHEN is_active AND was_active THEN 'retained'
      WHEN is_active THEN 'resurrected'
      WHEN was_active THEN 'churned'
      ELSE 'inactive'
    END AS state
  FROM customer_periods
), moved AS (
  SELECT *,
    CASE state
      WHEN 'new' THEN -revenue_before
      WHEN 'resurrected' THEN -revenue_before
      WHEN 'churned' THEN revenue - least(revenue_before, 0)
      ELSE revenue - revenue_before
    END AS rest
  FROM labelled
), segment_starts AS (
  SELECT activity, grain, dimension, segment, min(period_index) AS first_index
  FROM customer_sales JOIN customer_segments USING (customer_id)
  GROUP BY ALL
), sums AS (
  SELECT activity, grain, dimension, segment, period_index,
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
  FROM moved
  JOIN customer_segments USING (customer_id)
  JOIN segment_starts USING (activity, grain, dimension, segment)
  WHERE period_index >= first_index
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  activity, grain, dimension, segment, period_start,
  active, new, retained, resurrected, churned,
  money(revenue) AS revenue,
  money(new_revenue) AS new_revenue,
  money(resurrected_revenue) AS resurrected_revenue,
  money(expansion) AS expansion,
  money(contraction) AS contraction,
  money(churned_revenue) AS churned_revenue,
  ratio(new_revenue + resurrected_revenue + expansion, contraction + churned_revenue) AS quick_ratio,
  CASE WHEN revenue_before > 0
       THEN ratio(revenue_before + expansion - contraction - churned_revenue, revenue_before) END
    AS net_revenue_retention,
  CASE WHEN revenue_before > 0
       THEN ratio(revenue_before - contraction - churned_revenue, revenue_before) END
    AS gross_revenue_retention,
  is_complete
FROM sums JOIN periods USING (grain, period_index)
