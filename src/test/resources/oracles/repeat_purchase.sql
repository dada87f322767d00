-- Share of customers that come back for a second order day within so many days of the first, of those whose window is
-- over at as-of. The days between orders are those of the customers counted, as known at as-of.
WITH numbered_days AS (
  SELECT customer_id, day,
    row_number() OVER (PARTITION BY customer_id ORDER BY day) AS day_number,
    day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS days_since_previous
  FROM order_days
), firsts AS (
  SELECT customer_id,
    min(day) AS first_on,
    min(day) FILTER (day_number = 2) AS second_on
  FROM numbered_days
  GROUP BY customer_id
), matured AS (
  SELECT customer_id, within_days,
    CASE WHEN within_days IS NULL THEN second_on IS NOT NULL
         ELSE coalesce(second_on <= first_on + within_days, false) END AS is_repeat
  FROM firsts CROSS JOIN within_days CROSS JOIN parameters
  WHERE within_days IS NULL OR first_on + within_days < as_of
), segment_windows AS (
  SELECT DISTINCT dimension, segment, within_days
  FROM customer_segments JOIN firsts USING (customer_id) CROSS JOIN within_days
), customer_counts AS (
  SELECT dimension, segment, within_days,
    count(*) AS customers,
    count(*) FILTER (is_repeat) AS repeat_customers
  FROM matured JOIN customer_segments USING (customer_id)
  GROUP BY ALL
), gaps AS (
  SELECT dimension, segment, within_days,
    avg(days_since_previous) AS mean_days_between_orders,
    quantile_cont(CAST(days_since_previous AS DOUBLE), 0.5) AS median_days_between_orders
  FROM matured JOIN numbered_days USING (customer_id) JOIN customer_segments USING (customer_id)
  WHERE days_since_previous IS NOT NULL
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  w.dimension, w.segment,
  CAST(w.within_days AS INTEGER) AS within_days,
  coalesce(customers, 0) AS customers,
  coalesce(repeat_customers, 0) AS repeat_customers,
  ratio(repeat_customers, customers) AS repeat_purchase_rate,
  wilson_low(repeat_customers, customers) AS repeat_purchase_rate_low,
  wilson_high(repeat_customers, customers) AS repeat_purchase_rate_high,
  mean_days_between_orders, median_days_between_orders,
  w.within_days IS NOT NULL AS is_complete
FROM segment_windows w
LEFT JOIN customer_counts c
  ON c.dimension = w.dimension AND c.segment = w.segment AND c.within_days IS NOT DISTINCT FROM w.within_days
LEFT JOIN gaps g
  ON g.dimension = w.dimension AND g.segment = w.segment AND g.within_days IS NOT DISTINCT FROM w.within_days
