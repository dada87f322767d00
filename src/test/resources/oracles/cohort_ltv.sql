-- Revenue and margin of every first-order cohort, period by period. A return before the first order counts in period 0.
-- A cell's margin is null where an order's cost is unknown, and so is every cumulative margin from there on.
WITH members AS (
  SELECT grain, customer_id, min(period_index) AS cohort_index
  FROM order_days JOIN calendar USING (day) JOIN grains USING (grain)
  WHERE table_name = 'cohort_ltv'
  GROUP BY ALL
), member_sales AS (
  SELECT grain, customer_id, cohort_index,
    greatest(period_index - cohort_index, 0) AS periods_since,
    is_order, revenue, cost
  FROM sales JOIN calendar ON calendar.day = sales.ordered_on JOIN members USING (grain, customer_id)
), cohorts AS (
  SELECT grain, dimension, segment, cohort_index, count(*) AS cohort_customers
  FROM members JOIN customer_segments USING (customer_id)
  GROUP BY ALL
), cohort_periods AS (
  SELECT cohorts.*, unnest(generate_series(0, period_index - cohort_index)) AS periods_since
  FROM cohorts JOIN last_periods USING (grain)
), cells AS (
  SELECT grain, dimension, segment, cohort_index, cohort_customers, periods_since,
    count(*) FILTER (is_order) AS orders,
    coalesce(sum(revenue), 0) AS revenue,
    CASE WHEN count(*) FILTER (is_order AND cost IS NULL) = 0
         THEN coalesce(sum(revenue - coalesce(cost, 0)), 0) END AS margin
  FROM cohort_periods
  LEFT JOIN (SELECT * FROM member_sales JOIN customer_segments USING (customer_id)) s
    USING (grain, dimension, segment, cohort_index, periods_since)
  GROUP BY ALL
), cumulated AS (
  SELECT now.grain, now.dimension, now.segment, now.cohort_index, now.cohort_customers, now.periods_since,
    now.orders, now.revenue, now.margin,
    sum(past.revenue) AS cumulative_revenue,
    CASE WHEN count(past.margin) = count(*) THEN sum(past.margin) END AS cumulative_margin
  FROM cells now
  JOIN cells past
    ON past.grain = now.grain AND past.dimension = now.dimension AND past.segment = now.segment
    AND past.cohort_index = now.cohort_index AND past.periods_since <= now.periods_since
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment,
  cohort.period_start AS cohort_start,
  CAST(periods_since AS INTEGER) AS periods_since,
  cohort_customers, orders,
  money(revenue) AS revenue,
  money(cumulative_revenue) AS cumulative_revenue,
  money_per(cumulative_revenue, cohort_customers) AS ltv,
  money(margin) AS margin,
  money(cumulative_margin) AS cumulative_margin,
  money_per(cumulative_margin, cohort_customers) AS margin_ltv,
  observed_period.is_complete
FROM cumulated
JOIN periods cohort USING (grain)
JOIN periods observed_period USING (grain)
WHERE cohort.period_index = cohort_index
  AND observed_period.period_index = cohort_index + periods_since
