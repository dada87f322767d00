-- Every member of a cohort is looked at in every period since, against the whole set of its active periods.
WITH active_periods AS (
  SELECT DISTINCT activity, grain, customer_id, period_index
  FROM activity_days
  JOIN calendar USING (day)
  JOIN grains USING (grain)
  WHERE table_name = 'cohort_retention'
), members AS (
  SELECT activity, grain, customer_id, min(period_index) AS cohort_index
  FROM active_periods
  GROUP BY ALL
), member_periods AS (
  SELECT activity, grain, customer_id, cohort_index,
    unnest(generate_series(0, last_periods.period_index - cohort_index)) AS periods_since
  FROM members JOIN last_periods USING (grain)
), observed AS (
  SELECT m.activity, m.grain, m.customer_id, m.cohort_index, m.periods_since,
    count(*) FILTER (a.period_index = m.cohort_index + m.periods_since) = 1 AS is_active,
    count(*) FILTER (a.period_index >= m.cohort_index + m.periods_since) > 0 AS is_active_now_or_later,
    count(*) FILTER (a.period_index > m.cohort_index AND a.period_index <= m.cohort_index + m.periods_since)
      AS later_active_periods
  FROM member_periods m
  JOIN active_periods a ON a.activity = m.activity AND a.grain = m.grain AND a.customer_id = m.customer_id
  GROUP BY ALL
), cells AS (
  SELECT activity, grain, dimension, segment, cohort_index, periods_since,
    count(*) AS cohort_customers,
    count(*) FILTER (is_active) AS active_customers,
    count(*) FILTER (is_active_now_or_later) AS returned_later,
    count(*) FILTER (later_active_periods = periods_since) AS kept_every_period,
    count(*) FILTER (later_active_periods > 0) AS returned_by_then
  FROM observed JOIN customer_segments USING (customer_id)
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  activity, 'calendar' AS clock, grain, dimension, segment,
  cohort.period_start AS cohort_start,
  CAST(periods_since AS INTEGER) AS periods_since,
  cohort_customers, active_customers, returned_later, kept_every_period, returned_by_then,
  ratio(active_customers, cohort_customers) AS retention_rate,
  wilson_low(active_customers, cohort_customers) AS retention_rate_low,
  wilson_high(active_customers, cohort_customers) AS retention_rate_high,
  ratio(returned_later, cohort_customers) AS returned_later_rate,
  ratio(kept_every_period, cohort_customers) AS kept_every_period_rate,
  ratio(returned_by_then, cohort_customers) AS returned_by_then_rate,
  observed_period.is_complete
FROM cells
JOIN periods cohort USING (grain)
JOIN periods observed_period USING (grain)
WHERE cohort.period_index = cohort_index
  AND observed_period.period_index = cohort_index + periods_since
