-- Every customer is put on the scale of the month's days on which the customer was active.
WITH customer_months AS (
  SELECT activity, customer_id, period_start, is_complete, count(DISTINCT day) AS days_active
  FROM activity_days JOIN calendar USING (day)
  WHERE grain = 'month'
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  activity, dimension, segment, period_start,
  CAST(days_active AS INTEGER) AS days_active,
  count(*) AS customers,
  is_complete
FROM customer_months JOIN customer_segments USING (customer_id)
GROUP BY ALL
