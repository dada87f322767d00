-- An event of a step takes its entry from the latest event that reached the step before: no other expires later. The
-- events are read from the files once a step, which is faster than to keep all of them.
WITH events AS NOT MATERIALIZED (
  SELECT customer_id, epoch_us(occurred_at) AS us, type
  FROM '$events/*.parquet'
  WHERE type IN ('view', 'cart', 'checkout', 'shipping', 'payment', 'purchase')
),
views AS MATERIALIZED (
  SELECT customer_id, us, us AS entry FROM events WHERE type = 'view'
),
carts AS MATERIALIZED (
  SELECT customer_id, events.us, entry
  FROM events ASOF JOIN views USING (customer_id, us)
  WHERE type = 'cart' AND events.us - entry <= 86400000000
),
checkouts AS MATERIALIZED (
  SELECT customer_id, events.us, entry
  FROM events ASOF JOIN carts USING (customer_id, us)
  WHERE type = 'checkout' AND events.us - entry <= 86400000000
),
shippings AS MATERIALIZED (
  SELECT customer_id, events.us, entry
  FROM events ASOF JOIN checkouts USING (customer_id, us)
  WHERE type = 'shipping' AND events.us - entry <= 86400000000
),
payments AS MATERIALIZED (
  SELECT customer_id, events.us, entry
  FROM events ASOF JOIN shippings USING (customer_id, us)
  WHERE type = 'payment' AND events.us - entry <= 86400000000
),
purchases AS MATERIALIZED (
  SELECT customer_id, events.us, entry
  FROM events ASOF JOIN payments USING (customer_id, us)
  WHERE type = 'purchase' AND events.us - entry <= 86400000000
)
SELECT
  (SELECT count(DISTINCT customer_id) FROM views),
  (SELECT count(DISTINCT customer_id) FROM carts),
  (SELECT count(DISTINCT customer_id) FROM checkouts),
  (SELECT count(DISTINCT customer_id) FROM shippings),
  (SELECT count(DISTINCT customer_id) FROM payments),
  (SELECT count(DISTINCT customer_id) FROM purchases)
