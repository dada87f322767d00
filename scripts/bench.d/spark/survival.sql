-- Kaplan-Meier. The second order day after the first; churn 90 days after the first order day without another in them.
WITH $sales,
$people,
order_days AS (
  SELECT DISTINCT customer_id, ordered_on FROM sales WHERE is_order
), neighbours AS (
  SELECT customer_id, ordered_on,
    lead(ordered_on) OVER (PARTITION BY customer_id ORDER BY ordered_on) AS next_on,
    date_add(ordered_on, 90) AS lost_on
  FROM order_days
), lives AS (
  SELECT customer_id,
    min(ordered_on) AS first_on,
    min(next_on) AS second_on,
    min(CASE WHEN lost_on < DATE $as_of AND (next_on IS NULL OR next_on > lost_on) THEN lost_on END) AS churned_on
  FROM neighbours
  GROUP BY customer_id
), spans AS (
  SELECT customer_id, event, happened_on IS NOT NULL AS has_event,
    datediff(coalesce(happened_on, date_sub(DATE $as_of, 1)), first_on) AS days
  FROM lives LATERAL VIEW stack(2, 'second_order', second_on, 'churn', churned_on) AS event, happened_on
), counts AS (
  SELECT event, days, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    count_if(has_event) AS events,
    count_if(NOT has_event) AS censored
  FROM spans LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_counts AS (
  SELECT event, days, $segments, sum(events) AS events, sum(censored) AS censored
  FROM counts
  GROUP BY GROUPING SETS ((event, days), (event, days, channel), (event, days, region))
), curve_days AS (
  -- every curve begins with day 0
  SELECT event, dimension, segment, day, sum(day_events) AS events, sum(day_censored) AS censored
  FROM segment_counts
    LATERAL VIEW stack(2, 0, 0L, 0L, days, events, censored) AS day, day_events, day_censored
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
    CASE WHEN events = at_risk THEN 0D ELSE exp(-hazard) END AS survival,
    CASE WHEN events = at_risk THEN NULL WHEN hazard = 0 THEN 1D
         ELSE exp(-hazard * exp(1.959963984540054D * sqrt(variance) / hazard)) END AS survival_low,
    CASE WHEN events = at_risk THEN NULL WHEN hazard = 0 THEN 1D
         ELSE exp(-hazard * exp(-1.959963984540054D * sqrt(variance) / hazard)) END AS survival_high
  FROM added_up
)
SELECT event, dimension, segment, day, at_risk, events, censored, survival, survival_low, survival_high,
  min(CASE WHEN round(survival, 9) <= 0.5 THEN day END) OVER curve AS median_days,
  min(CASE WHEN round(survival_low, 9) <= 0.5 THEN day END) OVER curve AS median_days_low,
  min(CASE WHEN round(survival_high, 9) <= 0.5 THEN day END) OVER curve AS median_days_high
FROM estimates
WINDOW curve AS (PARTITION BY event, dimension, segment)
