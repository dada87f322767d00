-- Beside the views of prelude.sql this one wants ADMITTED rows of
--   subscriptions  subscription_id, customer_id, started_on DATE, ended_on DATE (null where it is not before as-of),
--                  is_trial (trials are left out)
--   leads          lead_id, customer_id, created_on DATE, converted_on DATE (null where it is not before as-of)
-- with any attributes; without such a source the view has no rows. A customer churns after inactive_after_days of
-- `parameters`.
--
-- A subject is one customer, subscription or lead: how many days it was observed, and whether these ended with the
-- event. Every subject is looked at on every day of its curve.
WITH first_orders AS (
  SELECT customer_id, min(day) AS first_on FROM order_days GROUP BY customer_id
), second_orders AS (
  SELECT customer_id, min(day) AS happened_on
  FROM order_days JOIN first_orders USING (customer_id)
  WHERE day > first_on
  GROUP BY customer_id
), churns AS (
  SELECT customer_id, min(day + inactive_after_days) AS happened_on
  FROM order_days d CROSS JOIN parameters
  WHERE day + inactive_after_days < as_of
    AND NOT EXISTS (
      FROM order_days later
      WHERE later.customer_id = d.customer_id
        AND later.day > d.day AND later.day <= d.day + inactive_after_days)
  GROUP BY customer_id
), columns_there AS (
  SELECT table_name, column_name AS dimension FROM duckdb_columns()
), contracts AS (
  SELECT 'subscription_churn' AS event, 'subscriptions' AS table_name, customer_id,
    started_on AS begun_on, ended_on AS happened_on, to_json(subscriptions) AS attributes
  FROM subscriptions
  WHERE NOT is_trial
  UNION ALL
  SELECT 'lead_conversion', 'leads', customer_id, created_on, converted_on, to_json(leads)
  FROM leads
), contract_segments AS (
  SELECT event, 'all' AS dimension, 'all' AS segment, begun_on, happened_on FROM contracts
  UNION ALL
  SELECT event, dimension,
    coalesce(
      CASE WHEN (table_name, dimension) IN (FROM columns_there) THEN attributes ->> dimension
           ELSE to_json(customers) ->> dimension END,
      '(none)'),
    begun_on, happened_on
  FROM contracts CROSS JOIN dimensions_configured
  LEFT JOIN customers ON customers.customer_id = contracts.customer_id
), spans AS (
  SELECT 'second_order' AS event, dimension, segment, first_on AS begun_on, happened_on
  FROM first_orders JOIN customer_segments USING (customer_id) LEFT JOIN second_orders USING (customer_id)
  UNION ALL
  SELECT 'churn', dimension, segment, first_on, happened_on
  FROM first_orders JOIN customer_segments USING (customer_id) LEFT JOIN churns USING (customer_id)
  UNION ALL
  SELECT event, dimension, segment, begun_on, happened_on FROM contract_segments
), subjects AS (
  SELECT event, dimension, segment,
    coalesce(happened_on, as_of - 1) - begun_on AS days,
    happened_on IS NOT NULL AS has_event
  FROM spans CROSS JOIN parameters
), curve_days AS (
  SELECT event, dimension, segment, days AS day FROM subjects
  UNION
  SELECT event, dimension, segment, 0 FROM subjects
), counts AS (
  SELECT event, dimension, segment, day,
    count(*) FILTER (days >= day) AS at_risk,
    count(*) FILTER (days = day AND has_event) AS events,
    count(*) FILTER (days = day AND NOT has_event) AS censored
  FROM curve_days JOIN subjects USING (event, dimension, segment)
  GROUP BY ALL
), estimates AS (
  SELECT *,
    product(1 - events / at_risk) OVER so_far AS survival,
    sum(events / (at_risk * nullif(at_risk - events, 0))) OVER so_far AS greenwood_sum
  FROM counts
  WINDOW so_far AS (PARTITION BY event, dimension, segment ORDER BY day)
), bounds AS (
  -- log(-log(survival)) is taken as normal, with the variance greenwood_sum / log(survival)^2
  SELECT *,
    CASE WHEN survival = 1 THEN 1 WHEN survival > 0
         THEN exp(-exp(ln(-ln(survival)) + 1.959963984540054 * sqrt(greenwood_sum) / abs(ln(survival)))) END
      AS survival_low,
    CASE WHEN survival = 1 THEN 1 WHEN survival > 0
         THEN exp(-exp(ln(-ln(survival)) - 1.959963984540054 * sqrt(greenwood_sum) / abs(ln(survival)))) END
      AS survival_high
  FROM estimates
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  event, dimension, segment,
  CAST(day AS INTEGER) AS day,
  at_risk, events, censored, survival, survival_low, survival_high,
  CAST(min(day) FILTER (round(survival, 9) <= 0.5) OVER curve AS INTEGER) AS median_days,
  CAST(min(day) FILTER (round(survival_low, 9) <= 0.5) OVER curve AS INTEGER) AS median_days_low,
  CAST(min(day) FILTER (round(survival_high, 9) <= 0.5) OVER curve AS INTEGER) AS median_days_high
FROM bounds
WINDOW curve AS (PARTITION BY event, dimension, segment)
