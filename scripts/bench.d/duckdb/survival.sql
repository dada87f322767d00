-- Kaplan-Meier. The second order day after the first; churn 90 days after the first order day without another in them.
WITH lives AS (
  SELECT customer_id,
    min(day) AS first_on,
    min(next_day) AS second_on,
    min(day + 90) FILTER (day + 90 < DATE $as_of AND (next_day IS NULL OR next_day > day + 90)) AS churned_on
  FROM neighbours
  GROUP BY customer_id
), spans AS (
  SELECT customer_id, event, happened_on IS NOT NULL AS has_event,
    coalesce(happened_on, DATE $as_of - 1) - first_on AS day
  FROM (
    SELECT customer_id, first_on, 'second_order' AS event, second_on AS happened_on FROM lives
    UNION ALL
    SELECT customer_id, first_on, 'churn', churned_on FROM lives)
), counts AS (
  SELECT event, day, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count(*) FILTER (has_event) AS events,
    count(*) FILTER (NOT has_event) AS censored
  FROM spans LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT event, day, $segments, sum(events) AS events, sum(censored) AS censored
  FROM counts
  GROUP BY GROUPING SETS ((event, day), (event, day, channel), (event, day, region))
), curve_days AS (
  -- every curve begins with day 0
  SELECT event, dimension, segment, day, sum(events) AS events, sum(censored) AS censored
  FROM (
    FROM segment_counts
    UNION ALL BY NAME
    SELECT DISTINCT event, dimension, segment, 0 AS day, 0 AS events, 0 AS censored FROM segment_counts)
  GROUP BY ALL
), at_risk AS (
  SELECT *,
    sum(events + censored) OVER (PARTITION BY event, dimension, segment ORDER BY day DESC) AS at_risk
  FROM curve_days
), added_up AS (
  SELECT *,
    sum(CASE WHEN events < at_risk THEN -ln(1 - events / at_risk) END) OVER so_far AS hazard,
    sum(CASE WHEN events < at_risk THEN events / (at_risk * (at_risk - events)) END) OVER so_far AS variance
  FROM at_risk
  WINDOW so_far AS (PARTITION BY event, dimension, segment ORDER BY day)
), estimates AS (
  SELECT *,
    CASE WHEN events = at_risk THEN 0 ELSE exp(-hazard) END AS survival,
    CASE WHEN events = at_risk THEN NULL WHEN hazard = 0 THEN 1
         ELSE exp(-hazard * exp(1.959963984540054 * sqrt(variance) / hazard)) END AS survival_low,
    CASE WHEN events = at_risk THEN NULL WHEN hazard = 0 THEN 1
         ELSE exp(-hazard * exp(-1.959963984540054 * sqrt(variance) / hazard)) END AS survival_high
  FROM added_up
)
SELECT event, dimension, segment, day, at_risk, events, censored, survival, survival_low, survival_high,
  min(day) FILTER (round(survival, 9) <= 0.5) OVER curve AS median_days,
  min(day) FILTER (round(survival_low, 9) <= 0.5) OVER curve AS median_days_low,
  min(day) FILTER (round(survival_high, 9) <= 0.5) OVER curve AS median_days_high
FROM estimates
WINDOW curve AS (PARTITION BY event, dimension, segment)
