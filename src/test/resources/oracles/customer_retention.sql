-- Every customer with an order is looked at on the first day and after the last day of every period.
-- A segment starts with the period of its first order.
WITH boundaries AS (
  SELECT grain, period_index, period_start, is_complete,
    least(next_start, (SELECT as_of FROM parameters)) AS period_end
  FROM periods JOIN grains USING (grain)
  WHERE table_name = 'customer_retention'
), customer_periods AS (
  SELECT grain, period_index, customer_id,
    bool_or(day BETWEEN period_start - inactive_after_days AND period_start - 1) AS is_active_at_start,
    bool_or(day BETWEEN period_end - inactive_after_days AND period_end - 1) AS is_active_at_end,
    min(day) >= period_start AND min(day) < period_end AS is_new
  FROM boundaries CROSS JOIN order_days CROSS JOIN parameters
  GROUP BY grain, period_index, period_start, period_end, customer_id
), segment_starts AS (
  SELECT grain, dimension, segment, min(period_index) AS first_index
  FROM order_days JOIN calendar USING (day) JOIN customer_segments USING (customer_id)
  GROUP BY ALL
), counts AS (
  SELECT grain, dimension, segment, period_index,
    count(*) FILTER (is_active_at_start) AS customers_at_start,
    count(*) FILTER (is_new) AS new_customers,
    count(*) FILTER (is_active_at_end AND NOT is_active_at_start AND NOT is_new) AS returned_customers,
    count(*) FILTER (is_active_at_start AND NOT is_active_at_end) AS lost_customers,
    count(*) FILTER (is_active_at_end) AS customers_at_end
  FROM customer_periods
  JOIN customer_segments USING (customer_id)
  JOIN segment_starts USING (grain, dimension, segment)
  WHERE period_index >= first_index
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start,
  customers_at_start, new_customers, returned_customers, lost_customers, customers_at_end,
  ratio(customers_at_start - lost_customers, customers_at_start) AS retention_rate,
  wilson_low(customers_at_start - lost_customers, customers_at_start) AS retention_rate_low,
  wilson_high(customers_at_start - lost_customers, customers_at_start) AS retention_rate_high,
  ratio(lost_customers, customers_at_start) AS churn_rate,
  wilson_low(lost_customers, customers_at_start) AS churn_rate_low,
  wilson_high(lost_customers, customers_at_start) AS churn_rate_high,
  ratio(customers_at_end, customers_at_start) AS end_to_start_ratio,
  is_complete
FROM counts JOIN boundaries USING (grain, period_index)
