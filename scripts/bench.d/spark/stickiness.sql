WITH $sales,
$people,
customer_months AS (
  SELECT customer_id, period_index('month', ordered_on) AS period, count(DISTINCT ordered_on) AS days_active
  FROM sales
  WHERE is_order
  GROUP BY ALL
), sums AS (
  SELECT period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    sum(days_active) AS active_customer_days,
    count(*) AS monthly_active
  FROM customer_months LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT period, $segments,
    sum(active_customer_days) AS active_customer_days,
    sum(monthly_active) AS monthly_active
  FROM sums
  GROUP BY GROUPING SETS ((period), (period, channel), (period, region))
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(period) OVER (PARTITION BY dimension, segment ORDER BY period) - 1,
      period_index('month', date_sub(DATE $as_of, 1))) AS until
  FROM segment_sums
), filled AS (
  SELECT dimension, segment, at AS period,
    datediff(least(period_on('month', at + 1), DATE $as_of), period_on('month', at)) AS days,
    CASE WHEN at = period THEN active_customer_days ELSE 0 END AS active_customer_days,
    CASE WHEN at = period THEN monthly_active ELSE 0 END AS monthly_active
  FROM spans LATERAL VIEW explode(sequence(period, until)) AS at
)
SELECT 'order' AS activity, dimension, segment, period_on('month', period) AS period_start,
  active_customer_days, days,
  ratio(active_customer_days, days) AS mean_daily_active,
  monthly_active,
  ratio(active_customer_days, days * monthly_active) AS stickiness,
  period_on('month', period + 1) <= DATE $as_of AS is_complete
FROM filled
