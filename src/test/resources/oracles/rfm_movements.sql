-- Where the customers of each RFM segment were some days before.
WITH moved AS (
  SELECT coalesce(earlier.rfm_segment, '(new)') AS from_segment, rfm_scores.rfm_segment AS to_segment, count(*) AS customers
  FROM rfm_scores LEFT JOIN rfm_scores_before((SELECT days FROM rfm_movement_days)) AS earlier USING (customer_id)
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of, from_segment, to_segment, customers,
  ratio(customers, sum(customers) OVER (PARTITION BY from_segment)) AS share_of_from
FROM moved
