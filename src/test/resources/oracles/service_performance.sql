-- Tickets by the period of their creation, from a segment's first one to the last known period without gaps; for the
-- backlog every ticket is looked at at the end of every period. Spans of tickets: see ticket_times in prelude.sql.
WITH labels AS (
  SELECT unnest(['channel', 'team', 'agent', 'priority', 'category']) AS dimension
), timed AS (
  SELECT *,
    response / 1e6 / 60 AS response_minutes,
    business_response / 1e6 / 60 AS business_response_minutes,
    resolution / 1e6 / 3600 AS resolution_hours,
    business_resolution / 1e6 / 3600 AS business_resolution_hours,
    clock_age >= seconds * CAST(1000000 AS BIGINT) AS is_due,
    coalesce(clock_response <= seconds * CAST(1000000 AS BIGINT), false) AS is_within_target,
    resolved_at IS NOT NULL AS is_resolved,
    coalesce(reopened > 0, false) AS is_reopened
  FROM ticket_times CROSS JOIN service_target_seconds
), segmented AS (
  SELECT 'all' AS dimension, 'all' AS segment, * FROM timed
  UNION ALL
  SELECT dimension, coalesce(to_json(timed) ->> dimension, '(none)'), timed.* FROM timed CROSS JOIN labels
), totals AS (
  SELECT grain, dimension, segment,
    period_start(created_on, grain) AS period_start,
    count(*) AS tickets,
    count(first_responded_at) AS answered,
    avg(response_minutes) AS mean_first_response_minutes,
    quantile_cont(response_minutes, 0.5) AS median_first_response_minutes,
    quantile_cont(response_minutes, 0.9) AS p90_first_response_minutes,
    avg(business_response_minutes) AS mean_business_first_response_minutes,
    quantile_cont(business_response_minutes, 0.5) AS median_business_first_response_minutes,
    quantile_cont(business_response_minutes, 0.9) AS p90_business_first_response_minutes,
    count(*) FILTER (is_due) AS target_due,
    count(*) FILTER (is_due AND is_within_target) AS within_target,
    count(*) FILTER (is_resolved) AS resolved,
    avg(resolution_hours) AS mean_resolution_hours,
    quantile_cont(resolution_hours, 0.5) AS median_resolution_hours,
    quantile_cont(resolution_hours, 0.9) AS p90_resolution_hours,
    avg(business_resolution_hours) AS mean_business_resolution_hours,
    quantile_cont(business_resolution_hours, 0.5) AS median_business_resolution_hours,
    quantile_cont(business_resolution_hours, 0.9) AS p90_business_resolution_hours,
    count(*) FILTER (is_resolved OR is_reopened) AS ever_resolved,
    count(*) FILTER (is_reopened) AS reopened,
    count(*) FILTER (is_resolved AND replies IS NOT NULL) AS replies_known,
    count(*) FILTER (is_resolved AND replies <= 1 AND NOT is_reopened) AS one_touch,
    count(is_complaint) > 0 AS has_flags,
    count(*) FILTER (is_complaint) AS complaints,
    count(DISTINCT customer_id) FILTER (is_complaint) AS complaining_customers
  FROM segmented CROSS JOIN grains
  WHERE table_name = 'service_performance'
  GROUP BY ALL
), cells AS (
  SELECT DISTINCT grain, dimension, segment, period_start(CAST(day AS DATE), grain) AS period_start
  FROM (
    SELECT grain, dimension, segment, unnest(generate_series(min(period_start), as_of - 1, INTERVAL 1 DAY)) AS day
    FROM totals CROSS JOIN parameters
    GROUP BY grain, dimension, segment, as_of)
), backlogs AS (
  SELECT grain, dimension, segment, period_start, count(*) AS backlog
  FROM cells JOIN segmented USING (dimension, segment)
  WHERE created_on < next_period_start(period_start, grain)
    AND (resolved_on IS NULL OR resolved_on >= next_period_start(period_start, grain))
  GROUP BY ALL
), shop_orders AS (
  SELECT grain, period_start(ordered_on, grain) AS period_start, count(*) AS orders
  FROM sales CROSS JOIN grains
  WHERE is_order AND table_name = 'service_performance'
  GROUP BY ALL
), filled AS (
  SELECT grain, dimension, segment, period_start,
    totals.* EXCLUDE (grain, dimension, segment, period_start, complaints, complaining_customers),
    CASE WHEN coalesce(has_flags, true) THEN coalesce(complaints, 0) END AS complaints,
    CASE WHEN coalesce(has_flags, true) THEN coalesce(complaining_customers, 0) END AS complaining_customers,
    CASE WHEN has_orders THEN coalesce(orders, 0) END AS orders,
    coalesce(backlog, 0) AS backlog
  FROM cells
  LEFT JOIN totals USING (grain, dimension, segment, period_start)
  LEFT JOIN backlogs USING (grain, dimension, segment, period_start)
  LEFT JOIN shop_orders USING (grain, period_start)
  CROSS JOIN inputs_given
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start,
  coalesce(tickets, 0) AS tickets,
  coalesce(answered, 0) AS answered,
  coalesce(tickets - answered, 0) AS unanswered,
  mean_first_response_minutes, median_first_response_minutes, p90_first_response_minutes,
  mean_business_first_response_minutes, median_business_first_response_minutes, p90_business_first_response_minutes,
  coalesce(target_due, 0) AS target_due,
  coalesce(within_target, 0) AS within_target,
  ratio(within_target, target_due) AS within_target_rate,
  wilson_low(within_target, target_due) AS within_target_rate_low,
  wilson_high(within_target, target_due) AS within_target_rate_high,
  coalesce(resolved, 0) AS resolved,
  mean_resolution_hours, median_resolution_hours, p90_resolution_hours,
  mean_business_resolution_hours, median_business_resolution_hours, p90_business_resolution_hours,
  coalesce(ever_resolved, 0) AS ever_resolved,
  coalesce(reopened, 0) AS reopened,
  ratio(reopened, ever_resolved) AS reopen_rate,
  wilson_low(reopened, ever_resolved) AS reopen_rate_low,
  wilson_high(reopened, ever_resolved) AS reopen_rate_high,
  coalesce(replies_known, 0) AS replies_known,
  coalesce(one_touch, 0) AS one_touch,
  ratio(one_touch, replies_known) AS one_touch_rate,
  wilson_low(one_touch, replies_known) AS one_touch_rate_low,
  wilson_high(one_touch, replies_known) AS one_touch_rate_high,
  complaints, complaining_customers, orders,
  ratio(1000 * complaints, orders) AS complaints_per_1000_orders,
  backlog,
  next_period_start(period_start, grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM filled
