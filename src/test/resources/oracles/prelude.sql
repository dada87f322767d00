-- THE ORACLES: every KPI table once more, in plain SQL on DuckDB 1.5.5, written from the definitions alone and without
-- a look at the Java code. They are meant to be obviously right, not fast.
--
-- HOW TO CALL ONE, on an empty in-memory database:
--   1. create the parameter views below;
--   2. create the views orders, interactions, customers, subscriptions, leads, opportunities, opportunity_stages,
--      marketing_spend, messages, social_posts, tickets, surveys with ADMITTED rows (de-duplicated, no rejects, nothing
--      at or after as-of, a later refund read as null and 0, any other later fact as null), or create raw_orders,
--      raw_interactions and so on, and run admission.sql, which makes those of them;
--   3. run this file;
--   4. run <table>.sql: one SELECT with the table's columns, in their order, rows in no order.
-- Every file may be run again after a parameter view was replaced. A view that a run has no input for is created
-- empty, with the columns named below.
--
-- PARAMETER VIEWS
--   parameters             one row: as_of DATE (exclusive), time_zone VARCHAR ('America/Sao_Paulo'),
--                          week_start_offset INT (days after monday: 0 = monday, 6 = sunday),
--                          inactive_after_days INT (customer_retention),
--                          if wanted refunds VARCHAR ('order-dated', the default, or 'refund-dated'),
--                          and has_orders BOOLEAN, has_leads BOOLEAN: whether the run has such a source, by default
--                          whether there are admitted rows,
--                          for admission.sql also currency VARCHAR, plausible_from DATE, plausible_to DATE
--   grains                 (table_name VARCHAR, grain VARCHAR): 'day' | 'week' | 'month' | 'quarter' per KPI table
--   dimensions_configured  (dimension VARCHAR): 'channel', 'region', ...; the total 'all' is always there
--   activities             (activity VARCHAR): 'order', 'interaction' (of any type) or an interaction type
--   within_days            (within_days INT): windows of repeat_purchase, null = ever
--   funnel_steps           (funnel VARCHAR, step_index INT from 1, step_name VARCHAR): an interaction type, or 'order'
--                          = the rows of the orders table
--   funnel_windows         (funnel VARCHAR, window_seconds BIGINT, null = none), one row per funnel, and if wanted
--                          count_by VARCHAR: 'customer_id', the default, or 'session_id' = every session of a customer
--                          is counted apart (events without a session, as orders are, are then left out)
--   business_hours         (team VARCHAR, null = of every team without hours of its own, time_zone VARCHAR,
--                          weekday INT: 1 = monday, opens INT, closes INT: minutes after local midnight, 0 to 1440),
--                          any number of rows that do not overlap per weekday
--   holidays               (team VARCHAR, the same as there, day DATE): closed all day
--   service_target_seconds (seconds): one row, service_performance
--   pipeline_stage_order   (stage VARCHAR, place INT), may be empty
--   acquisition_horizon    (months INT): one row
--   scorecard_min_tickets  (tickets INT): one row
--   rfm_movement_days      (days INT): one row
--   growth_activities, brackets, lead_window_days, trial_window_days: see the tables that want them
-- ADMITTED VIEWS (further columns are welcome, they may be breakdowns)
--   orders        order_id, customer_id, ordered_at TIMESTAMPTZ, ordered_on DATE (business date), amount, status,
--                 refunded_amount (0 if none), cost (null = unknown), channel, for 'refund-dated' also refunded_at
--   interactions  interaction_id, customer_id, occurred_at TIMESTAMPTZ, occurred_on DATE, type, session_id, channel
--   customers     customer_id and any attributes; with no customers source: no rows and no attributes
--   subscriptions, leads: see subscription_churn, trial_conversion and lead_conversion
--   opportunities       opportunity_id, created_on, closed_at and closed_on DATE (null where not closed before as-of),
--                       outcome ('won' and 'lost' say nothing where closed_at is null), amount, owner, team, source
--   opportunity_stages  opportunity_id, stage, entered_at
--   marketing_spend     spent_on DATE, channel, amount, campaign
--   messages            message_id, event, occurred_at, occurred_on DATE, campaign, channel, is_machine
--   social_posts        post_id, network, published_on DATE, impressions, engagements
--   tickets             ticket_id, created_at, created_on DATE, customer_id, channel, category, priority, is_complaint,
--                       agent, team, first_responded_at, resolved_at, resolved_on DATE, reopened, replies
--   surveys             response_id, kind, sent_on DATE, responded_at, score (null where not answered before as-of),
--                       customer_id, ticket_id, agent, team, channel, wave

-- ARITHMETIC

CREATE OR REPLACE MACRO period_start(day, grain) AS
  CASE grain
    WHEN 'day' THEN CAST(day AS DATE)
    WHEN 'week' THEN
      CAST(day AS DATE)
        - CAST((isodow(day) - 1 - (SELECT week_start_offset FROM parameters) + 7) % 7 AS INTEGER)
    WHEN 'month' THEN CAST(date_trunc('month', day) AS DATE)
    WHEN 'quarter' THEN CAST(date_trunc('quarter', day) AS DATE)
  END;

CREATE OR REPLACE MACRO next_period_start(start, grain) AS
  CASE grain
    WHEN 'day' THEN start + 1
    WHEN 'week' THEN start + 7
    WHEN 'month' THEN CAST(start + INTERVAL 1 MONTH AS DATE)
    WHEN 'quarter' THEN CAST(start + INTERVAL 3 MONTH AS DATE)
  END;

-- A share or ratio: DOUBLE, null where the denominator is 0.
CREATE OR REPLACE MACRO ratio(numerator, denominator) AS
  CAST(numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0);

-- Wilson score bounds of 95 % for k of n, null where n = 0 or k is not known.
CREATE OR REPLACE MACRO wilson_centre(k, n) AS
  (ratio(k, n) + pow(1.959963984540054, 2) / (2 * n)) / (1 + pow(1.959963984540054, 2) / n);

CREATE OR REPLACE MACRO wilson_half_width(k, n) AS
  1.959963984540054
    * sqrt(ratio(k, n) * (1 - ratio(k, n)) / n + pow(1.959963984540054, 2) / (4 * pow(n, 2)))
    / (1 + pow(1.959963984540054, 2) / n);

CREATE OR REPLACE MACRO wilson_low(k, n) AS
  CASE WHEN k IS NOT NULL AND n > 0 THEN greatest(wilson_centre(k, n) - wilson_half_width(k, n), 0) END;

CREATE OR REPLACE MACRO wilson_high(k, n) AS
  CASE WHEN k IS NOT NULL AND n > 0 THEN least(wilson_centre(k, n) + wilson_half_width(k, n), 1) END;

CREATE OR REPLACE MACRO money(total) AS CAST(total AS DECIMAL(28, 4));

-- Money per piece, exact: half a ten-thousandth is rounded away from zero; null where there are no pieces.
CREATE OR REPLACE MACRO money_per(total, pieces) AS
  money(CAST(
    sign(total) * ((2 * abs(CAST(total * 10000 AS HUGEINT)) + pieces) // (2 * nullif(CAST(pieces AS HUGEINT), 0)))
    AS DECIMAL(32, 0)) * 0.0001);

-- FACTS

-- Orders that count, returns (amount below 0) and, where refunds count on their own date, refunds as rows like returns.
-- `UNION ALL BY NAME` with no rows stands in for columns that were not given.
CREATE OR REPLACE VIEW sales AS
WITH counted_orders AS (
  FROM orders UNION ALL BY NAME SELECT NULL::TIMESTAMPTZ AS refunded_at WHERE false
), settings AS (
  FROM parameters UNION ALL BY NAME SELECT NULL::VARCHAR AS refunds WHERE false
), dated AS (
  SELECT counted_orders.*,
    coalesce(refunds = 'refund-dated' AND refunded_at IS NOT NULL, false) AS is_refund_apart,
    CAST(timezone(time_zone, refunded_at) AS DATE) AS refunded_on
  FROM counted_orders CROSS JOIN settings
  WHERE coalesce(status, 'completed') = 'completed'
)
SELECT order_id, customer_id, ordered_at, ordered_on,
  amount >= 0 AS is_order,
  money(CASE WHEN is_refund_apart THEN amount ELSE amount - coalesce(refunded_amount, 0) END) AS revenue,
  money(cost) AS cost
FROM dated
UNION ALL
SELECT order_id, customer_id, refunded_at, refunded_on, false, money(-refunded_amount), NULL
FROM dated
WHERE is_refund_apart;

CREATE OR REPLACE VIEW order_days AS
SELECT DISTINCT customer_id, ordered_on AS day FROM sales WHERE is_order;

CREATE OR REPLACE VIEW activity_days AS
SELECT activity, customer_id, day
FROM activities JOIN order_days ON activity = 'order'
UNION
SELECT activity, customer_id, occurred_on
FROM activities JOIN interactions ON activity = 'interaction' OR (activity = type AND activity <> 'order');

-- One row per day and grain, from the first fact to the day before as-of; periods are numbered without gaps.
CREATE OR REPLACE VIEW calendar AS
WITH days AS (
  SELECT CAST(unnest(generate_series(
    (SELECT min(day) FROM (SELECT ordered_on AS day FROM sales UNION SELECT occurred_on FROM interactions)),
    (SELECT as_of - 1 FROM parameters),
    INTERVAL 1 DAY)) AS DATE) AS day
)
SELECT day, grain,
  period_start(day, grain) AS period_start,
  next_period_start(period_start(day, grain), grain) AS next_start,
  next_period_start(period_start(day, grain), grain) <= (SELECT as_of FROM parameters) AS is_complete,
  dense_rank() OVER (PARTITION BY grain ORDER BY period_start(day, grain)) AS period_index
FROM days CROSS JOIN (VALUES ('day'), ('week'), ('month'), ('quarter')) AS g(grain);

CREATE OR REPLACE VIEW periods AS
SELECT DISTINCT grain, period_start, next_start, is_complete, period_index FROM calendar;

CREATE OR REPLACE VIEW last_periods AS
SELECT grain, max(period_index) AS period_index FROM periods GROUP BY grain;

-- SEGMENTS: every customer that has a sale or an interaction, in the total and in each breakdown. The value is the
-- customer's attribute where customers has that column, else the attribute of the customer's first order.
CREATE OR REPLACE VIEW customer_segments AS
WITH seen AS (
  SELECT customer_id FROM sales
  UNION
  SELECT customer_id FROM interactions
), customer_attributes AS (
  SELECT dimension FROM dimensions_configured
  WHERE dimension IN (SELECT column_name FROM duckdb_columns() WHERE table_name = 'customers')
), first_orders AS (
  SELECT o.customer_id, to_json(o) AS attributes
  FROM orders o JOIN sales s USING (order_id, ordered_at)
  QUALIFY row_number() OVER (
    PARTITION BY o.customer_id ORDER BY NOT s.is_order, o.ordered_at, o.order_id) = 1
)
SELECT customer_id, 'all' AS dimension, 'all' AS segment FROM seen
UNION ALL
SELECT seen.customer_id, dimension, coalesce(to_json(customers) ->> dimension, '(none)')
FROM seen CROSS JOIN customer_attributes LEFT JOIN customers ON customers.customer_id = seen.customer_id
UNION ALL
SELECT seen.customer_id, dimension, coalesce(attributes ->> dimension, '(none)')
FROM seen CROSS JOIN (FROM dimensions_configured EXCEPT FROM customer_attributes)
LEFT JOIN first_orders ON first_orders.customer_id = seen.customer_id;

-- CUSTOMERS WITH AN ORDER: one row each (customer_value, RFM).
-- Totals and RFM scores as they were so many days before as-of; refunds without a date of their own as known at as-of.
CREATE OR REPLACE MACRO customer_totals_before(days) AS TABLE
SELECT customer_id,
  min(ordered_on) FILTER (is_order) AS first_ordered_on,
  max(ordered_on) FILTER (is_order) AS last_ordered_on,
  count(*) FILTER (is_order) AS orders,
  count(DISTINCT ordered_on) FILTER (is_order) AS order_days,
  sum(revenue) AS revenue,
  max(as_of) - days - max(ordered_on) FILTER (is_order) AS recency_days
FROM sales CROSS JOIN (SELECT as_of FROM parameters)
WHERE ordered_on < as_of - days
GROUP BY customer_id
HAVING count(*) FILTER (is_order) > 0;

CREATE OR REPLACE VIEW customer_totals AS FROM customer_totals_before(0);

-- The smallest value that at least cut/5 of the customers do not exceed.
CREATE OR REPLACE MACRO rfm_cut_values_before(days) AS TABLE
WITH measured AS (
  SELECT 'recency_days' AS measure, money(recency_days) AS value FROM customer_totals_before(days)
  UNION ALL
  SELECT 'orders', money(orders) FROM customer_totals_before(days)
  UNION ALL
  SELECT 'revenue', money(revenue) FROM customer_totals_before(days)
), not_above AS (
  SELECT v.measure, v.value, count(*) AS customers
  FROM (SELECT DISTINCT measure, value FROM measured) v
  JOIN measured m ON m.measure = v.measure AND m.value <= v.value
  GROUP BY v.measure, v.value
)
SELECT measure, cut, min(value) AS cut_value
FROM not_above JOIN (VALUES (1), (2), (3), (4)) AS c(cut)
  ON 5 * customers >= cut * (SELECT count(*) FROM customer_totals_before(days))
GROUP BY measure, cut;

CREATE OR REPLACE VIEW rfm_cut_values AS FROM rfm_cut_values_before(0);

CREATE OR REPLACE MACRO rfm_scores_before(days) AS TABLE
WITH scores AS (
  SELECT t.customer_id,
    5 - count(*) FILTER (measure = 'recency_days' AND recency_days > cut_value) AS recency_score,
    1 + count(*) FILTER (measure = 'orders' AND orders > cut_value) AS frequency_score,
    1 + count(*) FILTER (measure = 'revenue' AND revenue > cut_value) AS monetary_score
  FROM customer_totals_before(days) t CROSS JOIN rfm_cut_values_before(days)
  GROUP BY t.customer_id
), grid(recency_score, segments) AS (
  VALUES
    (1, ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose']),
    (2, ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose']),
    (3, ['about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal']),
    (4, ['promising', 'potential_loyalist', 'potential_loyalist', 'loyal', 'loyal']),
    (5, ['new_customer', 'potential_loyalist', 'potential_loyalist', 'champion', 'champion'])
)
SELECT customer_id,
  CAST(recency_score AS INTEGER) AS recency_score,
  CAST(frequency_score AS INTEGER) AS frequency_score,
  CAST(monetary_score AS INTEGER) AS monetary_score,
  segments[frequency_score] AS rfm_segment
FROM scores JOIN grid USING (recency_score);

CREATE OR REPLACE VIEW rfm_scores AS FROM rfm_scores_before(0);

-- Whether the run has such a source at all: without one its measures are null instead of 0.
CREATE OR REPLACE VIEW inputs_given AS
SELECT coalesce(has_orders, EXISTS (FROM orders)) AS has_orders, coalesce(has_leads, EXISTS (FROM leads)) AS has_leads
FROM (FROM parameters UNION ALL BY NAME SELECT NULL::BOOLEAN AS has_orders, NULL::BOOLEAN AS has_leads WHERE false);

-- SERVICE: the hours that a team is open, day by day, from the first ticket to as-of. Local times become instants, so
-- that a day on which clocks change is as long as it really is.
CREATE OR REPLACE VIEW open_hours AS
WITH days AS (
  SELECT CAST(unnest(generate_series(
    (SELECT min(created_on) - 2 FROM tickets), (SELECT as_of + 2 FROM parameters), INTERVAL 1 DAY)) AS DATE) AS day
)
SELECT team,
  timezone(time_zone, day + to_minutes(opens)) AS opened_at,
  timezone(time_zone, day + to_minutes(closes)) AS closed_at
FROM days JOIN business_hours ON weekday = isodow(day)
WHERE NOT EXISTS (
  FROM holidays WHERE holidays.day = days.day AND holidays.team IS NOT DISTINCT FROM business_hours.team);

-- Tickets with three spans in microseconds: to the first response, to the resolution (null where there is none), and
-- to as-of. business_*: in the hours of the team, null where it has none; clock_*: those where there are any.
CREATE OR REPLACE VIEW ticket_times AS
WITH scheduled AS (
  SELECT *,
    CASE WHEN team IN (SELECT team FROM business_hours WHERE team IS NOT NULL) THEN team END AS schedule,
    timezone(time_zone, CAST(as_of AS TIMESTAMP)) AS as_of_at
  FROM tickets CROSS JOIN (SELECT as_of, time_zone FROM parameters)
), spans AS (
  SELECT ticket_id, schedule, 'response' AS span, created_at AS begins_at, first_responded_at AS ends_at FROM scheduled
  UNION ALL
  SELECT ticket_id, schedule, 'resolution', created_at, resolved_at FROM scheduled
  UNION ALL
  SELECT ticket_id, schedule, 'age', created_at, as_of_at FROM scheduled
), open_times AS (
  SELECT ticket_id, span,
    CAST(sum(epoch_us(least(closed_at, ends_at)) - epoch_us(greatest(opened_at, begins_at))) AS BIGINT) AS open_time
  FROM spans JOIN open_hours ON team IS NOT DISTINCT FROM schedule AND opened_at < ends_at AND closed_at > begins_at
  WHERE opened_at < closed_at
  GROUP BY ALL
), measured AS (
  SELECT ticket_id, span,
    epoch_us(ends_at) - epoch_us(begins_at) AS elapsed,
    CASE WHEN ends_at IS NOT NULL AND EXISTS (FROM business_hours WHERE team IS NOT DISTINCT FROM schedule)
         THEN coalesce(open_time, 0) END AS business
  FROM spans LEFT JOIN open_times USING (ticket_id, span)
)
SELECT tickets.*,
  response.elapsed AS response,
  response.business AS business_response,
  coalesce(response.business, response.elapsed) AS clock_response,
  resolution.elapsed AS resolution,
  resolution.business AS business_resolution,
  coalesce(resolution.business, resolution.elapsed) AS clock_resolution,
  coalesce(age.business, age.elapsed) AS clock_age
FROM tickets
JOIN measured response ON response.ticket_id = tickets.ticket_id AND response.span = 'response'
JOIN measured resolution ON resolution.ticket_id = tickets.ticket_id AND resolution.span = 'resolution'
JOIN measured age ON age.ticket_id = tickets.ticket_id AND age.span = 'age';

-- Surveys with agent, team and channel of their ticket where they have none of their own. Of the responses of one
-- customer in one wave, else to one ticket, the latest counts.
CREATE OR REPLACE VIEW survey_answers AS
WITH told AS (
  SELECT s.* REPLACE (
      coalesce(s.agent, t.agent) AS agent,
      coalesce(s.team, t.team) AS team,
      coalesce(s.channel, t.channel) AS channel),
    t.category AS ticket_category,
    t.priority AS ticket_priority,
    CASE WHEN s.wave IS NULL THEN CAST(s.ticket_id AS VARCHAR) END AS ticket_asked
  FROM surveys s LEFT JOIN tickets t ON CAST(t.ticket_id AS VARCHAR) = CAST(s.ticket_id AS VARCHAR)
)
SELECT *,
  score IS NOT NULL AND (
    customer_id IS NULL
    OR (wave IS NULL AND ticket_asked IS NULL)
    OR row_number() OVER (
      PARTITION BY score IS NULL, kind, customer_id, wave, ticket_asked
      ORDER BY responded_at DESC, CAST(response_id AS VARCHAR) DESC) = 1) AS is_response
FROM told;
