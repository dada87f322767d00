-- Parameter views of the run in run.yaml; prelude.sql says what they are.
CREATE VIEW parameters AS SELECT DATE '2024-07-01' AS as_of, 'America/Sao_Paulo' AS time_zone,
  6 AS week_start_offset, 45 AS inactive_after_days, 'refund-dated' AS refunds, 'BRL' AS currency,
  DATE '1990-01-01' AS plausible_from, DATE '2100-01-01' AS plausible_to;
CREATE VIEW grains AS SELECT * FROM (VALUES
  ('cohort_retention', ['day', 'week', 'month', 'quarter']), ('customer_retention', ['day', 'week', 'month']),
  ('growth_accounting', ['day', 'week', 'month', 'quarter']), ('order_value', ['day', 'week', 'month', 'quarter']),
  ('cohort_ltv', ['week', 'month']),
  ('subscription_churn', ['day', 'week', 'month', 'quarter']),
  ('trial_conversion', ['day', 'week', 'month', 'quarter']), ('funnel_conversion', ['week', 'month']),
  ('lead_conversion', ['week', 'month']),
  ('sales_performance', ['week', 'quarter']), ('acquisition_cost', ['week', 'month', 'quarter']),
  ('service_performance', ['day', 'week', 'month', 'quarter']), ('satisfaction', ['week', 'month', 'quarter']),
  ('agent_scorecard', ['month', 'quarter']), ('message_performance', ['day', 'week', 'month', 'quarter']),
  ('social_engagement', ['day', 'week', 'month', 'quarter'])) AS t(table_name, list),
  LATERAL (SELECT unnest(list) AS grain) AS g;
CREATE VIEW dimensions_configured AS SELECT unnest(['channel', 'region']) AS dimension;
CREATE VIEW activities AS SELECT unnest(['order', 'interaction', 'cart', 'visit->order']) AS activity;
CREATE VIEW growth_activities AS SELECT unnest(['order', 'interaction', 'visit']) AS activity;
CREATE VIEW brackets AS SELECT unnest([1, 3, 7, 14, 30, 90]) AS last_day;
CREATE VIEW within_days AS SELECT unnest([7, 30, 180, NULL]) AS within_days;
CREATE VIEW trial_window_days AS SELECT 20 AS days;
CREATE VIEW lead_window_days AS SELECT 30 AS days;
CREATE VIEW funnel_windows AS SELECT * FROM (VALUES ('checkout', 172800, 'customer_id'),
  ('endless', NULL, 'customer_id'), ('session', 600, 'session_id')) AS t(funnel, window_seconds, count_by);
CREATE VIEW funnel_steps AS SELECT funnel, unnest(range(1, len(steps) + 1))::INT AS step_index,
  unnest(steps) AS step_name
  FROM (VALUES ('checkout', ['visit', 'view', 'cart', 'checkout', 'order']),
    ('endless', ['visit', 'cart', 'order', 'visit', 'order']),
    ('session', ['visit', 'view', 'cart', 'checkout'])) AS t(funnel, steps);
CREATE VIEW service_target_seconds AS SELECT 1800 AS seconds;
CREATE VIEW acquisition_horizon AS SELECT 3 AS months;
CREATE VIEW scorecard_min_tickets AS SELECT 15 AS tickets;
CREATE VIEW rfm_movement_days AS SELECT 40 AS days;
CREATE VIEW pipeline_stage_order AS SELECT NULL::VARCHAR AS stage, NULL::INT AS place WHERE false;
CREATE VIEW business_hours AS
SELECT NULL::VARCHAR AS team, 'America/Sao_Paulo' AS time_zone, unnest([1, 2, 3, 4, 5]) AS weekday, 540 AS opens, 1080 AS closes
UNION ALL SELECT 'logística', 'America/Manaus', unnest([1, 2, 3, 4, 5]), 480, 720
UNION ALL SELECT 'logística', 'America/Manaus', unnest([1, 2, 3, 4, 5]), 780, 1080
UNION ALL SELECT 'logística', 'America/Manaus', 6, 480, 1440;
CREATE VIEW holidays AS
SELECT NULL::VARCHAR AS team, unnest([DATE '2024-01-01', DATE '2024-02-12', DATE '2024-02-13', DATE '2024-05-01']) AS day
UNION ALL SELECT 'logística', DATE '2024-04-21';
