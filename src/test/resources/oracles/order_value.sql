-- Orders, buyers and revenue of every period; revenue includes returns, on their own date. An order, a return or a
-- refund belongs to the segment that the order itself names; where it names none, to the customer's.
WITH own_values AS (
  SELECT order_id, dimension, to_json(orders) ->> dimension AS own_value FROM orders CROSS JOIN dimensions_configured
), segment_sales AS (
  SELECT grain, dimension, coalesce(own_value, segment) AS segment, period_index, sales.customer_id, is_order, revenue
  FROM sales
  JOIN calendar ON calendar.day = sales.ordered_on
  JOIN grains USING (grain)
  JOIN customer_segments USING (customer_id)
  LEFT JOIN own_values USING (order_id, dimension)
  WHERE table_name = 'order_value'
), segment_starts AS (
  SELECT grain, dimension, segment, min(period_index) AS first_index FROM segment_sales GROUP BY ALL
), sums AS (
  SELECT grain, dimension, segment, p.period_start, p.is_complete,
    count(*) FILTER (is_order) AS orders,
    count(DISTINCT customer_id) FILTER (is_order) AS customers,
    coalesce(sum(revenue), 0) AS revenue
  FROM segment_starts
  JOIN periods p USING (grain)
  LEFT JOIN segment_sales USING (grain, dimension, segment, period_index)
  WHERE p.period_index >= first_index
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start, orders, customers,
  money(revenue) AS revenue,
  money_per(revenue, orders) AS average_order_value,
  money_per(revenue, customers) AS revenue_per_customer,
  ratio(orders, customers) AS purchase_frequency,
  is_complete
FROM sums
