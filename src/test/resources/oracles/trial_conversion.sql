-- Beside the views of prelude.sql this one wants
--   subscriptions      subscription_id, customer_id, started_on DATE, ended_on DATE (null where it is not before as-of),
--                      monthly_amount (null = 0), is_trial, and any attributes: ADMITTED rows
--   trial_window_days  (days INT): one row
--   grains             rows of table_name 'trial_conversion'
-- A paid subscription is matched with every trial of its customer that started before or with it, and kept for the
-- latest of them.
WITH trials AS (
  SELECT * FROM subscriptions WHERE is_trial
), paid AS (
  SELECT subscription_id, customer_id, started_on AS paid_on
  FROM subscriptions
  WHERE NOT is_trial AND monthly_amount > 0 AND (ended_on IS NULL OR ended_on > started_on)
), attributed AS (
  SELECT trials.subscription_id AS trial_id, paid_on
  FROM paid JOIN trials ON trials.customer_id = paid.customer_id AND trials.started_on <= paid_on
  QUALIFY row_number() OVER (
    PARTITION BY paid.subscription_id ORDER BY trials.started_on DESC, trials.subscription_id DESC) = 1
), first_paid AS (
  SELECT trial_id, min(paid_on) AS paid_on FROM attributed GROUP BY trial_id
), outcomes AS (
  SELECT customer_id, started_on,
    coalesce(ended_on + days < as_of, false) AS is_matured,
    coalesce(ended_on + days < as_of AND paid_on <= ended_on + days, false) AS is_converted,
    paid_on - started_on AS days_to_paid
  FROM trials CROSS JOIN parameters CROSS JOIN trial_window_days
  LEFT JOIN first_paid ON trial_id = subscription_id
), customer_attributes AS (
  SELECT dimension FROM dimensions_configured
  WHERE dimension IN (SELECT column_name FROM duckdb_columns() WHERE table_name = 'customers')
), first_contracts AS (
  SELECT customer_id, to_json(subscriptions) AS attributes
  FROM subscriptions
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY started_on, subscription_id) = 1
), segments AS (
  SELECT customer_id, 'all' AS dimension, 'all' AS segment FROM first_contracts
  UNION ALL
  SELECT f.customer_id, dimension, coalesce(to_json(customers) ->> dimension, '(none)')
  FROM first_contracts f CROSS JOIN customer_attributes LEFT JOIN customers ON customers.customer_id = f.customer_id
  UNION ALL
  SELECT customer_id, dimension, coalesce(attributes ->> dimension, '(none)')
  FROM first_contracts CROSS JOIN (FROM dimensions_configured EXCEPT FROM customer_attributes)
), sums AS (
  SELECT grain, dimension, segment, period_start(started_on, grain) AS period_start,
    count(*) AS trials,
    count(*) FILTER (is_matured) AS matured_trials,
    count(*) FILTER (is_converted) AS converted,
    median(days_to_paid) FILTER (is_converted) AS median_days
  FROM outcomes JOIN segments USING (customer_id) CROSS JOIN grains
  WHERE table_name = 'trial_conversion'
  GROUP BY ALL
)
SELECT as_of, grain, dimension, segment, period_start, trials, matured_trials, converted,
  ratio(converted, matured_trials) AS conversion_rate,
  wilson_low(converted, matured_trials) AS conversion_rate_low,
  wilson_high(converted, matured_trials) AS conversion_rate_high,
  CAST(median_days AS DOUBLE) AS median_days_to_conversion,
  matured_trials = trials AND next_period_start(period_start, grain) <= as_of AS is_complete
FROM sums CROSS JOIN parameters
