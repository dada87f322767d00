WITH $sales,
$rfm,
$scored
SELECT rfm_segment,
  count(*) AS customers,
  ratio(count(*), sum(count(*)) OVER ()) AS share,
  sum(revenue) AS revenue,
  avg(recency_days) AS mean_recency_days,
  avg(orders) AS mean_frequency,
  money_per(sum(revenue), count(*)) AS mean_monetary
FROM scored
GROUP BY rfm_segment
