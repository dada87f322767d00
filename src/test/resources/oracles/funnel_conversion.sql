-- Funnels with ordered steps: a chain is step 1, ..., step k of one customer with non-decreasing times, each event used
-- once, all within the window of the chain's step 1, edge inclusive.
--
-- Chains are grown one step at a time, from every event to every later or simultaneous event of the next step. Of the
-- chains that end at the same event only the best is carried on: the one with the latest entry (it stays inside the
-- window longest) and, of that entry, the earliest steps. The events that a chain has used at the very time of its last
-- one tell chains apart too, since only those could come up a second time.
WITH RECURSIVE settings AS (
  SELECT funnel, window_seconds, coalesce(count_by, 'customer_id') = 'session_id' AS is_by_session
  FROM (FROM funnel_windows UNION ALL BY NAME SELECT NULL::VARCHAR AS count_by WHERE false)
), numbered_events AS MATERIALIZED (
  -- event_number: identity of an event, and its order among simultaneous ones of a step
  SELECT customer_id, CAST(session_id AS VARCHAR) AS session, type AS step_name, occurred_at AS happened_at,
    money(NULL) AS revenue,
    row_number() OVER (ORDER BY occurred_at, interaction_id) AS event_number
  FROM interactions
  WHERE type <> 'order'
  UNION ALL
  SELECT customer_id, NULL, 'order', ordered_at,
    money(amount - coalesce(refunded_amount, 0)),
    (SELECT count(*) FROM interactions) + row_number() OVER (ORDER BY ordered_at, order_id)
  FROM orders
  WHERE coalesce(status, 'completed') = 'completed' AND amount >= 0
), events AS MATERIALIZED (
  SELECT funnel, step_index, customer_id, CASE WHEN is_by_session THEN session ELSE '' END AS session,
    happened_at, revenue, event_number
  FROM numbered_events JOIN funnel_steps USING (step_name) JOIN settings USING (funnel)
  WHERE NOT is_by_session OR session IS NOT NULL
), chains AS (
  SELECT funnel, customer_id, session, step_index, event_number, revenue,
    [happened_at] AS step_times,
    [event_number] AS simultaneous_events
  FROM events
  WHERE step_index = 1
  UNION ALL
  SELECT e.funnel, e.customer_id, e.session, e.step_index, e.event_number, e.revenue,
    list_append(c.step_times, e.happened_at) AS longer_times,
    CASE WHEN e.happened_at = c.step_times[-1]
         THEN list_sort(list_append(c.simultaneous_events, e.event_number))
         ELSE [e.event_number] END AS events_of_this_time
  FROM chains c
  JOIN events e
    ON e.funnel = c.funnel AND e.customer_id = c.customer_id AND e.session = c.session
    AND e.step_index = c.step_index + 1
  JOIN settings ON settings.funnel = c.funnel
  WHERE e.happened_at >= c.step_times[-1]
    AND NOT list_contains(c.simultaneous_events, e.event_number)
    AND (window_seconds IS NULL OR e.happened_at <= c.step_times[1] + to_seconds(window_seconds))
  QUALIFY row_number() OVER (
    PARTITION BY e.funnel, e.customer_id, e.session, e.step_index, e.event_number, events_of_this_time
    ORDER BY c.step_times[1] DESC, longer_times) = 1
), reported AS (
  -- the furthest step; the first event that reaches it; the latest entry that allows it
  SELECT funnel, customer_id, step_index AS furthest_step, step_times, revenue
  FROM chains
  QUALIFY row_number() OVER (
    PARTITION BY funnel, customer_id, session
    ORDER BY step_index DESC, step_times[-1], event_number, step_times[1] DESC, step_times) = 1
), attempts AS (
  SELECT *,
    CAST(timezone(time_zone, step_times[1]) AS DATE) AS entered_on,
    window_seconds IS NULL
      OR step_times[1] + to_seconds(window_seconds) < timezone(time_zone, CAST(as_of AS TIMESTAMP)) AS is_matured
  FROM reported JOIN funnel_windows USING (funnel) CROSS JOIN parameters
), cohort_attempts AS (
  SELECT funnel, customer_id, furthest_step, step_times, revenue, is_matured,
    NULL::VARCHAR AS grain, NULL::DATE AS entered_start
  FROM attempts
  UNION ALL
  SELECT funnel, customer_id, furthest_step, step_times, revenue, is_matured,
    grain, period_start(entered_on, grain)
  FROM attempts CROSS JOIN grains
  WHERE table_name = 'funnel_conversion'
), segment_attempts AS (
  SELECT * FROM cohort_attempts JOIN customer_segments USING (customer_id)
), funnel_lengths AS (
  SELECT funnel, max(step_index) AS last_step, arg_max(step_name, step_index) AS last_step_name
  FROM funnel_steps
  GROUP BY funnel
), step_counts AS (
  SELECT a.funnel, dimension, segment, grain, entered_start, step_index, step_name,
    count(*) FILTER (furthest_step >= step_index) AS customers,
    count(*) FILTER (furthest_step >= step_index AND is_matured) AS matured_customers,
    count(*) FILTER (furthest_step >= step_index - 1 AND is_matured) AS matured_at_previous,
    count(*) FILTER (is_matured) AS matured_at_start,
    bool_and(is_matured) AS is_all_matured,
    list(epoch_us(step_times[step_index]) - epoch_us(step_times[step_index - 1]))
      FILTER (furthest_step >= step_index AND step_index > 1) AS from_previous,
    list(epoch_us(step_times[step_index]) - epoch_us(step_times[1]))
      FILTER (furthest_step >= step_index AND step_index > 1) AS from_start,
    CASE WHEN step_index = last_step AND last_step_name = 'order'
         THEN money(coalesce(sum(revenue) FILTER (furthest_step = last_step), 0)) END AS revenue
  FROM segment_attempts a
  JOIN funnel_steps s ON s.funnel = a.funnel
  JOIN funnel_lengths l ON l.funnel = a.funnel
  GROUP BY a.funnel, dimension, segment, grain, entered_start, step_index, step_name, last_step, last_step_name
), losses AS (
  SELECT *,
    CASE WHEN step_index = 1 THEN 0 ELSE matured_at_previous - matured_customers END AS dropped
  FROM step_counts
), largest_losses AS (
  SELECT funnel, dimension, segment, grain, entered_start,
    min_by(step_index, (-dropped, step_index)) AS bottleneck
  FROM losses
  WHERE dropped > 0
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  l.funnel, l.dimension, l.segment, l.grain, l.entered_start,
  CAST(step_index AS INTEGER) AS step_index,
  step_name, customers, matured_customers, dropped,
  CASE WHEN step_index > 1 THEN ratio(matured_customers, matured_at_previous) END AS rate_from_previous,
  CASE WHEN step_index > 1 THEN wilson_low(matured_customers, matured_at_previous) END AS rate_from_previous_low,
  CASE WHEN step_index > 1 THEN wilson_high(matured_customers, matured_at_previous) END AS rate_from_previous_high,
  ratio(matured_customers, matured_at_start) AS rate_from_start,
  wilson_low(matured_customers, matured_at_start) AS rate_from_start_low,
  wilson_high(matured_customers, matured_at_start) AS rate_from_start_high,
  list_aggregate(from_previous, 'quantile_cont', 0.5) / 1e6 AS median_seconds_from_previous,
  list_aggregate(from_previous, 'quantile_cont', 0.75) / 1e6 AS p75_seconds_from_previous,
  list_aggregate(from_previous, 'quantile_cont', 0.9) / 1e6 AS p90_seconds_from_previous,
  list_aggregate(from_start, 'quantile_cont', 0.5) / 1e6 AS median_seconds_from_start,
  list_aggregate(from_start, 'quantile_cont', 0.75) / 1e6 AS p75_seconds_from_start,
  list_aggregate(from_start, 'quantile_cont', 0.9) / 1e6 AS p90_seconds_from_start,
  revenue,
  coalesce(step_index = bottleneck, false) AS is_bottleneck,
  0 AS capped_customers, 0 AS cut_events,
  CASE WHEN l.grain IS NULL THEN is_all_matured
       ELSE timezone(time_zone, CAST(next_period_start(l.entered_start, l.grain) AS TIMESTAMP))
         + to_seconds(coalesce(window_seconds, 0)) <= timezone(time_zone, CAST(as_of AS TIMESTAMP)) END AS is_complete
FROM losses l
JOIN funnel_windows w ON w.funnel = l.funnel
CROSS JOIN parameters
LEFT JOIN largest_losses b
  ON b.funnel = l.funnel AND b.dimension = l.dimension AND b.segment = l.segment
  AND b.grain IS NOT DISTINCT FROM l.grain AND b.entered_start IS NOT DISTINCT FROM l.entered_start
