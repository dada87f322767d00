-- Breakdowns beside those of its own: a configured dimension is the surveys' own column where they have one, else the
-- customer's attribute. Which responses count: see survey_answers in prelude.sql.
WITH labels AS (
  SELECT unnest(['agent', 'team', 'channel', 'wave']) AS dimension
  UNION
  FROM dimensions_configured
), survey_columns AS (
  SELECT column_name FROM duckdb_columns() WHERE table_name = 'surveys'
), segmented AS (
  SELECT 'all' AS dimension, 'all' AS segment, kind, sent_on, score, is_response FROM survey_answers
  UNION ALL
  SELECT dimension,
    coalesce(
      CASE WHEN dimension IN (FROM survey_columns)
           THEN to_json(survey_answers) ->> dimension
           ELSE to_json(customers) ->> dimension END, '(none)'),
    kind, sent_on, score, is_response
  FROM survey_answers
  CROSS JOIN labels
  LEFT JOIN customers ON CAST(customers.customer_id AS VARCHAR) = CAST(survey_answers.customer_id AS VARCHAR)
), totals AS (
  SELECT kind, grain, dimension, segment,
    period_start(sent_on, grain) AS period_start,
    count(*) AS sent,
    count(*) FILTER (is_response) AS responses,
    avg(score) FILTER (is_response) AS mean_score,
    CASE WHEN kind = 'csat' THEN count(*) FILTER (is_response AND score >= 4) END AS positive,
    CASE WHEN kind = 'nps' THEN count(*) FILTER (is_response AND score >= 9) END AS promoters,
    CASE WHEN kind = 'nps' THEN count(*) FILTER (is_response AND score > 6 AND score < 9) END AS passives,
    CASE WHEN kind = 'nps' THEN count(*) FILTER (is_response AND score <= 6) END AS detractors
  FROM segmented CROSS JOIN grains
  WHERE table_name = 'satisfaction'
  GROUP BY kind, grain, dimension, segment, period_start(sent_on, grain)
), scores AS (
  SELECT *,
    100 * ratio(promoters - detractors, responses) AS nps,
    100 * sqrt(ratio(promoters + detractors, responses) - pow(ratio(promoters - detractors, responses), 2))
      / sqrt(responses) AS nps_standard_error
  FROM totals
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  kind, grain, dimension, segment, period_start, sent, responses,
  ratio(responses, sent) AS response_rate,
  wilson_low(responses, sent) AS response_rate_low,
  wilson_high(responses, sent) AS response_rate_high,
  mean_score, positive,
  ratio(positive, responses) AS csat,
  wilson_low(positive, responses) AS csat_low,
  wilson_high(positive, responses) AS csat_high,
  promoters, passives, detractors, nps, nps_standard_error,
  CASE WHEN nps IS NOT NULL THEN greatest(nps - 1.959963984540054 * nps_standard_error, -100) END AS nps_low,
  CASE WHEN nps IS NOT NULL THEN least(nps + 1.959963984540054 * nps_standard_error, 100) END AS nps_high,
  next_period_start(period_start, grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM scores
