WITH $sales,
$people,
customer_months AS (
  SELECT customer_id, period_index('month', ordered_on) AS period, count(DISTINCT ordered_on) AS days_active
  FROM sales
  WHERE is_order
  GROUP BY ALL
), counts AS (
  SELECT period, days_active, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS customers
  FROM customer_months LEFT JOIN people USING (customer_id)
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
