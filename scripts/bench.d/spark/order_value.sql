-- A channel is the order's own; where it names none, the customer's.
WITH $sales,
$people,
channel_periods AS (
  SELECT customer_id, channel AS own_channel, grain, period_index(grain, ordered_on) AS period,
    count_if(is_order) AS orders,
    sum(revenue) AS revenue
  FROM sales LATERAL VIEW explode(array('day', 'week', 'month')) AS grain
  GROUP BY ALL
), segments AS (
  SELECT grain, period, customer_id, orders, revenue,
    stack(3, 'all', 'all', 'channel', coalesce(own_channel, channel, '(none)'), 'region', coalesce(region, '(none)'))
      AS (dimension, segment)
  FROM channel_periods LEFT JOIN people USING (customer_id)
), customer_sums AS (
  SELECT grain, period, dimension, segment, customer_id, sum(orders) AS orders, sum(revenue) AS revenue
  FROM segments
  GROUP BY ALL
), segment_sums AS (
  SELECT grain, period, dimension, segment,
    sum(orders) AS orders, count_if(orders > 0) AS customers, sum(revenue) AS revenue
  FROM customer_sums
  GROUP BY ALL
), spans AS (
  -- every row stands for the periods up to the next row too, with nothing in them
  SELECT *,
    coalesce(
      lead(period) OVER (PARTITION BY grain, dimension, segment ORDER BY period) - 1,
      period_index(grain, date_sub(DATE $as_of, 1))) AS until
  FROM segment_sums
), filled AS (
  SELECT grain, dimension, segment, at AS period,
    CASE WHEN at = period THEN orders ELSE 0 END AS orders,
    CASE WHEN at = period THEN customers ELSE 0 END AS customers,
    CASE WHEN at = period THEN revenue ELSE 0 END AS revenue
  FROM spans LATERAL VIEW explode(sequence(period, until)) AS at
)
SELECT grain, dimension, segment, period_on(grain, period) AS period_start, orders, customers, revenue,
  money_per(revenue, orders) AS average_order_value,
  money_per(revenue, customers) AS revenue_per_customer,
  ratio(orders, customers) AS purchase_frequency,
  period_on(grain, period + 1) <= DATE $as_of AS is_complete
FROM filled
