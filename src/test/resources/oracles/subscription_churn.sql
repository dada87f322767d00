-- Beside the views of prelude.sql this one wants
--   subscriptions  subscription_id, customer_id, started_on DATE, ended_on DATE (null where it is not before as-of),
--                  monthly_amount (null = 0), is_trial (trials are left out), and any attributes: ADMITTED rows
--   grains         rows of table_name 'subscription_churn'
-- Every customer that ever had a running subscription is looked at on the evening before the first and on the evening
-- of the last day of every period. A subscription runs on the evenings from started_on to the day before ended_on.
-- A segment starts with the period of its first subscription.
WITH contracts AS (
  SELECT customer_id, started_on, coalesce(ended_on, DATE '9999-12-31') AS ended_on,
    money(coalesce(monthly_amount, 0)) AS monthly_amount
  FROM subscriptions
  WHERE NOT is_trial AND (ended_on IS NULL OR ended_on > started_on)
), starts AS (
  SELECT DISTINCT grain, period_start(CAST(day AS DATE), grain) AS period_start
  FROM (
    SELECT unnest(generate_series((SELECT min(started_on) FROM contracts), as_of - 1, INTERVAL 1 DAY)) AS day
    FROM parameters)
  CROSS JOIN grains
  WHERE table_name = 'subscription_churn'
), evenings AS (
  SELECT grain, period_start,
    period_start - 1 AS before,
    least(next_period_start(period_start, grain), as_of) - 1 AS last,
    next_period_start(period_start, grain) <= as_of AS is_complete
  FROM starts CROSS JOIN parameters
), states AS (
  SELECT grain, period_start, customer_id,
    bool_or(before >= started_on AND before < ended_on) AS had,
    bool_or(last >= started_on AND last < ended_on) AS has,
    bool_or(started_on < period_start) AS had_earlier,
    coalesce(sum(monthly_amount) FILTER (before >= started_on AND before < ended_on), 0) AS paid,
    coalesce(sum(monthly_amount) FILTER (last >= started_on AND last < ended_on), 0) AS pays
  FROM evenings CROSS JOIN contracts
  GROUP BY grain, period_start, customer_id
), customer_attributes AS (
  SELECT dimension FROM dimensions_configured
  WHERE dimension IN (SELECT column_name FROM duckdb_columns() WHERE table_name = 'customers')
), first_contracts AS (
  SELECT customer_id, to_json(subscriptions) AS attributes
  FROM subscriptions
  WHERE NOT is_trial AND (ended_on IS NULL OR ended_on > started_on)
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY started_on, subscription_id) = 1
), segments AS (
  SELECT customer_id, 'all' AS dimension, 'all' AS segment FROM first_contracts
  UNION ALL
  SELECT f.customer_id, dimension, coalesce(to_json(customers) ->> dimension, '(none)')
  FROM first_contracts f CROSS JOIN customer_attributes LEFT JOIN customers ON customers.customer_id = f.customer_id
  UNION ALL
  SELECT customer_id, dimension, coalesce(attributes ->> dimension, '(none)')
  FROM first_contracts CROSS JOIN (FROM dimensions_configured EXCEPT FROM customer_attributes)
), segment_starts AS (
  SELECT grain, dimension, segment, min(period_start(started_on, grain)) AS first_start
  FROM contracts JOIN segments USING (customer_id) CROSS JOIN (SELECT DISTINCT grain FROM starts)
  GROUP BY ALL
), sums AS (
  SELECT grain, dimension, segment, period_start,
    count(*) FILTER (had) AS customers_at_start,
    count(*) FILTER (has AND NOT had AND NOT had_earlier) AS new_customers,
    count(*) FILTER (has AND NOT had AND had_earlier) AS reactivated_customers,
    count(*) FILTER (had AND NOT has) AS lost,
    count(*) FILTER (has) AS customers_at_end,
    money(sum(paid)) AS paid,
    money(coalesce(sum(pays) FILTER (has AND NOT had AND NOT had_earlier), 0)) AS new,
    money(coalesce(sum(greatest(pays - paid, 0)) FILTER (had AND has), 0)) AS expansion,
    money(coalesce(sum(greatest(paid - pays, 0)) FILTER (had AND has), 0)) AS contraction,
    money(coalesce(sum(paid) FILTER (had AND NOT has), 0)) AS churned,
    money(coalesce(sum(pays) FILTER (has AND NOT had AND had_earlier), 0)) AS reactivated,
    money(sum(pays)) AS pays
  FROM states JOIN segments USING (customer_id) JOIN segment_starts USING (grain, dimension, segment)
  WHERE period_start >= first_start
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start,
  customers_at_start, new_customers, reactivated_customers, lost, customers_at_end,
  ratio(lost, customers_at_start) AS churn_rate,
  wilson_low(lost, customers_at_start) AS churn_rate_low,
  wilson_high(lost, customers_at_start) AS churn_rate_high,
  paid AS recurring_revenue_at_start,
  new, expansion, contraction, churned, reactivated,
  pays AS recurring_revenue_at_end,
  ratio(paid + expansion - contraction - churned, paid) AS net_revenue_retention,
  ratio(paid - contraction - churned, paid) AS gross_revenue_retention,
  ratio(churned, paid) AS revenue_churn_rate,
  is_complete
FROM sums JOIN evenings USING (grain, period_start)
