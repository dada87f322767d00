-- Admission once more in plain SQL: raw_orders, raw_interactions, raw_customers, raw_subscriptions, raw_leads,
-- raw_opportunities, raw_opportunity_stages, raw_marketing_spend, raw_messages, raw_social_posts, raw_tickets,
-- raw_surveys (all of them, without rows where a run has no such input) -> the views of these names without raw_, and
-- admission_counts(table_name, read, rejected, later, duplicates, admitted).
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

-- A whole number is wanted; 3.0 is one.
CREATE OR REPLACE MACRO is_bad_count(written) AS
  written IS NOT NULL
    AND coalesce(try_cast(written AS DECIMAL(28, 4)) <> try_cast(written AS BIGINT) OR try_cast(written AS BIGINT) < 0,
      true);

-- An instant at or after as-of is not known yet.
CREATE OR REPLACE MACRO known_instant_of(written) AS
  CASE WHEN business_date(instant_of(written)) < (SELECT as_of FROM parameters) THEN instant_of(written) END;

-- ORDERS

-- `UNION ALL BY NAME` with no rows adds the optional columns that the raw table does not have.
CREATE OR REPLACE TABLE judged_orders AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_orders)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS ordered_at, NULL::VARCHAR AS amount, NULL::VARCHAR AS currency, NULL::VARCHAR AS status,
    NULL::VARCHAR AS refunded_amount, NULL::VARCHAR AS refunded_at, NULL::VARCHAR AS cost, NULL::VARCHAR AS channel,
    NULL::VARCHAR AS updated_at
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
    OR is_bad_money(refunded_amount) OR try_cast(refunded_amount AS DECIMAL(28, 4)) < 0
    OR is_bad_moment(refunded_at)
    OR is_bad_money(cost) AS fails_a_rule
FROM written;

ALTER TABLE judged_orders ADD COLUMN verdict VARCHAR;

UPDATE judged_orders SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN ordered_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

-- One row of an id stays, whatever is wrong with it: the version updated last. Those that are later are not there to
-- choose from. Which one of equal rows stays is all the same, so ties go by every column.
UPDATE judged_orders SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_orders WHERE verdict IN ('known', 'rejected') AND order_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY order_id
    ORDER BY updated_at DESC NULLS LAST, ordered_at DESC NULLS LAST, customer_id DESC NULLS LAST, amount DESC NULLS LAST,
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
  SELECT row_id FROM judged_interactions WHERE verdict IN ('known', 'rejected') AND interaction_id IS NOT NULL
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
  SELECT row_id FROM attributed WHERE verdict IN ('known', 'rejected') AND customer_id IS NOT NULL
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
  SELECT NULL::VARCHAR AS started_on, NULL::VARCHAR AS ended_on, NULL::VARCHAR AS monthly_amount,
    NULL::VARCHAR AS is_trial WHERE false
)
SELECT * REPLACE (
    try_cast(started_on AS DATE) AS started_on,
    CASE WHEN try_cast(ended_on AS DATE) < (SELECT as_of FROM parameters) THEN try_cast(ended_on AS DATE) END
      AS ended_on,
    try_cast(monthly_amount AS DECIMAL(28, 4)) AS monthly_amount,
    coalesce(try_cast(is_trial AS BOOLEAN), false) AS is_trial),
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
  SELECT row_id FROM judged_subscriptions WHERE verdict IN ('known', 'rejected') AND subscription_id IS NOT NULL
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
  SELECT row_id FROM judged_leads WHERE verdict IN ('known', 'rejected') AND lead_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY lead_id
    ORDER BY created_at DESC, customer_id DESC NULLS LAST, converted_at DESC NULLS LAST, source DESC NULLS LAST,
      channel DESC NULLS LAST, campaign DESC NULLS LAST, owner DESC NULLS LAST, segment DESC NULLS LAST,
      to_json(judged_leads) DESC) > 1);

CREATE OR REPLACE VIEW leads AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_leads WHERE verdict = 'known';

-- OPPORTUNITIES, SOCIAL POSTS, TICKETS AND SURVEYS: what is known at or after as-of only is null, also where duplicates
-- are compared. `NULL AS customer_id` adds a missing column and leaves the type of a given one.

CREATE OR REPLACE TABLE judged_opportunities AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_opportunities)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS created_at, NULL AS customer_id, NULL::VARCHAR AS owner, NULL::VARCHAR AS team,
    NULL::VARCHAR AS amount, NULL::VARCHAR AS closed_at, NULL::VARCHAR AS outcome, NULL::VARCHAR AS source
  WHERE false
)
SELECT * REPLACE (
    instant_of(created_at) AS created_at,
    try_cast(amount AS DECIMAL(28, 4)) AS amount,
    known_instant_of(closed_at) AS closed_at,
    lower(trim(outcome)) AS outcome),
  business_date(instant_of(created_at)) AS created_on,
  business_date(known_instant_of(closed_at)) AS closed_on,
  opportunity_id IS NULL
    OR created_at IS NULL OR is_bad_moment(created_at)
    OR is_bad_money(amount)
    OR is_bad_moment(closed_at)
    OR instant_of(closed_at) < instant_of(created_at)
    OR lower(trim(outcome)) NOT IN ('won', 'lost', 'open')
    OR (lower(trim(outcome)) IN ('won', 'lost') AND closed_at IS NULL) AS fails_a_rule
FROM written;

ALTER TABLE judged_opportunities ADD COLUMN verdict VARCHAR;

UPDATE judged_opportunities SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN created_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_opportunities SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_opportunities WHERE verdict IN ('known', 'rejected') AND opportunity_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY opportunity_id
    ORDER BY created_at DESC, customer_id DESC NULLS LAST, owner DESC NULLS LAST, team DESC NULLS LAST,
      amount DESC NULLS LAST, closed_at DESC NULLS LAST, outcome DESC NULLS LAST, source DESC NULLS LAST,
      to_json(judged_opportunities) DESC) > 1);

CREATE OR REPLACE VIEW opportunities AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_opportunities WHERE verdict = 'known';

CREATE OR REPLACE TABLE judged_social_posts AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_social_posts)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS network, NULL::VARCHAR AS published_at, NULL::VARCHAR AS impressions,
    NULL::VARCHAR AS engagements, NULL::VARCHAR AS campaign, NULL::VARCHAR AS collected_at
  WHERE false
)
SELECT * REPLACE (
    instant_of(published_at) AS published_at,
    try_cast(impressions AS BIGINT) AS impressions,
    try_cast(engagements AS BIGINT) AS engagements),
  business_date(instant_of(published_at)) AS published_on,
  post_id IS NULL
    OR network IS NULL
    OR published_at IS NULL OR is_bad_moment(published_at)
    OR impressions IS NULL OR is_bad_count(impressions)
    OR engagements IS NULL OR is_bad_count(engagements) AS fails_a_rule
FROM written;

ALTER TABLE judged_social_posts ADD COLUMN verdict VARCHAR;

UPDATE judged_social_posts SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN published_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_social_posts SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_social_posts WHERE verdict IN ('known', 'rejected') AND post_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY post_id
    ORDER BY collected_at DESC, published_at DESC, network DESC, impressions DESC, engagements DESC, campaign DESC NULLS LAST,
      to_json(judged_social_posts) DESC) > 1);

CREATE OR REPLACE VIEW social_posts AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_social_posts WHERE verdict = 'known';

CREATE OR REPLACE TABLE judged_tickets AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_tickets)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS created_at, NULL AS customer_id, NULL::VARCHAR AS channel, NULL::VARCHAR AS category,
    NULL::VARCHAR AS priority, NULL::VARCHAR AS is_complaint, NULL::VARCHAR AS agent, NULL::VARCHAR AS team,
    NULL::VARCHAR AS first_responded_at, NULL::VARCHAR AS resolved_at, NULL::VARCHAR AS reopened,
    NULL::VARCHAR AS replies, NULL::VARCHAR AS updated_at
  WHERE false
)
SELECT * REPLACE (
    instant_of(created_at) AS created_at,
    try_cast(is_complaint AS BOOLEAN) AS is_complaint,
    known_instant_of(first_responded_at) AS first_responded_at,
    known_instant_of(resolved_at) AS resolved_at,
    try_cast(reopened AS BIGINT) AS reopened,
    try_cast(replies AS BIGINT) AS replies),
  business_date(instant_of(created_at)) AS created_on,
  business_date(known_instant_of(resolved_at)) AS resolved_on,
  ticket_id IS NULL
    OR created_at IS NULL OR is_bad_moment(created_at)
    OR (is_complaint IS NOT NULL AND try_cast(is_complaint AS BOOLEAN) IS NULL)
    OR is_bad_moment(first_responded_at)
    OR instant_of(first_responded_at) < instant_of(created_at)
    OR is_bad_moment(resolved_at)
    OR instant_of(resolved_at) < instant_of(created_at)
    OR is_bad_count(reopened)
    OR is_bad_count(replies) AS fails_a_rule
FROM written;

ALTER TABLE judged_tickets ADD COLUMN verdict VARCHAR;

UPDATE judged_tickets SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN created_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_tickets SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_tickets WHERE verdict IN ('known', 'rejected') AND ticket_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY ticket_id
    ORDER BY updated_at DESC NULLS LAST, created_at DESC, customer_id DESC NULLS LAST, channel DESC NULLS LAST, category DESC NULLS LAST,
      priority DESC NULLS LAST, is_complaint DESC NULLS LAST, agent DESC NULLS LAST, team DESC NULLS LAST,
      first_responded_at DESC NULLS LAST, resolved_at DESC NULLS LAST, reopened DESC NULLS LAST,
      replies DESC NULLS LAST, to_json(judged_tickets) DESC) > 1);

CREATE OR REPLACE VIEW tickets AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_tickets WHERE verdict = 'known';

-- A survey whose answer is not known yet has no score.
CREATE OR REPLACE TABLE judged_surveys AS
WITH written AS (
  SELECT *
  FROM (SELECT row_number() OVER () AS row_id, * FROM raw_surveys)
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS kind, NULL::VARCHAR AS sent_at, NULL::VARCHAR AS responded_at, NULL::VARCHAR AS score,
    NULL AS customer_id, NULL AS ticket_id, NULL::VARCHAR AS agent, NULL::VARCHAR AS team, NULL::VARCHAR AS channel,
    NULL::VARCHAR AS wave
  WHERE false
)
SELECT * REPLACE (
    lower(trim(kind)) AS kind,
    instant_of(sent_at) AS sent_at,
    known_instant_of(responded_at) AS responded_at,
    CASE WHEN known_instant_of(responded_at) IS NOT NULL THEN try_cast(score AS DOUBLE) END AS score),
  business_date(instant_of(sent_at)) AS sent_on,
  response_id IS NULL
    OR kind IS NULL OR lower(trim(kind)) NOT IN ('csat', 'nps')
    OR sent_at IS NULL OR is_bad_moment(sent_at)
    OR is_bad_moment(responded_at)
    OR instant_of(responded_at) < instant_of(sent_at)
    OR (score IS NOT NULL AND try_cast(score AS DOUBLE) IS NULL)
    OR (lower(trim(kind)) = 'csat' AND try_cast(score AS DOUBLE) NOT BETWEEN 1 AND 5)
    OR (lower(trim(kind)) = 'nps' AND try_cast(score AS DOUBLE) NOT BETWEEN 0 AND 10)
    OR (score IS NOT NULL AND responded_at IS NULL) AS fails_a_rule
FROM written;

ALTER TABLE judged_surveys ADD COLUMN verdict VARCHAR;

UPDATE judged_surveys SET verdict = CASE
  WHEN coalesce(fails_a_rule, false) THEN 'rejected'
  WHEN sent_on >= (SELECT as_of FROM parameters) THEN 'later'
  ELSE 'known' END;

UPDATE judged_surveys SET verdict = 'duplicate'
WHERE row_id IN (
  SELECT row_id FROM judged_surveys WHERE verdict IN ('known', 'rejected') AND response_id IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY response_id
    ORDER BY sent_at DESC, kind DESC, responded_at DESC NULLS LAST, score DESC NULLS LAST,
      customer_id DESC NULLS LAST, ticket_id DESC NULLS LAST, agent DESC NULLS LAST, team DESC NULLS LAST,
      channel DESC NULLS LAST, wave DESC NULLS LAST, to_json(judged_surveys) DESC) > 1);

CREATE OR REPLACE VIEW surveys AS
SELECT * EXCLUDE (row_id, fails_a_rule, verdict) FROM judged_surveys WHERE verdict = 'known';

-- OPPORTUNITY STAGES, MARKETING SPEND AND MESSAGES have no id: rows that are alike all stay.

CREATE OR REPLACE TABLE judged_opportunity_stages AS
WITH written AS (
  SELECT * FROM raw_opportunity_stages
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS stage, NULL::VARCHAR AS entered_at WHERE false
)
SELECT * REPLACE (instant_of(entered_at) AS entered_at),
  CASE
    WHEN opportunity_id IS NULL OR stage IS NULL OR entered_at IS NULL OR is_bad_moment(entered_at) THEN 'rejected'
    WHEN business_date(instant_of(entered_at)) >= (SELECT as_of FROM parameters) THEN 'later'
    ELSE 'known' END AS verdict
FROM written;

CREATE OR REPLACE VIEW opportunity_stages AS
SELECT * EXCLUDE (verdict) FROM judged_opportunity_stages WHERE verdict = 'known';

-- The channel column has to be there, its values need not.
CREATE OR REPLACE TABLE judged_marketing_spend AS
WITH written AS (
  SELECT * FROM raw_marketing_spend
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS spent_on, NULL::VARCHAR AS channel, NULL::VARCHAR AS amount, NULL::VARCHAR AS campaign,
    NULL::VARCHAR AS currency
  WHERE false
)
SELECT * REPLACE (
    try_cast(spent_on AS DATE) AS spent_on,
    try_cast(amount AS DECIMAL(28, 4)) AS amount),
  CASE
    WHEN NOT is_plausible(try_cast(spent_on AS DATE))
      OR amount IS NULL OR is_bad_money(amount)
      OR currency <> (SELECT currency FROM parameters) THEN 'rejected'
    WHEN try_cast(spent_on AS DATE) >= (SELECT as_of FROM parameters) THEN 'later'
    ELSE 'known' END AS verdict
FROM written;

CREATE OR REPLACE VIEW marketing_spend AS
SELECT * EXCLUDE (verdict) FROM judged_marketing_spend WHERE verdict = 'known';

CREATE OR REPLACE TABLE judged_messages AS
WITH written AS (
  SELECT * FROM raw_messages
  UNION ALL BY NAME
  SELECT NULL::VARCHAR AS event, NULL::VARCHAR AS occurred_at, NULL AS customer_id, NULL::VARCHAR AS campaign,
    NULL::VARCHAR AS channel, NULL::VARCHAR AS is_machine
  WHERE false
)
SELECT * REPLACE (
    lower(trim(event)) AS event,
    instant_of(occurred_at) AS occurred_at,
    try_cast(is_machine AS BOOLEAN) AS is_machine),
  business_date(instant_of(occurred_at)) AS occurred_on,
  CASE
    WHEN message_id IS NULL
      OR event IS NULL
      OR lower(trim(event)) NOT IN
        ('sent', 'delivered', 'bounced', 'opened', 'clicked', 'replied', 'unsubscribed', 'complained')
      OR occurred_at IS NULL OR is_bad_moment(occurred_at)
      OR (is_machine IS NOT NULL AND try_cast(is_machine AS BOOLEAN) IS NULL) THEN 'rejected'
    WHEN business_date(instant_of(occurred_at)) >= (SELECT as_of FROM parameters) THEN 'later'
    ELSE 'known' END AS verdict
FROM written;

CREATE OR REPLACE VIEW messages AS
SELECT * EXCLUDE (verdict) FROM judged_messages WHERE verdict = 'known';

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
  UNION ALL
  SELECT 'opportunities', verdict FROM judged_opportunities
  UNION ALL
  SELECT 'opportunity_stages', verdict FROM judged_opportunity_stages
  UNION ALL
  SELECT 'marketing_spend', verdict FROM judged_marketing_spend
  UNION ALL
  SELECT 'messages', verdict FROM judged_messages
  UNION ALL
  SELECT 'social_posts', verdict FROM judged_social_posts
  UNION ALL
  SELECT 'tickets', verdict FROM judged_tickets
  UNION ALL
  SELECT 'surveys', verdict FROM judged_surveys
)
SELECT t.table_name,
  count(verdict) AS read,
  count(verdict) FILTER (verdict = 'rejected') AS rejected,
  count(verdict) FILTER (verdict = 'later') AS later,
  count(verdict) FILTER (verdict = 'duplicate') AS duplicates,
  count(verdict) FILTER (verdict = 'known') AS admitted
FROM (VALUES ('orders'), ('interactions'), ('customers'), ('subscriptions'), ('leads'),
  ('opportunities'), ('opportunity_stages'), ('marketing_spend'), ('messages'), ('social_posts'),
  ('tickets'), ('surveys')) AS t(table_name)
LEFT JOIN verdicts USING (table_name)
GROUP BY ALL;
