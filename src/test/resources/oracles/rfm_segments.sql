-- Size and means of each RFM segment that has customers.
SELECT (SELECT as_of FROM parameters) AS as_of,
  rfm_segment,
  count(*) AS customers,
  ratio(count(*), (SELECT count(*) FROM customer_totals)) AS share,
  money(sum(revenue)) AS revenue,
  ratio(sum(recency_days), count(*)) AS mean_recency_days,
  ratio(sum(orders), count(*)) AS mean_frequency,
  money_per(sum(revenue), count(*)) AS mean_monetary
FROM customer_totals JOIN rfm_scores USING (customer_id)
GROUP BY rfm_segment
