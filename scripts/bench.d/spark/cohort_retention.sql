WITH $sales,
$people,
active_periods AS (
  SELECT DISTINCT customer_id, grain, period_index(grain, ordered_on) AS period
  FROM sales LATERAL VIEW explode(array('week', 'month')) AS grain
  WHERE is_order
), placed AS (
  SELECT customer_id, grain,
    min(period) OVER customer AS cohort,
    period - min(period) OVER customer AS periods_since,
    max(period) OVER customer = period AS is_last,
    row_number() OVER (PARTITION BY customer_id, grain ORDER BY period) - 1 AS earlier_periods
  FROM active_periods
  WINDOW customer AS (PARTITION BY customer_id, grain)
), counts AS (
  SELECT grain, cohort, periods_since,
    coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS active_customers,
    count_if(is_last) AS last_seen,
    count_if(earlier_periods = periods_since) AS kept_every_period,
    count_if(earlier_periods = 1) AS first_returns
  FROM placed LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT grain, cohort, periods_since, $segments,
    sum(active_customers) AS active_customers,
    sum(last_seen) AS last_seen,
    sum(kept_every_period) AS kept_every_period,
    sum(first_returns) AS first_returns
  FROM counts
  GROUP BY GROUPING SETS (
    (grain, cohort, periods_since), (grain, cohort, periods_since, channel), (grain, cohort, periods_since, region))
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(periods_since) OVER (PARTITION BY grain, cohort, dimension, segment ORDER BY periods_since) - 1,
      period_index(grain, date_sub(DATE $as_of, 1)) - cohort) AS until
  FROM segment_counts
), cells AS (
  SELECT grain, cohort, dimension, segment, at AS periods_since,
    first(active_customers) OVER so_far AS cohort_customers,
    CASE WHEN at = periods_since THEN active_customers ELSE 0 END AS active_customers,
    sum(CASE WHEN at = periods_since THEN last_seen ELSE 0 END) OVER from_then AS returned_later,
    CASE WHEN at = periods_since THEN kept_every_period ELSE 0 END AS kept_every_period,
    sum(CASE WHEN at = periods_since THEN first_returns ELSE 0 END) OVER so_far AS returned_by_then
  FROM spans LATERAL VIEW explode(sequence(periods_since, until)) AS at
  WINDOW
    so_far AS (
      PARTITION BY grain, cohort, dimension, segment ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    from_then AS (
      PARTITION BY grain, cohort, dimension, segment ORDER BY at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
)
SELECT 'order' AS activity, 'calendar' AS clock, grain, dimension, segment,
  period_on(grain, cohort) AS cohort_start,
  periods_since, cohort_customers, active_customers, returned_later, kept_every_period, returned_by_then,
  ratio(active_customers, cohort_customers) AS retention_rate,
  wilson_low(active_customers, cohort_customers) AS retention_rate_low,
  wilson_high(active_customers, cohort_customers) AS retention_rate_high,
  ratio(returned_later, cohort_customers) AS returned_later_rate,
  ratio(kept_every_period, cohort_customers) AS kept_every_period_rate,
  ratio(returned_by_then, cohort_customers) AS returned_by_then_rate,
  period_on(grain, cohort + periods_since + 1) <= DATE $as_of AS is_complete
FROM cells
