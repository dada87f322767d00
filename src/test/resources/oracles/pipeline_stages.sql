-- Every opportunity counts once in every stage that it has entered; what has become of it there is told by its outcome
-- and by where it stands now.
WITH entries AS (
  SELECT opportunity_id, stage, entered_at,
    o.closed_at,
    CASE WHEN o.closed_at IS NOT NULL THEN o.outcome END AS outcome
  FROM opportunity_stages JOIN opportunities o USING (opportunity_id)
), ranks AS (
  SELECT opportunity_id, stage, row_number() OVER (PARTITION BY opportunity_id ORDER BY min(entered_at), stage) AS rank
  FROM entries
  GROUP BY opportunity_id, stage
), positions AS (
  SELECT stage, row_number() OVER (ORDER BY any_value(place) NULLS LAST, avg(rank), stage) AS position
  FROM ranks LEFT JOIN pipeline_stage_order USING (stage)
  GROUP BY stage
), stays AS (
  SELECT *,
    lead(entered_at) OVER chronology AS next_entered_at,
    last_value(position) OVER (chronology ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_position
  FROM entries JOIN positions USING (stage)
  WINDOW chronology AS (PARTITION BY opportunity_id ORDER BY entered_at, position)
), ended AS (
  SELECT *,
    coalesce(next_entered_at, CASE WHEN closed_at < entered_at THEN entered_at ELSE closed_at END) AS left_at
  FROM stays
), verdicts AS (
  SELECT opportunity_id, stage, position,
    CASE
      WHEN outcome = 'won' OR last_position > position THEN 'advanced'
      WHEN last_position < position THEN 'moved back'
      WHEN outcome = 'lost' THEN 'lost'
      ELSE 'still here' END AS verdict,
    CASE WHEN count(left_at) = count(*)
         THEN sum(epoch_us(left_at) - epoch_us(entered_at)) / 1e6 / 86400 END AS days
  FROM ended
  GROUP BY opportunity_id, stage, position, outcome, last_position
), labels AS (
  SELECT unnest(['owner', 'team', 'source']) AS dimension
), segments AS (
  SELECT opportunity_id, 'all' AS dimension, 'all' AS segment FROM opportunities
  UNION ALL
  SELECT opportunity_id, dimension, coalesce(to_json(opportunities) ->> dimension, '(none)')
  FROM opportunities CROSS JOIN labels
), totals AS (
  SELECT dimension, segment, stage, position,
    count(*) AS entered,
    count(*) FILTER (verdict = 'advanced') AS advanced,
    count(*) FILTER (verdict = 'lost') AS lost_here,
    count(*) FILTER (verdict = 'still here') AS still_here,
    count(*) FILTER (verdict = 'moved back') AS moved_back,
    quantile_cont(days, 0.5) AS median_days_in_stage,
    quantile_cont(days, 0.9) AS p90_days_in_stage
  FROM verdicts JOIN segments USING (opportunity_id)
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  dimension, segment, stage,
  CAST(position AS INTEGER) AS position,
  entered, advanced, lost_here, still_here, moved_back,
  ratio(advanced, entered) AS advance_rate,
  wilson_low(advanced, entered) AS advance_rate_low,
  wilson_high(advanced, entered) AS advance_rate_high,
  median_days_in_stage, p90_days_in_stage,
  lost_here > 0 AND row_number() OVER (PARTITION BY dimension, segment ORDER BY lost_here DESC, position) = 1
    AS is_bottleneck
FROM totals
