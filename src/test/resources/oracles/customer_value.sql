-- One row per customer with an order: totals as known at as-of, RFM scores and segment.
SELECT (SELECT as_of FROM parameters) AS as_of,
  customer_id, first_ordered_on, last_ordered_on, orders, order_days,
  money(revenue) AS revenue,
  CAST(recency_days AS INTEGER) AS recency_days,
  recency_score, frequency_score, monetary_score, rfm_segment
FROM customer_totals JOIN rfm_scores USING (customer_id)
