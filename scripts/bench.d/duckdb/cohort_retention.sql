-- Customers are counted with those of their cohort who have had as many periods; cohorts and the pooled rows are sums
-- of such counts. On the calendar the period that is not over is had too, but not pooled.
WITH rulers(ruler, clock, grain, days) AS (
  VALUES
    (1, 'calendar', 'week', 7), (2, 'calendar', 'month', 30),
    (3, 'elapsed', 'week', 7), (4, 'elapsed', 'month', 30)
), active_periods AS (
  SELECT 1 AS ruler, customer_id, period FROM customer_weeks WHERE orders > 0
  UNION ALL
  SELECT 2, customer_id, period FROM customer_months WHERE orders > 0
  UNION ALL
  SELECT DISTINCT 3, customer_id, age // 7 FROM order_ages
  UNION ALL
  SELECT DISTINCT 4, customer_id, age // 30 FROM order_ages
), numbered AS (
  SELECT ruler, customer_id, period,
    lead(period) OVER periods IS NULL AS is_last,
    row_number() OVER periods - 1 AS earlier_periods
  FROM active_periods
  WINDOW periods AS (PARTITION BY customer_id, ruler ORDER BY period)
), placed AS (
  SELECT ruler, customer_id, is_last, earlier_periods,
    period_index(grain, first_ordered_on) AS cohort,
    CASE clock WHEN 'calendar' THEN period - cohort ELSE period END AS periods_since,
    CASE clock WHEN 'calendar' THEN last_period(grain) - cohort + 1 ELSE days_had // days END AS periods_had
  FROM numbered JOIN rulers USING (ruler) JOIN first_orders USING (customer_id)
), counts AS (
  SELECT ruler, cohort, periods_had, periods_since,
    coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) AS active_customers,
    count(*) FILTER (is_last) AS last_seen,
    count(*) FILTER (earlier_periods = periods_since) AS kept_every_period,
    count(*) FILTER (earlier_periods = 1) AS first_returns
  FROM placed LEFT JOIN people USING (customer_id)
  WHERE periods_since < periods_had
  GROUP BY ALL
), segment_counts AS (
  SELECT ruler, cohort, periods_had, periods_since, $segments,
    sum(active_customers) AS active_customers,
    sum(last_seen) AS last_seen,
    sum(kept_every_period) AS kept_every_period,
    sum(first_returns) AS first_returns
  FROM counts
  GROUP BY GROUPING SETS (
    (ruler, cohort, periods_had, periods_since),
    (ruler, cohort, periods_had, periods_since, channel),
    (ruler, cohort, periods_had, periods_since, region))
), had AS (
  SELECT ruler, cohort, periods_had, dimension, segment, active_customers AS customers,
    unnest(range(periods_had)) AS periods_since
  FROM segment_counts
  WHERE periods_since = 0
), cells AS (
  SELECT ruler, cohort, dimension, segment, periods_since, customers,
    coalesce(active_customers, 0) AS active_customers,
    coalesce(last_seen, 0) AS last_seen,
    coalesce(sum(last_seen) OVER so_far, 0) AS last_seen_so_far,
    coalesce(kept_every_period, 0) AS kept_every_period,
    coalesce(sum(first_returns) OVER so_far, 0) AS returned_by_then
  FROM had LEFT JOIN segment_counts USING (ruler, cohort, periods_had, dimension, segment, periods_since)
  WINDOW so_far AS (
    PARTITION BY ruler, cohort, periods_had, dimension, segment ORDER BY periods_since
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), cohort_sums AS (
  SELECT ruler, cohort, dimension, segment, periods_since,
    sum(customers) AS cohort_customers,
    sum(active_customers) AS active_customers,
    sum(customers - last_seen_so_far + last_seen) AS returned_later,
    sum(kept_every_period) AS kept_every_period,
    sum(returned_by_then) AS returned_by_then
  FROM cells
  GROUP BY ALL
), sums AS (
  FROM cohort_sums
  UNION ALL BY NAME
  SELECT ruler, dimension, segment, periods_since,
    sum(cohort_customers) AS cohort_customers,
    sum(active_customers) AS active_customers,
    sum(returned_later) AS returned_later,
    sum(kept_every_period) AS kept_every_period,
    sum(returned_by_then) AS returned_by_then
  FROM cohort_sums JOIN rulers USING (ruler)
  WHERE clock = 'elapsed' OR period_on(grain, cohort + periods_since + 1) <= DATE $as_of
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
    ELSE CAST(period_on(grain, cohort + 1) AS TIMESTAMPTZ) + to_hours(24 * days * (periods_since + 1))
      <= TIMESTAMPTZ $as_of
  END AS is_complete
FROM sums JOIN rulers USING (ruler)
