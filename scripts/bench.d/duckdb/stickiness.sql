WITH sums AS (
  SELECT period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    sum(order_days) AS active_customer_days,
    count(*) AS monthly_active
  FROM customer_months LEFT JOIN people USING (customer_id)
  WHERE order_days > 0
  GROUP BY ALL
), segment_sums AS (
  SELECT period, $segments,
    sum(active_customer_days) AS active_customer_days,
    sum(monthly_active) AS monthly_active
  FROM sums
  GROUP BY GROUPING SETS ((period), (period, channel), (period, region))
), segment_periods AS (
  SELECT dimension, segment, unnest(generate_series(min(period), last_period('month'))) AS period
  FROM segment_sums
  GROUP BY dimension, segment
), filled AS (
  SELECT dimension, segment, period,
    least(period_on('month', period + 1), DATE $as_of) - period_on('month', period) AS days,
    coalesce(active_customer_days, 0) AS active_customer_days,
    coalesce(monthly_active, 0) AS monthly_active
  FROM segment_periods LEFT JOIN segment_sums USING (dimension, segment, period)
)
SELECT 'order' AS activity, dimension, segment, period_on('month', period) AS period_start,
  active_customer_days, days,
  ratio(active_customer_days, days) AS mean_daily_active,
  monthly_active,
  ratio(active_customer_days, days * monthly_active) AS stickiness,
  period_on('month', period + 1) <= DATE $as_of AS is_complete
FROM filled
