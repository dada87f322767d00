totals AS (
  SELECT customer_id,
    min(CASE WHEN is_order THEN ordered_on END) AS first_ordered_on,
    max(CASE WHEN is_order THEN ordered_on END) AS last_ordered_on,
    count_if(is_order) AS orders,
    count(DISTINCT CASE WHEN is_order THEN ordered_on END) AS order_days,
    CAST(sum(revenue) AS DECIMAL(28, 4)) AS revenue,
    datediff(DATE $as_of, max(CASE WHEN is_order THEN ordered_on END)) AS recency_days
  FROM sales
  GROUP BY customer_id
  HAVING count_if(is_order) > 0
), measured AS (
  SELECT measure, value, count(*) AS customers
  FROM totals
  LATERAL VIEW stack(3,
    'recency_days', CAST(recency_days AS DECIMAL(28, 4)),
    'orders', CAST(orders AS DECIMAL(28, 4)),
    'revenue', revenue) AS measure, value
  GROUP BY measure, value
), ranked AS (
  SELECT measure, value,
    sum(customers) OVER (PARTITION BY measure ORDER BY value) AS not_above,
    sum(customers) OVER (PARTITION BY measure) AS customers
  FROM measured
), cuts AS (
  SELECT measure, cut, cut / 5D AS share, min(value) AS cut_value
  FROM ranked LATERAL VIEW explode(array(1, 2, 3, 4)) AS cut
  WHERE 5 * not_above >= cut * customers
  GROUP BY measure, cut
)
