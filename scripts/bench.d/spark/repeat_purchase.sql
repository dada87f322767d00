WITH $sales,
$people,
order_days AS (
  SELECT DISTINCT customer_id, ordered_on FROM sales WHERE is_order
), gaps AS (
  SELECT customer_id,
    min(ordered_on) OVER (PARTITION BY customer_id) AS first_on,
    datediff(ordered_on, lag(ordered_on) OVER days) AS gap,
    row_number() OVER days AS day_number
  FROM order_days
  WINDOW days AS (PARTITION BY customer_id ORDER BY ordered_on)
), windowed AS (
  SELECT customer_id, within_days, gap, day_number,
    within_days IS NULL OR date_add(first_on, within_days) < DATE $as_of AS is_matured
  FROM gaps LATERAL VIEW explode(array(30, 60, 90, 180, 365, NULL)) AS within_days
), counts AS (
  SELECT within_days, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region, gap,
    count_if(is_matured AND day_number = 1) AS customers,
    count_if(is_matured AND day_number = 2 AND gap <= coalesce(within_days, gap)) AS repeat_customers,
    count_if(is_matured AND gap IS NOT NULL) AS gaps
  FROM windowed LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT within_days, $segments,
    sum(customers) AS customers,
    sum(repeat_customers) AS repeat_customers,
    ratio(sum(gap * gaps), sum(gaps)) AS mean_days_between_orders,
    percentile(gap, 0.5, gaps) AS median_days_between_orders
  FROM counts
  GROUP BY GROUPING SETS ((within_days), (within_days, channel), (within_days, region))
)
SELECT dimension, segment, within_days, customers, repeat_customers,
  ratio(repeat_customers, customers) AS repeat_purchase_rate,
  wilson_low(repeat_customers, customers) AS repeat_purchase_rate_low,
  wilson_high(repeat_customers, customers) AS repeat_purchase_rate_high,
  mean_days_between_orders, median_days_between_orders,
  within_days IS NOT NULL AS is_complete
FROM segment_counts
