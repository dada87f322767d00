-- The active customers of every single day, averaged over the days of the month, beside those of the whole month.
-- A segment starts with the month of its first activity; days before the first fact count as days without customers.
WITH segment_days AS (
  SELECT activity, dimension, segment, customer_id, day, period_index
  FROM activity_days JOIN customer_segments USING (customer_id) JOIN calendar USING (day)
  WHERE grain = 'month'
), segment_starts AS (
  SELECT activity, dimension, segment, min(period_index) AS first_index FROM segment_days GROUP BY ALL
), daily AS (
  SELECT activity, dimension, segment, period_index, day, count(DISTINCT customer_id) AS daily_active
  FROM segment_days
  GROUP BY ALL
), daily_sums AS (
  SELECT activity, dimension, segment, period_index, sum(daily_active) AS active_customer_days
  FROM daily
  GROUP BY ALL
), monthly AS (
  SELECT activity, dimension, segment, period_index, count(DISTINCT customer_id) AS monthly_active
  FROM segment_days
  GROUP BY ALL
), months AS (
  SELECT activity, dimension, segment, period_start, is_complete,
    CAST(coalesce(active_customer_days, 0) AS BIGINT) AS active_customer_days,
    CAST(least(next_start, as_of) - period_start AS INTEGER) AS days,
    coalesce(monthly_active, 0) AS monthly_active
  FROM segment_starts
  JOIN periods ON grain = 'month' AND periods.period_index >= first_index
  CROSS JOIN parameters
  LEFT JOIN daily_sums USING (activity, dimension, segment, period_index)
  LEFT JOIN monthly USING (activity, dimension, segment, period_index)
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  activity, dimension, segment, period_start, active_customer_days, days,
  ratio(active_customer_days, days) AS mean_daily_active,
  monthly_active,
  ratio(ratio(active_customer_days, days), monthly_active) AS stickiness,
  is_complete
FROM months
