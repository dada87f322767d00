WITH $sales,
$people,
customer_periods AS (
  SELECT customer_id, grain, period_index(grain, ordered_on) AS period,
    count_if(is_order) AS orders,
    sum(revenue) AS revenue
  FROM sales LATERAL VIEW explode(array('day', 'week', 'month')) AS grain
  GROUP BY ALL
), sums AS (
  SELECT grain, period, coalesce(channel, '(none)') AS channel, coalesce(region, '(none)') AS region,
    sum(orders) AS orders,
    count_if(orders > 0) AS customers,
    sum(revenue) AS revenue
  FROM customer_periods LEFT JOIN people USING (customer_id)
  GROUP BY ALL
), segment_sums AS (
  SELECT grain, period, $segments, sum(orders) AS orders, sum(customers) AS customers, sum(revenue) AS revenue
  FROM sums
  GROUP BY GROUPING SETS ((grain, period), (grain, period, channel), (grain, period, region))
), segment_spans AS (
  SELECT grain, dimension, segment,
    min(period) AS first_period,
    period_index(grain, date_sub(DATE $as_of, 1)) AS last_period
  FROM segment_sums
  GROUP BY grain, dimension, segment
), segment_periods AS (
  SELECT grain, dimension, segment, explode(sequence(first_period, last_period)) AS period FROM segment_spans
), filled AS (
  SELECT grain, dimension, segment, period,
    coalesce(orders, 0) AS orders, coalesce(customers, 0) AS customers, coalesce(revenue, 0) AS revenue
  FROM segment_periods LEFT JOIN segment_sums USING (grain, dimension, segment, period)
)
SELECT grain, dimension, segment, period_on(grain, period) AS period_start, orders, customers, revenue,
  money_per(revenue, orders) AS average_order_value,
  money_per(revenue, customers) AS revenue_per_customer,
  ratio(orders, customers) AS purchase_frequency,
  period_on(grain, period + 1) <= DATE $as_of AS is_complete
FROM filled
