-- Beside the views of prelude.sql this one wants ADMITTED leads with created_on, converted_on (null where it is not before
-- as-of), score, is_qualified and any of source, channel, campaign, owner, segment; and lead_window_days of one row (days).
WITH labels AS (
  SELECT unnest(['source', 'channel', 'campaign', 'owner', 'segment']) AS dimension
), lead_segments AS (
  SELECT lead_id, 'all' AS dimension, 'all' AS segment FROM leads
  UNION ALL
  SELECT lead_id, dimension, coalesce(to_json(leads) ->> dimension, '(none)') FROM leads CROSS JOIN labels
), seen AS (
  SELECT grain, dimension, lead_segments.segment, period_start(created_on, grain) AS period_start,
    converted_on, score, is_qualified, created_on,
    converted_on - created_on AS days_to_conversion,
    created_on + days < as_of AS is_matured,
    converted_on <= created_on + days AS is_in_window
  FROM leads JOIN lead_segments USING (lead_id) CROSS JOIN grains CROSS JOIN lead_window_days CROSS JOIN parameters
  WHERE table_name = 'lead_conversion'
), subjects AS (
  SELECT grain, dimension, segment, period_start,
    coalesce(converted_on, as_of - 1) - created_on AS days, converted_on IS NOT NULL AS has_event
  FROM seen CROSS JOIN parameters
), curve_days AS (
  SELECT DISTINCT grain, dimension, segment, period_start, days AS day FROM subjects WHERE has_event
), counts AS (
  SELECT grain, dimension, segment, period_start, day,
    count(*) FILTER (days >= day) AS at_risk,
    count(*) FILTER (days = day AND has_event) AS events
  FROM curve_days JOIN subjects USING (grain, dimension, segment, period_start)
  GROUP BY ALL
), curves AS (
  SELECT *, product(1 - events / at_risk) OVER (
      PARTITION BY grain, dimension, segment, period_start ORDER BY day) AS survival
  FROM counts
), medians AS (
  SELECT grain, dimension, segment, period_start, min(day) AS censored_median_days
  FROM curves
  WHERE round(survival, 9) <= 0.5
  GROUP BY ALL
), totals AS (
  SELECT grain, dimension, segment, period_start,
    count(*) AS leads,
    count(*) FILTER (is_qualified) AS qualified_leads,
    avg(score) AS mean_score,
    count(converted_on) AS converted,
    count(*) FILTER (is_matured) AS matured_leads,
    count(*) FILTER (is_matured AND is_in_window) AS converted_in_window,
    avg(days_to_conversion) AS mean_days_to_conversion,
    quantile_cont(days_to_conversion, 0.5) AS median_days_to_conversion,
    quantile_cont(days_to_conversion, 0.9) AS p90_days_to_conversion
  FROM seen
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start, leads, qualified_leads, mean_score, converted,
  ratio(converted, leads) AS conversion_rate,
  wilson_low(converted, leads) AS conversion_rate_low,
  wilson_high(converted, leads) AS conversion_rate_high,
  matured_leads, converted_in_window,
  ratio(converted_in_window, matured_leads) AS windowed_rate,
  wilson_low(converted_in_window, matured_leads) AS windowed_rate_low,
  wilson_high(converted_in_window, matured_leads) AS windowed_rate_high,
  mean_days_to_conversion, median_days_to_conversion, p90_days_to_conversion,
  CAST(censored_median_days AS INTEGER) AS censored_median_days,
  next_period_start(period_start, grain) - 1 + days < as_of AS is_complete
FROM totals LEFT JOIN medians USING (grain, dimension, segment, period_start)
CROSS JOIN lead_window_days CROSS JOIN parameters
