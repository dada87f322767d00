SELECT level, count()
FROM (
  SELECT
    windowFunnel(86400)(
      toDateTime(occurred_at),
      type = 'view', type = 'cart', type = 'checkout', type = 'shipping', type = 'payment', type = 'purchase'
    ) AS level
  FROM file('$events/*.parquet', Parquet)
  WHERE type IN ('view', 'cart', 'checkout', 'shipping', 'payment', 'purchase')
  GROUP BY customer_id
)
GROUP BY level
