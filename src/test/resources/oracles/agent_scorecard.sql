-- Agents and teams beside what is expected of their mix of cases: every ticket and every response expects the figure of
-- its stratum (period x channel x priority x category, whoever had it). Spans of tickets and which responses count: see
-- ticket_times and survey_answers in prelude.sql.
WITH own_grains AS (
  SELECT grain FROM grains WHERE table_name = 'agent_scorecard'
), levels AS (
  SELECT unnest(['agent', 'team']) AS level
), tickets_timed AS (
  SELECT *,
    period_start(created_on, grain) AS period_start,
    clock_response / 1e6 / 60 AS response_minutes,
    clock_resolution / 1e6 / 3600 AS resolution_hours,
    resolved_at IS NOT NULL OR coalesce(reopened > 0, false) AS is_ever_resolved,
    coalesce(reopened > 0, false) AS is_reopened
  FROM ticket_times CROSS JOIN own_grains
), tickets_expected AS (
  SELECT *,
    CASE WHEN response_minutes IS NOT NULL
         THEN quantile_cont(response_minutes, 0.5) OVER stratum END AS expected_response,
    CASE WHEN resolution_hours IS NOT NULL
         THEN quantile_cont(resolution_hours, 0.5) OVER stratum END AS expected_resolution,
    CASE WHEN is_ever_resolved
         THEN ratio(count(*) FILTER (is_reopened) OVER stratum, count(*) FILTER (is_ever_resolved) OVER stratum)
         END AS expected_reopen
  FROM tickets_timed
  WINDOW stratum AS (PARTITION BY grain, period_start, channel, priority, category)
), of_tickets AS (
  SELECT level, CASE level WHEN 'agent' THEN agent ELSE team END AS name, grain, period_start,
    count(*) AS tickets,
    count(response_minutes) AS answered,
    quantile_cont(response_minutes, 0.5) AS median_first_response_minutes,
    quantile_cont(ratio(response_minutes, expected_response), 0.5) AS first_response_ratio,
    count(resolution_hours) AS resolved,
    quantile_cont(resolution_hours, 0.5) AS median_resolution_hours,
    quantile_cont(ratio(resolution_hours, expected_resolution), 0.5) AS resolution_ratio,
    count(*) FILTER (is_ever_resolved) AS ever_resolved,
    count(*) FILTER (is_reopened) AS reopened,
    avg(expected_reopen) AS expected_reopen_rate
  FROM tickets_expected CROSS JOIN levels
  GROUP BY ALL
), responses_expected AS (
  SELECT *,
    period_start(sent_on, grain) AS period_start,
    score >= 4 AS is_positive,
    avg(CAST(score >= 4 AS INTEGER)) OVER (
      PARTITION BY grain, period_start(sent_on, grain), channel, ticket_priority, ticket_category) AS expected
  FROM survey_answers CROSS JOIN own_grains
  WHERE kind = 'csat' AND is_response
), of_responses AS (
  SELECT level, CASE level WHEN 'agent' THEN agent ELSE team END AS name, grain, period_start,
    count(*) AS csat_responses,
    count(*) FILTER (is_positive) AS csat_positive,
    avg(expected) AS expected_csat
  FROM responses_expected CROSS JOIN levels
  GROUP BY ALL
), joined AS (
  SELECT level, name, grain, period_start,
    of_tickets.* EXCLUDE (level, name, grain, period_start),
    of_responses.* EXCLUDE (level, name, grain, period_start),
    ratio(reopened, ever_resolved) AS reopen_rate,
    ratio(csat_positive, csat_responses) AS csat
  FROM of_tickets FULL JOIN of_responses USING (level, name, grain, period_start)
  WHERE name IS NOT NULL
), rates AS (
  SELECT 'reopen' AS rate, level, name, grain, period_start, reopened AS x, CAST(ever_resolved AS DOUBLE) AS n
  FROM joined WHERE ever_resolved > 0
  UNION ALL
  SELECT 'csat', level, name, grain, period_start, csat_positive, csat_responses FROM joined WHERE csat_responses > 0
), pooled AS (
  SELECT *, x / n AS p, sum(n) OVER peers AS total, sum(x) OVER peers / sum(n) OVER peers AS m
  FROM rates
  WINDOW peers AS (PARTITION BY rate, level, grain, period_start)
), spread AS (
  SELECT *,
    sum(n * pow(p - m, 2)) OVER peers AS s,
    sum(1 - n / total) OVER peers AS a,
    sum((1 - n / total) * (n - 1)) OVER peers AS b
  FROM pooled
  WINDOW peers AS (PARTITION BY rate, level, grain, period_start)
), weighed AS (
  SELECT *, CASE WHEN m IN (0, 1) OR b = 0 THEN 0 ELSE least(greatest((s / (m * (1 - m)) - a) / b, 0), 1) END AS g
  FROM spread
), shrunk AS (
  SELECT *, n * g / (1 + (n - 1) * g) AS w, w * p + (1 - w) * m AS shrunk_rate FROM weighed
), indexed AS (
  SELECT joined.*,
    reopen.shrunk_rate AS shrunk_reopen_rate,
    csat.shrunk_rate AS shrunk_csat,
    list_avg([
      ratio(1, first_response_ratio),
      ratio(1, resolution_ratio),
      ratio(csat.shrunk_rate, expected_csat),
      ratio(1 - reopen.shrunk_rate, 1 - expected_reopen_rate)]) AS performance_index
  FROM joined
  LEFT JOIN (FROM shrunk WHERE rate = 'reopen') reopen USING (level, name, grain, period_start)
  LEFT JOIN (FROM shrunk WHERE rate = 'csat') csat USING (level, name, grain, period_start)
), ranked AS (
  SELECT level, name, grain, period_start,
    rank() OVER (PARTITION BY level, grain, period_start ORDER BY round(performance_index, 9) DESC) AS rank
  FROM indexed
  WHERE tickets >= (SELECT tickets FROM scorecard_min_tickets) AND performance_index IS NOT NULL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  level, name, grain, period_start,
  coalesce(tickets, 0) AS tickets,
  coalesce(answered, 0) AS answered,
  median_first_response_minutes,
  ratio(median_first_response_minutes, first_response_ratio) AS expected_first_response_minutes,
  first_response_ratio,
  coalesce(resolved, 0) AS resolved,
  median_resolution_hours,
  ratio(median_resolution_hours, resolution_ratio) AS expected_resolution_hours,
  resolution_ratio,
  coalesce(ever_resolved, 0) AS ever_resolved,
  coalesce(reopened, 0) AS reopened,
  reopen_rate, expected_reopen_rate,
  ratio(reopen_rate, expected_reopen_rate) AS reopen_ratio,
  shrunk_reopen_rate,
  coalesce(csat_responses, 0) AS csat_responses,
  coalesce(csat_positive, 0) AS csat_positive,
  csat, expected_csat,
  ratio(csat, expected_csat) AS csat_ratio,
  shrunk_csat, performance_index,
  CAST(rank AS INTEGER) AS rank,
  next_period_start(period_start, grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM indexed LEFT JOIN ranked USING (level, name, grain, period_start)
