-- Customers are counted with those of their cohort who have had as many periods; cohorts and the pooled rows are sums
-- of such counts. On the calendar the period that is not over is had too, but not pooled.
WITH $sales,
$people,
orders AS (
  SELECT customer_id, ordered_at, ordered_on,
    min(ordered_at) OVER customer AS first_at,
    min(ordered_on) OVER customer AS first_on
  FROM sales
  WHERE is_order
  WINDOW customer AS (PARTITION BY customer_id)
), active_periods AS (
  SELECT DISTINCT customer_id, first_at, first_on, clock, grain,
    CASE clock
      WHEN 'calendar' THEN period_index(grain, ordered_on) - period_index(grain, first_on)
      ELSE CAST((unix_micros(ordered_at) - unix_micros(first_at)) DIV elapsed_micros(grain) AS INT)
    END AS periods_since
  FROM orders
    LATERAL VIEW explode(array('calendar', 'elapsed')) AS clock
    LATERAL VIEW explode(array('week', 'month')) AS grain
), placed AS (
  SELECT customer_id, clock, grain, periods_since,
    period_index(grain, first_on) AS cohort,
    CASE clock
      WHEN 'calendar' THEN period_index(grain, date_sub(DATE $as_of, 1)) - period_index(grain, first_on) + 1
      ELSE CAST((unix_micros(TIMESTAMP $as_of) - unix_micros(first_at)) DIV elapsed_micros(grain) AS INT)
    END AS periods_had,
    lead(periods_since) OVER periods IS NULL AS is_last,
    row_number() OVER periods - 1 AS earlier_periods
  FROM active_periods
  WINDOW periods AS (PARTITION BY customer_id, clock, grain ORDER BY periods_since)
), counts AS (
  SELECT clock, grain, cohort, periods_had, periods_since,
    coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS active_customers,
    count_if(is_last) AS last_seen,
    count_if(earlier_periods = periods_since) AS kept_every_period,
    count_if(earlier_periods = 1) AS first_returns
  FROM placed LEFT JOIN people USING (customer_id)
  WHERE periods_since < periods_had
  GROUP BY ALL
), segment_counts AS (
  SELECT clock, grain, cohort, periods_had, periods_since, $segments,
    sum(active_customers) AS active_customers,
    sum(last_seen) AS last_seen,
    sum(kept_every_period) AS kept_every_period,
    sum(first_returns) AS first_returns
  FROM counts
  GROUP BY GROUPING SETS (
    (clock, grain, cohort, periods_had, periods_since),
    (clock, grain, cohort, periods_had, periods_since, channel),
    (clock, grain, cohort, periods_had, periods_since, region))
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(periods_since) OVER (
        PARTITION BY clock, grain, cohort, periods_had, dimension, segment ORDER BY periods_since),
      periods_had) - 1 AS until
  FROM segment_counts
), filled AS (
  SELECT clock, grain, cohort, periods_had, dimension, segment, at AS periods_since,
    CASE WHEN at = periods_since THEN active_customers ELSE 0 END AS active_customers,
    CASE WHEN at = periods_since THEN last_seen ELSE 0 END AS last_seen,
    CASE WHEN at = periods_since THEN kept_every_period ELSE 0 END AS kept_every_period,
    CASE WHEN at = periods_since THEN first_returns ELSE 0 END AS first_returns
  FROM spans LATERAL VIEW explode(sequence(periods_since, until)) AS at
), cells AS (
  SELECT clock, grain, cohort, dimension, segment, periods_since, active_customers, kept_every_period,
    first(active_customers) OVER so_far AS cohort_customers,
    first(active_customers) OVER so_far - sum(last_seen) OVER so_far + last_seen AS returned_later,
    sum(first_returns) OVER so_far AS returned_by_then,
    clock = 'elapsed' OR period_on(grain, cohort + periods_since + 1) <= DATE $as_of AS is_pooled
  FROM filled
  WINDOW so_far AS (
    PARTITION BY clock, grain, cohort, periods_had, dimension, segment ORDER BY periods_since
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), sums AS (
  SELECT clock, grain, dimension, segment, cohort_or_all AS cohort, periods_since,
    sum(cohort_customers) AS cohort_customers,
    sum(active_customers) AS active_customers,
    sum(returned_later) AS returned_later,
    sum(kept_every_period) AS kept_every_period,
    sum(returned_by_then) AS returned_by_then
  FROM cells LATERAL VIEW explode(CASE WHEN is_pooled THEN array(cohort, NULL) ELSE array(cohort) END) AS cohort_or_all
  GROUP BY ALL
)
SELECT 'order' AS activity, clock, grain, dimension, segment,
  period_on(grain, cohort) AS cohort_start,
  periods_since, cohort_customers, active_customers, returned_later, kept_every_period, returned_by_then,
  ratio(active_customers, cohort_customers) AS retention_rate,
  wilson_low(active_customers, cohort_customers) AS retention_rate_low,
  wilson_high(active_customers, cohort_customers) AS retention_rate_high,
  ratio(returned_later, cohort_customers) AS returned_later_rate,
  ratio(kept_every_period, cohort_customers) AS kept_every_period_rate,
  ratio(returned_by_then, cohort_customers) AS returned_by_then_rate,
  CASE
    WHEN cohort IS NULL THEN true
    WHEN clock = 'calendar' THEN period_on(grain, cohort + periods_since + 1) <= DATE $as_of
    ELSE unix_micros(CAST(period_on(grain, cohort + 1) AS TIMESTAMP)) + (periods_since + 1) * elapsed_micros(grain)
      <= unix_micros(TIMESTAMP $as_of)
  END AS is_complete
FROM sums
