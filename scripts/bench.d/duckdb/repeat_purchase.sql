-- The median of the gaps comes from their histogram.
WITH gaps AS (
  SELECT customer_id, first_ordered_on,
    day - previous_day AS gap,
    previous_day IS NULL AS is_first,
    previous_day = first_ordered_on AS is_second
  FROM neighbours JOIN first_orders USING (customer_id)
), windowed AS (
  SELECT customer_id, within_days, gap, is_first, is_second,
    within_days IS NULL OR first_ordered_on + within_days < DATE $as_of AS is_matured
  FROM gaps CROSS JOIN (SELECT unnest([30, 60, 90, 180, 365, NULL]) AS within_days)
), counts AS (
  SELECT within_days, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region, gap,
    count(*) FILTER (is_first AND is_matured) AS customers,
    count(*) FILTER (is_second AND is_matured AND gap <= coalesce(within_days, gap)) AS repeat_customers,
    count(gap) FILTER (is_matured) AS gaps
  FROM windowed LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_gaps AS (
  SELECT within_days, $segments, gap,
    sum(customers) AS customers, sum(repeat_customers) AS repeat_customers, sum(gaps) AS gaps
  FROM counts
  GROUP BY GROUPING SETS ((within_days, gap), (within_days, gap, channel), (within_days, gap, region))
), ranked AS (
  SELECT *,
    coalesce(sum(gaps) OVER (PARTITION BY within_days, dimension, segment ORDER BY gap), 0) AS not_above,
    sum(gaps) OVER (PARTITION BY within_days, dimension, segment) AS all_gaps
  FROM segment_gaps
), segment_counts AS (
  SELECT dimension, segment, within_days,
    sum(customers) AS customers,
    sum(repeat_customers) AS repeat_customers,
    ratio(sum(gap * gaps), sum(gaps)) AS mean_days_between_orders,
    (min(gap) FILTER (gaps > 0 AND not_above >= (all_gaps + 1) // 2)
      + min(gap) FILTER (gaps > 0 AND not_above >= all_gaps // 2 + 1)) / 2 AS median_days_between_orders
  FROM ranked
  GROUP BY ALL
)
SELECT dimension, segment, within_days, customers, repeat_customers,
  ratio(repeat_customers, customers) AS repeat_purchase_rate,
  wilson_low(repeat_customers, customers) AS repeat_purchase_rate_low,
  wilson_high(repeat_customers, customers) AS repeat_purchase_rate_high,
  mean_days_between_orders, median_days_between_orders,
  within_days IS NOT NULL AS is_complete
FROM segment_counts
