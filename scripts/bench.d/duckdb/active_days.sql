WITH counts AS (
  SELECT period, order_days AS days_active,
    coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS customers
  FROM customer_months LEFT JOIN people USING (customer_id)
  WHERE order_days > 0
  GROUP BY ALL
), segment_counts AS (
  SELECT period, days_active, $segments, sum(customers) AS customers
  FROM counts
  GROUP BY GROUPING SETS ((period, days_active), (period, days_active, channel), (period, days_active, region))
)
SELECT 'order' AS activity, dimension, segment, period_on('month', period) AS period_start,
  days_active, customers,
  period_on('month', period + 1) <= DATE $as_of AS is_complete
FROM segment_counts
