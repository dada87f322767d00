-- Every member of a cohort is looked at in every period that it has begun (calendar) or had (elapsed, brackets).
-- Further parameter view: brackets (last_day INT), none = no brackets.
WITH ruled AS (
  SELECT grain, CASE grain WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 30 ELSE 90 END AS elapsed_days
  FROM grains
  WHERE table_name = 'cohort_retention'
), as_of_instant AS (
  SELECT timezone(time_zone, CAST(as_of AS TIMESTAMP)) AS instant FROM parameters
), events AS (
  SELECT 'order' AS activity, customer_id, ordered_at AS happened_at, ordered_on AS day FROM sales WHERE is_order
  UNION ALL
  SELECT 'interaction', customer_id, occurred_at, occurred_on FROM interactions
  UNION ALL
  SELECT type, customer_id, occurred_at, occurred_on FROM interactions WHERE type NOT IN ('order', 'interaction')
), asked AS (
  SELECT activity, split_part(activity, '->', 1) AS first_activity,
    CASE WHEN contains(activity, '->') THEN split_part(activity, '->', 2) ELSE activity END AS back_activity
  FROM activities
), members AS (
  SELECT asked.activity, back_activity, customer_id, min(happened_at) AS first_at, min(day) AS first_day
  FROM asked JOIN events ON events.activity = first_activity
  GROUP BY ALL
), acts AS (
  SELECT members.activity, members.customer_id, first_day, happened_at, day,
    (epoch_us(happened_at) - epoch_us(first_at)) // 86400000000 AS age
  FROM members
  JOIN events ON events.activity = back_activity AND events.customer_id = members.customer_id AND happened_at >= first_at
), member_ages AS (
  SELECT *, (epoch_us(instant) - epoch_us(first_at)) // 86400000000 AS age_had,
    (SELECT as_of FROM parameters) - first_day AS days_had
  FROM members CROSS JOIN as_of_instant
), bracket_days AS (
  SELECT last_day, CAST(row_number() OVER (ORDER BY last_day) - 1 AS BIGINT) AS bracket
  FROM (SELECT 0 AS last_day UNION ALL SELECT last_day FROM brackets WHERE (SELECT count(*) FROM brackets) > 0)
), clocked_brackets AS (
  SELECT clock, last_day, bracket
  FROM bracket_days CROSS JOIN (VALUES ('calendar'), ('elapsed')) AS c(clock)
  WHERE (SELECT count(*) FROM brackets) > 0
), observed AS ( -- who has which periods, and whether it is one that is over
  SELECT activity, 'calendar' AS clock, cohort.grain, customer_id, cohort.period_start AS cohort_start,
    period.period_index - cohort.period_index AS since, period.is_complete AS is_over
  FROM member_ages
  JOIN calendar cohort ON cohort.day = first_day
  JOIN ruled USING (grain)
  JOIN periods period ON period.grain = cohort.grain AND period.period_index >= cohort.period_index
  UNION ALL
  SELECT activity, 'elapsed', grain, customer_id, period_start(first_day, grain),
    unnest(range(0, age_had // elapsed_days)), true
  FROM member_ages CROSS JOIN ruled
  UNION ALL
  SELECT activity, clock, 'bracket', customer_id, period_start(first_day, 'month'), bracket, true
  FROM member_ages JOIN clocked_brackets
    ON last_day < CASE clock WHEN 'calendar' THEN days_had ELSE age_had END
), active AS (
  SELECT activity, 'calendar' AS clock, grain, customer_id, acted.period_index - began.period_index AS since
  FROM acts
  JOIN calendar acted ON acted.day = acts.day
  JOIN ruled USING (grain)
  JOIN calendar began ON began.grain = acted.grain AND began.day = first_day
  UNION
  SELECT activity, 'elapsed', grain, customer_id, age // elapsed_days FROM acts CROSS JOIN ruled
  UNION
  SELECT activity, b.clock, 'bracket', customer_id,
    coalesce(min(bracket) FILTER (last_day >= CASE b.clock WHEN 'calendar' THEN day - first_day ELSE age END), 999)
  FROM acts CROSS JOIN clocked_brackets b
  GROUP BY activity, b.clock, customer_id, day, first_day, age
), looked_at AS (
  SELECT o.*,
    coalesce(bool_or(a.since = o.since), false) AS is_active,
    coalesce(bool_or(a.since >= o.since), false) AS is_active_now_or_later,
    count(*) FILTER (a.since BETWEEN 1 AND o.since) AS later_active_periods
  FROM observed o LEFT JOIN active a
    ON a.activity = o.activity AND a.clock = o.clock AND a.grain = o.grain AND a.customer_id = o.customer_id
  GROUP BY ALL
), counted AS (
  SELECT activity, clock, grain, dimension, segment, cohort.cohort_start, since,
    count(*) AS cohort_customers,
    count(*) FILTER (is_active) AS active_customers,
    count(*) FILTER (is_active_now_or_later) AS returned_later,
    count(*) FILTER (later_active_periods = since) AS kept_every_period,
    count(*) FILTER (later_active_periods > 0) AS returned_by_then
  FROM looked_at
  JOIN customer_segments USING (customer_id),
    LATERAL (SELECT looked_at.cohort_start UNION ALL SELECT NULL WHERE is_over) AS cohort
  GROUP BY ALL
), dated AS (
  SELECT counted.*, coalesce(last_day, since) AS periods_since,
    CASE
      WHEN cohort_start IS NULL THEN true
      WHEN clock = 'calendar' AND counted.grain <> 'bracket' THEN (
        SELECT observed_period.is_complete
        FROM periods own JOIN periods observed_period USING (grain)
        WHERE own.grain = counted.grain AND own.period_start = cohort_start
          AND observed_period.period_index = own.period_index + since)
      WHEN clock = 'calendar' THEN next_period_start(cohort_start, 'month') + last_day <= (SELECT as_of FROM parameters)
      ELSE (
        SELECT timezone(time_zone, CAST(next_period_start(cohort_start,
            CASE counted.grain WHEN 'bracket' THEN 'month' ELSE counted.grain END) AS TIMESTAMP))
          + INTERVAL 24 HOUR * coalesce(last_day + 1, (since + 1) * elapsed_days) <= instant
        FROM parameters CROSS JOIN as_of_instant)
    END AS is_complete
  FROM counted
  LEFT JOIN ruled ON ruled.grain = counted.grain
  LEFT JOIN bracket_days ON counted.grain = 'bracket' AND bracket = since
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  activity, clock, grain, dimension, segment, cohort_start,
  CAST(periods_since AS INTEGER) AS periods_since,
  cohort_customers, active_customers, returned_later, kept_every_period, returned_by_then,
  ratio(active_customers, cohort_customers) AS retention_rate,
  wilson_low(active_customers, cohort_customers) AS retention_rate_low,
  wilson_high(active_customers, cohort_customers) AS retention_rate_high,
  ratio(returned_later, cohort_customers) AS returned_later_rate,
  ratio(kept_every_period, cohort_customers) AS kept_every_period_rate,
  ratio(returned_by_then, cohort_customers) AS returned_by_then_rate,
  is_complete
FROM dated
WHERE grain <> 'day' OR cohort_start IS NULL OR active_customers > 0
