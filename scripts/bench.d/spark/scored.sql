cut_lists AS (
  SELECT
    array_agg(cut_value) FILTER (WHERE measure = 'recency_days') AS recency_cuts,
    array_agg(cut_value) FILTER (WHERE measure = 'orders') AS frequency_cuts,
    array_agg(cut_value) FILTER (WHERE measure = 'revenue') AS monetary_cuts
  FROM cuts
), scores AS (
  SELECT totals.*,
    5 - size(filter(recency_cuts, cut -> recency_days > cut)) AS recency_score,
    1 + size(filter(frequency_cuts, cut -> orders > cut)) AS frequency_score,
    1 + size(filter(monetary_cuts, cut -> revenue > cut)) AS monetary_score
  FROM totals CROSS JOIN cut_lists
), scored AS (
  SELECT *,
    CASE
      WHEN recency_score <= 2 AND frequency_score <= 2 THEN 'hibernating'
      WHEN recency_score <= 2 AND frequency_score <= 4 THEN 'at_risk'
      WHEN recency_score <= 2 THEN 'cannot_lose'
      WHEN recency_score = 3 AND frequency_score <= 2 THEN 'about_to_sleep'
      WHEN recency_score = 3 AND frequency_score = 3 THEN 'need_attention'
      WHEN recency_score <= 4 AND frequency_score >= 4 THEN 'loyal'
      WHEN recency_score = 5 AND frequency_score >= 4 THEN 'champion'
      WHEN frequency_score >= 2 THEN 'potential_loyalist'
      WHEN recency_score = 4 THEN 'promising'
      ELSE 'new_customer'
    END AS rfm_segment
  FROM scores
)
