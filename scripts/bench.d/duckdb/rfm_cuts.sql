WITH values_of AS (
  UNPIVOT (
    SELECT cut, CAST(recency_days AS DECIMAL(28, 4)) AS recency_days, CAST(orders AS DECIMAL(28, 4)) AS orders, revenue
    FROM cuts)
  ON recency_days, orders, revenue INTO NAME measure VALUE cut_value
)
SELECT measure, cut, cut / 5 AS share, cut_value FROM values_of
