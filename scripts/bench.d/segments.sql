CASE WHEN grouping(channel) = 0 THEN 'channel' WHEN grouping(region) = 0 THEN 'region' ELSE 'all' END AS dimension,
CASE WHEN grouping(channel) = 0 THEN channel WHEN grouping(region) = 0 THEN region ELSE 'all' END AS segment
