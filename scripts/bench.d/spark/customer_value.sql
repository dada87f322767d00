WITH $sales,
$rfm,
$scored
SELECT customer_id, first_ordered_on, last_ordered_on, orders, order_days, revenue, recency_days,
  recency_score, frequency_score, monetary_score, rfm_segment
FROM scored
