-- Posts and what was counted on them, by network and the period in which they were published.
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, network,
  period_start(published_on, grain) AS period_start,
  count(*) AS posts,
  CAST(sum(impressions) AS BIGINT) AS impressions,
  CAST(sum(engagements) AS BIGINT) AS engagements,
  ratio(sum(engagements), sum(impressions)) AS engagement_rate,
  next_period_start(period_start(published_on, grain), grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM social_posts CROSS JOIN grains
WHERE table_name = 'social_engagement'
GROUP BY ALL
