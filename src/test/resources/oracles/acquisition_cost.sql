-- Spend by its day, leads by their creation, new customers by their first order, each in the cell of its own channel or
-- campaign. Months of a customer are calendar months since that of the first order.
WITH dimensions AS (
  SELECT unnest(['all', 'channel', 'campaign']) AS dimension
), own_grains AS (
  SELECT grain FROM grains WHERE table_name = 'acquisition_cost'
), spending AS (
  SELECT grain, dimension, CASE WHEN dimension = 'all' THEN 'all'
      ELSE coalesce(to_json(marketing_spend) ->> dimension, '(none)') END AS segment,
    period_start(spent_on, grain) AS period_start,
    sum(amount) AS spend
  FROM marketing_spend CROSS JOIN dimensions CROSS JOIN own_grains
  GROUP BY ALL
), lead_counts AS (
  SELECT grain, dimension, CASE WHEN dimension = 'all' THEN 'all'
      ELSE coalesce(to_json(leads) ->> dimension, '(none)') END AS segment,
    period_start(created_on, grain) AS period_start,
    count(*) AS leads
  FROM leads CROSS JOIN dimensions CROSS JOIN own_grains
  GROUP BY ALL
), first_orders AS (
  SELECT customer_id, min(ordered_on) AS first_ordered_on FROM sales WHERE is_order GROUP BY customer_id
), buyers AS (
  SELECT grain, dimension, CASE WHEN dimension = 'all' THEN 'all'
      ELSE coalesce(to_json(customers) ->> dimension, '(none)') END AS segment,
    period_start(first_ordered_on, grain) AS period_start,
    first_orders.customer_id, first_ordered_on
  FROM first_orders
  LEFT JOIN customers ON CAST(customers.customer_id AS VARCHAR) = CAST(first_orders.customer_id AS VARCHAR)
  CROSS JOIN dimensions CROSS JOIN own_grains
), buyer_sales AS (
  SELECT buyers.*, is_order, revenue, cost,
    greatest(date_diff('month', first_ordered_on, ordered_on), 0) AS months_since
  FROM buyers JOIN sales USING (customer_id)
), buyer_totals AS (
  SELECT grain, dimension, segment, period_start,
    count(DISTINCT customer_id) AS new_customers,
    sum(revenue) AS revenue,
    count(*) FILTER (is_order AND cost IS NULL) = 0 AS has_margin,
    CASE WHEN has_margin THEN sum(revenue - coalesce(cost, 0)) END AS margin
  FROM buyer_sales
  GROUP BY ALL
), cells AS (
  SELECT grain, dimension, segment, period_start,
    coalesce(spend, 0) AS spend,
    coalesce(leads, 0) AS leads,
    coalesce(new_customers, 0) AS new_customers,
    coalesce(revenue, 0) AS revenue,
    coalesce(has_margin, true) AS has_margin,
    CASE WHEN coalesce(has_margin, true) THEN coalesce(margin, 0) END AS margin,
    date_trunc('month', next_period_start(period_start, grain) - 1) + to_months(months + 1) <= as_of AS is_horizon_over
  FROM spending
  FULL JOIN lead_counts USING (grain, dimension, segment, period_start)
  FULL JOIN buyer_totals USING (grain, dimension, segment, period_start)
  CROSS JOIN acquisition_horizon CROSS JOIN parameters
), monthly_values AS (
  SELECT grain, dimension, segment, period_start, months_since, any_value(spend) AS spend,
    sum(CASE WHEN has_margin THEN revenue - coalesce(cost, 0) ELSE revenue END) AS value
  FROM (SELECT grain, dimension, segment, period_start, spend, has_margin FROM cells)
  JOIN buyer_sales USING (grain, dimension, segment, period_start)
  GROUP BY ALL
), cumulated AS (
  SELECT *, sum(value) OVER (PARTITION BY grain, dimension, segment, period_start ORDER BY months_since) AS value_so_far
  FROM monthly_values
), outlooks AS (
  SELECT grain, dimension, segment, period_start,
    sum(value) FILTER (months_since <= months) AS horizon_value,
    min(months_since) FILTER (value_so_far >= spend) AS payback_months
  FROM cumulated CROSS JOIN acquisition_horizon
  GROUP BY ALL
), judged AS (
  SELECT cells.*,
    CASE WHEN is_horizon_over THEN horizon_value END AS horizon_value,
    CASE
      WHEN spend <= 0 THEN 'no_spend'
      WHEN payback_months IS NOT NULL THEN 'reached'
      WHEN is_horizon_over THEN 'not_reached'
      ELSE 'immature' END AS payback_status,
    payback_months
  FROM cells LEFT JOIN outlooks USING (grain, dimension, segment, period_start)
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start,
  money(spend) AS spend,
  CASE WHEN has_leads THEN leads END AS leads,
  CASE WHEN has_orders THEN new_customers END AS new_customers,
  CASE WHEN has_leads THEN money_per(spend, leads) END AS cost_per_lead,
  CASE WHEN has_orders THEN money_per(spend, new_customers) END AS cac,
  CASE WHEN has_orders THEN money(revenue) END AS revenue,
  CASE WHEN has_orders THEN money(margin) END AS margin,
  CASE WHEN has_orders THEN ratio(revenue, spend) END AS roas,
  CASE WHEN has_orders THEN ratio(margin - spend, spend) END AS roi,
  CASE WHEN has_orders THEN CASE WHEN has_margin THEN 'margin' ELSE 'revenue' END END AS value_basis,
  money_per(horizon_value, new_customers) AS ltv,
  ratio(horizon_value, spend) AS ltv_to_cac,
  CASE WHEN payback_status = 'reached' THEN CAST(payback_months AS INTEGER) END AS payback_months,
  CASE WHEN has_orders THEN payback_status END AS payback_status,
  next_period_start(period_start, grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM judged CROSS JOIN inputs_given
