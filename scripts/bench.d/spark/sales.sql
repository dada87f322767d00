stored AS (
  SELECT order_id, customer_id, ordered_at,
    coalesce(status, 'completed') AS status,
    CAST(amount AS DECIMAL(18, 4)) AS amount,
    refunded_amount AS refunded,
    CASE WHEN refunded_at IS NULL OR refunded_at < TIMESTAMP $as_of THEN coalesce(refunded_amount, 0) ELSE 0 END
      AS refunded_amount,
    CAST(cost AS DECIMAL(18, 4)) AS cost,
    currency, channel,
    row_number() OVER (
      PARTITION BY order_id
      ORDER BY updated_at DESC, ordered_at DESC, customer_id DESC, amount DESC, status DESC, refunded_amount DESC, cost DESC) AS copy
  FROM raw_orders
  WHERE order_id IS NOT NULL
), sales AS (
  SELECT customer_id, ordered_at, CAST(ordered_at AS DATE) AS ordered_on,
    amount >= 0 AS is_order,
    CAST(amount - refunded_amount AS DECIMAL(18, 4)) AS revenue,
    cost, channel
  FROM stored
  WHERE copy = 1
    AND status = 'completed'
    AND customer_id IS NOT NULL
    AND abs(amount) < 1000000000000
    AND coalesce(refunded, 0) >= 0
    AND coalesce(currency, 'BRL') = 'BRL'
    AND ordered_at >= TIMESTAMP '1990-01-01'
    AND ordered_at < TIMESTAMP $as_of
)
