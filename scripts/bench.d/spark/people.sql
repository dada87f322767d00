people AS (
  SELECT customer_id, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region
  FROM (
    SELECT *, row_number() OVER (
      PARTITION BY customer_id ORDER BY created_at DESC NULLS LAST, channel DESC, region DESC) AS copy
    FROM raw_customers
    WHERE customer_id IS NOT NULL AND (created_at IS NULL OR created_at < TIMESTAMP $as_of)
  )
  WHERE copy = 1
)
