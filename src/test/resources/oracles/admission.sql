-- Admission once more in plain SQL: raw_orders, raw_interactions, raw_customers, raw_subscriptions, raw_leads -> the
-- views of these names without raw_, and admission_counts(table_name, read, rejected, later, duplicates, admitted).
--
-- Run it after the parameter views and before prelude.sql (what those views are: see there). A test that has
-- admitted rows already leaves this file out. A raw view may lack optional columns and may have further ones; its
-- columns may be text or typed. Everything is read as text first, so the rules below are the same for Parquet and CSV.

-- Text to instant: with an offset it is that instant, without one it is local time in the business zone.
CREATE OR REPLACE MACRO instant_of(written) AS
  CASE WHEN regexp_matches(written, '\d{2}:\d{2}(:\d{2}([.]\d+)?)? ?(Z|[+-]\d{2}(:?\d{2})?)$')
       THEN try_cast(written AS TIMESTAMPTZ)
       ELSE timezone((SELECT time_zone FROM parameters), try_cast(written AS TIMESTAMP)) END;

CREATE OR REPLACE MACRO business_date(moment) AS
  CAST(timezone((SELECT time_zone FROM parameters), moment) AS DATE);

CREATE OR REPLACE MACRO is_plausible(day) AS
  coalesce(day BETWEEN (SELECT plausible_from FROM parameters) AND (SELECT plausible_to FROM parameters), false);

-- A value that is written but cannot be read, or is too large.
CREATE OR REPLACE MACRO is_bad_money(written) AS
  written IS NOT NULL AND coalesce(abs(try_cast(written AS DECIMAL(28, 4))) >= 1000000000000, true);

CREATE OR REPLACE MACRO is_bad_moment(written) AS
  written IS NOT NULL AND NOT is_plausible(business_date(instant_of(written)));

-- ORDERS

-- `UNION ALL BY NAME` with no rows adds the optional columns that the raw table does not have.
CREATE OR REPLACE TABLE judged_orders AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_orders)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS ordered_at, NULL::VARCHAR AS amount, NULL::VARCHAR AS currency, NULL::VARCHAR AS status,
    NULL::VARCHAR AS refunded_amount, NULL::VARCHAR AS refunded_at, NULL::VARCHAR AS cost, NULL::VARCHAR AS channel
  WHERE false
)
SELECT * REPLACE (
    instant_of(ordered_at) AS ordered_at,
    try_cast(amount AS DECIMAL(28, 4)) AS amount,
    coalesce(status, 'completed') AS status,
    coalesce(try_cast(refunded_amount AS DECIMAL(28, 4)), 0) AS refunded_amount,
    instant_of(refunded_at) AS refunded_at,
    try_cast(cost AS DECIMAL(28, 4)) AS cost),
  business_date(instant_of(ordered_at)) AS ordered_on,
  order_id IS NULL
    OR customer_id IS NULL
    OR ordered_at IS NULL OR is_bad_moment(ordered_at)
    OR amount IS NULL OR is_bad_money(amount)
    OR currency <> (SELECT currency FROM parameters)
    OR status NOT IN ('completed', 'cancelled', 'test')
    OR is_bad_money(refunded_amount)
    OR is_bad_moment(refunded_at)
    OR is_bad_money(cost) AS fails_a_rule
FROM written;

ALTER TABLE judged_orders ADD COLUMN verdict VARCHAR;

UPDATE judged_orders SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN ordered_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

-- Of the known rows of an id the latest stays; ties go by every column, largest first, nulls last.
UPDATE judged_orders SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_orders WHERE verdict = 'known'
  QUALIFY row_number() OVER (
    PARTITION BY order_id
    ORDER BY ordered_at DESC NULLS LAST, customer_id DESC NULLS LAST, amount DESC NULLS LAST,
      currency DESC NULLS LAST, status DESC NULLS LAST, refunded_amount DESC NULLS LAST,
      refunded_at DESC NULLS LAST, cost DESC NULLS LAST, channel DESC NULLS LAST,
      to_json(judged_orders) DESC) > 1);

-- A refund at or after as-of is not known yet.
CREATE OR REPLACE VIEW orders AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict)
  REPLACE (
    CASE WHEN business_date(refunded_at) >= (SELECT as_of FROM parameters) THEN 0 ELSE refunded_amount END
      AS refunded_amount,
    CASE WHEN business_date(refunded_at) < (SELECT as_of FROM parameters) THEN refunded_at END AS refunded_at)
FROM judged_orders
WHERE verdict = 'known';

-- INTERACTIONS

CREATE OR REPLACE TABLE judged_interactions AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_interactions)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS interaction_id, NULL::VARCHAR AS occurred_at, NULL::VARCHAR AS type,
    NULL::VARCHAR AS session_id, NULL::VARCHAR AS channel
  WHERE false
)
SELECT * REPLACE (instant_of(occurred_at) AS occurred_at),
  business_date(instant_of(occurred_at)) AS occurred_on,
  customer_id IS NULL
    OR type IS NULL
    OR occurred_at IS NULL OR is_bad_moment(occurred_at) AS fails_a_rule
FROM written;

ALTER TABLE judged_interactions ADD COLUMN verdict VARCHAR;

UPDATE judged_interactions SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN occurred_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

-- A row without an id is no duplicate of another.
UPDATE judged_interactions SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_interactions WHERE verdict = 'known' AND interaction_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY interaction_id
    ORDER BY occurred_at DESC NULLS LAST, customer_id DESC NULLS LAST, type DESC NULLS LAST,
      session_id DESC NULLS LAST, channel DESC NULLS LAST, to_json(judged_interactions) DESC) > 1);

CREATE OR REPLACE VIEW interactions AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_interactions WHERE verdict = 'known';

-- CUSTOMERS: which attributes there are is left as the raw table has it, the breakdowns look at that.

CREATE OR REPLACE TABLE judged_customers AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_customers)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS created_at WHERE false
)
SELECT * REPLACE (instant_of(created_at) AS created_at),
  business_date(instant_of(created_at)) AS created_on,
  customer_id IS NULL OR is_bad_moment(created_at) AS fails_a_rule
FROM written;

ALTER TABLE judged_customers ADD COLUMN verdict VARCHAR;

UPDATE judged_customers SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN created_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_customers SET verdict = 'duplicate'
WHERE row_id IN (
  WITH attributed AS (
    SELECT * FROM judged_customers
    UNION ALL BY NAME
    SELECT NULL::VARCHAR AS channel, NULL::VARCHAR AS campaign, NULL::VARCHAR AS region, NULL::VARCHAR AS segment
    WHERE false
  )
  SELECT row_id FROM attributed WHERE verdict = 'known'
  QUALIFY row_number() OVER (
    PARTITION BY customer_id
    ORDER BY created_at DESC NULLS LAST, channel DESC NULLS LAST, campaign DESC NULLS LAST,
      region DESC NULLS LAST, segment DESC NULLS LAST, to_json(attributed) DESC) > 1);

CREATE OR REPLACE VIEW customers AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_customers WHERE verdict = 'known';

-- SUBSCRIPTIONS AND LEADS: an end or a conversion at or after as-of is not known yet, also where duplicates are compared.

CREATE OR REPLACE TABLE judged_subscriptions AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_subscriptions)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS started_on, NULL::VARCHAR AS ended_on, NULL::VARCHAR AS monthly_amount WHERE false
)
SELECT * REPLACE (
    try_cast(started_on AS DATE) AS started_on,
    CASE WHEN try_cast(ended_on AS DATE) < (SELECT as_of FROM parameters) THEN try_cast(ended_on AS DATE) END
      AS ended_on,
    try_cast(monthly_amount AS DECIMAL(28, 4)) AS monthly_amount),
  subscription_id IS NULL
    OR customer_id IS NULL
    OR NOT is_plausible(try_cast(started_on AS DATE))
    OR (ended_on IS NOT NULL AND NOT is_plausible(try_cast(ended_on AS DATE)))
    OR try_cast(ended_on AS DATE) < try_cast(started_on AS DATE)
    OR is_bad_money(monthly_amount)
    OR try_cast(monthly_amount AS DECIMAL(28, 4)) < 0 AS fails_a_rule
FROM written;

ALTER TABLE judged_subscriptions ADD COLUMN verdict VARCHAR;

UPDATE judged_subscriptions SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN started_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_subscriptions SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_subscriptions WHERE verdict = 'known'
  QUALIFY row_number() OVER (
    PARTITION BY subscription_id
    ORDER BY started_on DESC, customer_id DESC, ended_on DESC NULLS LAST, monthly_amount DESC NULLS LAST,
      to_json(judged_subscriptions) DESC) > 1);

CREATE OR REPLACE VIEW subscriptions AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_subscriptions WHERE verdict = 'known';

CREATE OR REPLACE TABLE judged_leads AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_leads)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS created_at, NULL::VARCHAR AS converted_at WHERE false
)
SELECT * REPLACE (
    instant_of(created_at) AS created_at,
    CASE WHEN business_date(instant_of(converted_at)) < (SELECT as_of FROM parameters)
         THEN instant_of(converted_at) END AS converted_at),
  business_date(instant_of(created_at)) AS created_on,
  lead_id IS NULL
    OR created_at IS NULL OR is_bad_moment(created_at)
    OR is_bad_moment(converted_at)
    OR instant_of(converted_at) < instant_of(created_at) AS fails_a_rule
FROM written;

ALTER TABLE judged_leads ADD COLUMN converted_on DATE;
ALTER TABLE judged_leads ADD COLUMN verdict VARCHAR;

UPDATE judged_leads SET converted_on = business_date(converted_at),
  verdict = CASE
    WHEN coalesce(fails_a_rule, false) THEN 'rejected'
    WHEN created_on >= (SELECT as_of FROM parameters) THEN 'later'
    ELSE 'known' END;

UPDATE judged_leads SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_leads WHERE verdict = 'known'
  QUALIFY row_number() OVER (
    PARTITION BY lead_id
    ORDER BY created_at DESC, customer_id DESC NULLS LAST, converted_at DESC NULLS LAST, source DESC NULLS LAST,
      channel DESC NULLS LAST, campaign DESC NULLS LAST, owner DESC NULLS LAST, segment DESC NULLS LAST,
      to_json(judged_leads) DESC) > 1);

CREATE OR REPLACE VIEW leads AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_leads WHERE verdict = 'known';

CREATE OR REPLACE VIEW admission_counts AS
WITH verdicts AS (
  SELECT 'orders' AS table_name, verdict FROM judged_orders
  UNION ALL
  SELECT 'interactions', verdict FROM judged_interactions
  UNION ALL
  SELECT 'customers', verdict FROM judged_customers
  UNION ALL
  SELECT 'subscriptions', verdict FROM judged_subscriptions
  UNION ALL
  SELECT 'leads', verdict FROM judged_leads
)
SELECT t.table_name,
  count(verdict) AS read,
  count(verdict) FILTER (verdict = 'rejected') AS rejected,
  count(verdict) FILTER (verdict = 'later') AS later,
  count(verdict) FILTER (verdict = 'duplicate') AS duplicates,
  count(verdict) FILTER (verdict = 'known') AS admitted
FROM (VALUES ('orders'), ('interactions'), ('customers'), ('subscriptions'), ('leads')) AS t(table_name)
LEFT JOIN verdicts USING (table_name)
GROUP BY ALL;
