-- The admitted rows are read and de-duplicated once, and what the tables are made of is kept in memory. What none of
-- the asked tables reads is left out.

CREATE TEMP TABLE stored AS
SELECT order_id, customer_id, ordered_at, coalesce(status, 'completed') AS status,
  amount,
  CASE WHEN refunded_at IS NULL OR refunded_at < TIMESTAMPTZ $as_of THEN coalesce(refunded_amount, 0) ELSE 0 END
    AS refunded_amount,
  cost, channel,
  customer_id IS NOT NULL
    AND abs(amount) < 1000000000000
    AND coalesce(refunded_amount, 0) >= 0
    AND coalesce(currency, 'BRL') = 'BRL'
    AND coalesce(status, 'completed') IN ('completed', 'cancelled', 'test')
    AND ordered_at >= TIMESTAMPTZ '1990-01-01'
    AND ordered_at < TIMESTAMPTZ $as_of AS is_admitted,
  updated_at
FROM raw_orders
WHERE order_id IS NOT NULL;

-- Only ids that come up twice go through the sort.
CREATE TEMP TABLE repeated AS SELECT order_id FROM stored GROUP BY order_id HAVING count(*) > 1;

CREATE TEMP TABLE sales AS
WITH latest AS (
  FROM stored SEMI JOIN repeated USING (order_id)
  QUALIFY row_number() OVER (
    PARTITION BY order_id
    ORDER BY updated_at DESC, ordered_at DESC, customer_id DESC, amount DESC NULLS LAST, status DESC, refunded_amount DESC,
      cost DESC NULLS LAST) = 1
), kept AS (
  FROM stored ANTI JOIN repeated USING (order_id)
  UNION ALL
  FROM latest
)
SELECT customer_id, ordered_at, CAST(ordered_at AS DATE) AS day, amount >= 0 AS is_order,
  CAST(amount - refunded_amount AS DECIMAL(18, 4)) AS revenue,
  CAST(cost AS DECIMAL(18, 4)) AS cost,
  channel
FROM kept
WHERE is_admitted AND status = 'completed';

DROP TABLE IF EXISTS stored;

CREATE TEMP TABLE channel_days AS
SELECT customer_id, day, channel,
  CAST(count(*) FILTER (is_order) AS INTEGER) AS orders,
  CAST(sum(revenue) AS DECIMAL(18, 4)) AS revenue
FROM sales
GROUP BY ALL;

CREATE TEMP TABLE customer_days AS
SELECT customer_id, day,
  CAST(count(*) FILTER (is_order) AS INTEGER) AS orders,
  CAST(sum(revenue) AS DECIMAL(18, 4)) AS revenue,
  CAST(sum(coalesce(cost, 0)) AS DECIMAL(18, 4)) AS cost,
  CAST(count(*) FILTER (is_order AND cost IS NULL) AS INTEGER) AS unknown_costs
FROM sales
GROUP BY ALL;

CREATE TEMP TABLE first_orders AS
SELECT customer_id, min(ordered_at) AS first_at, CAST(min(ordered_at) AS DATE) AS first_ordered_on,
  CAST(age_at(TIMESTAMPTZ $as_of, min(ordered_at)) AS INTEGER) AS days_had
FROM sales
WHERE is_order
GROUP BY customer_id;

CREATE TEMP TABLE order_ages AS
SELECT customer_id, CAST(age_at(ordered_at, first_at) AS INTEGER) AS age
FROM sales JOIN first_orders USING (customer_id)
WHERE is_order;

DROP TABLE IF EXISTS sales;

CREATE TEMP TABLE people AS
SELECT customer_id, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region
FROM raw_customers
WHERE customer_id IS NOT NULL AND (created_at IS NULL OR created_at < TIMESTAMPTZ $as_of)
QUALIFY row_number() OVER (
  PARTITION BY customer_id ORDER BY created_at DESC NULLS LAST, channel DESC NULLS LAST, region DESC NULLS LAST) = 1;

CREATE TEMP TABLE customer_weeks AS
SELECT customer_id, CAST(period_index('week', day) AS INTEGER) AS period,
  CAST(sum(orders) AS INTEGER) AS orders,
  CAST(sum(revenue) AS DECIMAL(18, 4)) AS revenue
FROM customer_days
GROUP BY ALL;

CREATE TEMP TABLE customer_months AS
SELECT customer_id, CAST(period_index('month', day) AS INTEGER) AS period,
  CAST(sum(orders) AS INTEGER) AS orders,
  CAST(count(*) FILTER (orders > 0) AS INTEGER) AS order_days,
  CAST(sum(revenue) AS DECIMAL(18, 4)) AS revenue,
  CAST(sum(cost) AS DECIMAL(18, 4)) AS cost,
  CAST(sum(unknown_costs) AS INTEGER) AS unknown_costs
FROM customer_days
GROUP BY ALL;

CREATE TEMP VIEW customer_periods AS
SELECT 'week' AS grain, customer_id, period, orders, revenue FROM customer_weeks
UNION ALL
SELECT 'month', customer_id, period, orders, revenue FROM customer_months;

CREATE TEMP TABLE neighbours AS
SELECT customer_id, day,
  lag(day) OVER days AS previous_day,
  lead(day) OVER days AS next_day
FROM customer_days
WHERE orders > 0
WINDOW days AS (PARTITION BY customer_id ORDER BY day);

CREATE TEMP TABLE totals AS
SELECT customer_id,
  min(day) FILTER (orders > 0) AS first_ordered_on,
  max(day) FILTER (orders > 0) AS last_ordered_on,
  CAST(sum(orders) AS INTEGER) AS orders,
  count(*) FILTER (orders > 0) AS order_days,
  CAST(sum(revenue) AS DECIMAL(28, 4)) AS revenue,
  DATE $as_of - max(day) FILTER (orders > 0) AS recency_days
FROM customer_days
GROUP BY customer_id
HAVING sum(orders) > 0;

CREATE TEMP TABLE cuts AS
WITH lists AS (
  SELECT unnest([1, 2, 3, 4]) AS cut,
    unnest(quantile_disc(recency_days, [0.2, 0.4, 0.6, 0.8])) AS recency_days,
    unnest(quantile_disc(orders, [0.2, 0.4, 0.6, 0.8])) AS orders,
    unnest(quantile_disc(revenue, [0.2, 0.4, 0.6, 0.8])) AS revenue
  FROM totals
)
FROM lists;

CREATE TEMP TABLE scored AS
WITH lists AS (
  SELECT list(recency_days) AS recency_cuts, list(orders) AS frequency_cuts, list(revenue) AS monetary_cuts FROM cuts
), scores AS (
  SELECT totals.*,
    5 - len(list_filter(recency_cuts, lambda cut: recency_days > cut)) AS recency_score,
    1 + len(list_filter(frequency_cuts, lambda cut: orders > cut)) AS frequency_score,
    1 + len(list_filter(monetary_cuts, lambda cut: revenue > cut)) AS monetary_score
  FROM totals CROSS JOIN lists
)
SELECT *,
  CASE
    WHEN recency_score <= 2 AND frequency_score <= 2 THEN 'hibernating'
    WHEN recency_score <= 2 AND frequency_score <= 4 THEN 'at_risk'
    WHEN recency_score <= 2 THEN 'cannot_lose'
    WHEN recency_score = 3 AND frequency_score <= 2 THEN 'about_to_sleep'
    WHEN recency_score = 3 AND frequency_score = 3 THEN 'need_attention'
    WHEN recency_score <= 4 AND frequency_score >= 4 THEN 'loyal'
    WHEN recency_score = 5 AND frequency_score >= 4 THEN 'champion'
    WHEN frequency_score >= 2 THEN 'potential_loyalist'
    WHEN recency_score = 4 THEN 'promising'
    ELSE 'new_customer'
  END AS rfm_segment
FROM scores;

DROP TABLE IF EXISTS totals;
