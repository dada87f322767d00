-- A customer becomes active on an order day and is lost 90 days after it without another; customers at a period's start
-- are the running total of who came, came back and was lost before.
WITH moves AS (
  SELECT customer_id, grain, period_index(grain, day) AS period,
    CASE WHEN previous_day IS NULL THEN 'new' ELSE 'returned' END AS move
  FROM neighbours CROSS JOIN (VALUES ('week'), ('month')) AS grains(grain)
  WHERE (previous_day IS NULL OR previous_day + 90 < day)
    AND (previous_day IS NULL OR period_index(grain, previous_day + 90) < period_index(grain, day))
  UNION ALL
  SELECT customer_id, grain, period_index(grain, day + 90), 'lost'
  FROM neighbours CROSS JOIN (VALUES ('week'), ('month')) AS grains(grain)
  WHERE day + 90 < DATE $as_of
    AND (next_day IS NULL OR next_day > day + 90)
    AND (next_day IS NULL OR period_index(grain, next_day) > period_index(grain, day + 90))
), counts AS (
  SELECT grain, period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) FILTER (move = 'new') AS new_customers,
    count(*) FILTER (move = 'returned') AS returned_customers,
    count(*) FILTER (move = 'lost') AS lost_customers
  FROM moves LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT grain, period, $segments,
    sum(new_customers) AS new_customers,
    sum(returned_customers) AS returned_customers,
    sum(lost_customers) AS lost_customers
  FROM counts
  GROUP BY GROUPING SETS ((grain, period), (grain, period, channel), (grain, period, region))
), segment_periods AS (
  SELECT grain, dimension, segment,
    unnest(generate_series(min(period), last_period(grain))) AS period
  FROM segment_counts
  GROUP BY grain, dimension, segment
), filled AS (
  SELECT grain, dimension, segment, period,
    coalesce(new_customers, 0) AS new_customers,
    coalesce(returned_customers, 0) AS returned_customers,
    coalesce(lost_customers, 0) AS lost_customers
  FROM segment_periods LEFT JOIN segment_counts USING (grain, dimension, segment, period)
), running AS (
  SELECT *,
    sum(new_customers + returned_customers - lost_customers) OVER (
      PARTITION BY grain, dimension, segment ORDER BY period) AS customers_at_end
  FROM filled
), standing AS (
  SELECT *, customers_at_end - new_customers - returned_customers + lost_customers AS customers_at_start FROM running
)
SELECT grain, dimension, segment, period_on(grain, period) AS period_start,
  customers_at_start, new_customers, returned_customers, lost_customers, customers_at_end,
  ratio(customers_at_start - lost_customers, customers_at_start) AS retention_rate,
  wilson_low(customers_at_start - lost_customers, customers_at_start) AS retention_rate_low,
  wilson_high(customers_at_start - lost_customers, customers_at_start) AS retention_rate_high,
  ratio(lost_customers, customers_at_start) AS churn_rate,
  wilson_low(lost_customers, customers_at_start) AS churn_rate_low,
  wilson_high(lost_customers, customers_at_start) AS churn_rate_high,
  ratio(customers_at_end, customers_at_start) AS end_to_start_ratio,
  period_on(grain, period + 1) <= DATE $as_of AS is_complete
FROM standing
