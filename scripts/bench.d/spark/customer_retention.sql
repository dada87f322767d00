-- A customer becomes active on an order day and is lost 90 days after it without another; customers at a period's start
-- are the running total of who came, came back and was lost before.
WITH $sales,
$people,
order_days AS (
  SELECT DISTINCT customer_id, ordered_on FROM sales WHERE is_order
), neighbours AS (
  SELECT customer_id, ordered_on,
    lag(ordered_on) OVER days AS previous_on,
    lead(ordered_on) OVER days AS next_on
  FROM order_days
  WINDOW days AS (PARTITION BY customer_id ORDER BY ordered_on)
), moves AS (
  SELECT customer_id, grain, period_index(grain, ordered_on) AS period,
    CASE WHEN previous_on IS NULL THEN 'new' ELSE 'returned' END AS move
  FROM neighbours LATERAL VIEW explode(array('week', 'month')) AS grain
  WHERE previous_on IS NULL OR period_index(grain, date_add(previous_on, 90)) < period_index(grain, ordered_on)
  UNION ALL
  SELECT customer_id, grain, period_index(grain, date_add(ordered_on, 90)), 'lost'
  FROM neighbours LATERAL VIEW explode(array('week', 'month')) AS grain
  WHERE date_add(ordered_on, 90) < DATE $as_of
    AND (next_on IS NULL OR period_index(grain, next_on) > period_index(grain, date_add(ordered_on, 90)))
), counts AS (
  SELECT grain, period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count_if(move = 'new') AS new_customers,
    count_if(move = 'returned') AS returned_customers,
    count_if(move = 'lost') AS lost_customers
  FROM moves LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT grain, period, $segments,
    sum(new_customers) AS new_customers,
    sum(returned_customers) AS returned_customers,
    sum(lost_customers) AS lost_customers
  FROM counts
  GROUP BY GROUPING SETS ((grain, period), (grain, period, channel), (grain, period, region))
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(period) OVER (PARTITION BY grain, dimension, segment ORDER BY period) - 1,
      period_index(grain, date_sub(DATE $as_of, 1))) AS until
  FROM segment_counts
), filled AS (
  SELECT grain, dimension, segment, at AS period,
    CASE WHEN at = period THEN new_customers ELSE 0 END AS new_customers,
    CASE WHEN at = period THEN returned_customers ELSE 0 END AS returned_customers,
    CASE WHEN at = period THEN lost_customers ELSE 0 END AS lost_customers
  FROM spans LATERAL VIEW explode(sequence(period, until)) AS at
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
