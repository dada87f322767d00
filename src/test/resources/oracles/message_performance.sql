-- One unit per message, however many events it has: dated and labelled by its first sent event, else by its first one.
-- All but sent, bounced and unsent look at delivered messages only. A click implies an open.
WITH labelled AS (
  SELECT message_id, occurred_on, channel, campaign
  FROM messages
  QUALIFY row_number() OVER (
    PARTITION BY message_id
    ORDER BY event <> 'sent', occurred_at, channel NULLS FIRST, campaign NULLS FIRST) = 1
), deeds AS (
  SELECT message_id,
    bool_or(event = 'sent') AS is_sent,
    bool_or(event = 'bounced') AS is_bounced,
    bool_or(event IN ('opened', 'clicked')) AS is_opened,
    bool_or(event IN ('opened', 'clicked') AND is_machine IS NOT TRUE) AS is_opened_by_human,
    bool_or(event = 'clicked') AS is_clicked,
    bool_or(event = 'clicked' AND is_machine IS NOT TRUE) AS is_clicked_by_human,
    bool_or(event = 'replied') AS is_replied,
    bool_or(event = 'unsubscribed') AS is_unsubscribed,
    bool_or(event = 'complained') AS is_complained,
    bool_or(event IN ('opened', 'clicked', 'replied') AND is_machine IS NOT TRUE) AS is_engaged
  FROM messages
  GROUP BY message_id
), units AS (
  SELECT *, is_sent AND NOT is_bounced AS is_delivered
  FROM labelled JOIN deeds USING (message_id)
), segmented AS (
  SELECT 'all' AS dimension, 'all' AS segment, * FROM units
  UNION ALL
  SELECT 'channel', coalesce(channel, '(none)'), * FROM units
  UNION ALL
  SELECT 'campaign', coalesce(campaign, '(none)'), * FROM units
), totals AS (
  SELECT grain, dimension, segment,
    period_start(occurred_on, grain) AS period_start,
    count(*) FILTER (is_sent) AS sent,
    count(*) FILTER (is_sent AND is_bounced) AS bounced,
    count(*) FILTER (is_delivered) AS delivered,
    count(*) FILTER (NOT is_sent) AS unsent,
    count(*) FILTER (is_delivered AND is_opened) AS unique_opens,
    count(*) FILTER (is_delivered AND is_opened_by_human) AS unique_human_opens,
    count(*) FILTER (is_delivered AND is_clicked) AS unique_clicks,
    count(*) FILTER (is_delivered AND is_clicked_by_human) AS unique_human_clicks,
    count(*) FILTER (is_delivered AND is_replied) AS replies,
    count(*) FILTER (is_delivered AND is_unsubscribed) AS unsubscribes,
    count(*) FILTER (is_delivered AND is_complained) AS complaints,
    count(*) FILTER (is_delivered AND is_engaged) AS engaged
  FROM segmented CROSS JOIN grains
  WHERE table_name = 'message_performance'
  GROUP BY ALL
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start, sent, bounced, delivered, unsent, unique_opens, unique_human_opens,
  unique_clicks, unique_human_clicks, replies, unsubscribes, complaints, engaged,
  ratio(unique_opens, delivered) AS open_rate,
  wilson_low(unique_opens, delivered) AS open_rate_low,
  wilson_high(unique_opens, delivered) AS open_rate_high,
  ratio(unique_human_opens, delivered) AS human_open_rate,
  wilson_low(unique_human_opens, delivered) AS human_open_rate_low,
  wilson_high(unique_human_opens, delivered) AS human_open_rate_high,
  ratio(unique_clicks, delivered) AS click_through_rate,
  wilson_low(unique_clicks, delivered) AS click_through_rate_low,
  wilson_high(unique_clicks, delivered) AS click_through_rate_high,
  ratio(unique_human_clicks, delivered) AS human_click_through_rate,
  wilson_low(unique_human_clicks, delivered) AS human_click_through_rate_low,
  wilson_high(unique_human_clicks, delivered) AS human_click_through_rate_high,
  ratio(unique_clicks, unique_opens) AS click_to_open_rate,
  wilson_low(unique_clicks, unique_opens) AS click_to_open_rate_low,
  wilson_high(unique_clicks, unique_opens) AS click_to_open_rate_high,
  ratio(engaged, delivered) AS engagement_rate,
  wilson_low(engaged, delivered) AS engagement_rate_low,
  wilson_high(engaged, delivered) AS engagement_rate_high,
  ratio(unsubscribes, delivered) AS unsubscribe_rate,
  wilson_low(unsubscribes, delivered) AS unsubscribe_rate_low,
  wilson_high(unsubscribes, delivered) AS unsubscribe_rate_high,
  ratio(complaints, delivered) AS complaint_rate,
  wilson_low(complaints, delivered) AS complaint_rate_low,
  wilson_high(complaints, delivered) AS complaint_rate_high,
  next_period_start(period_start, grain) <= (SELECT as_of FROM parameters) AS is_complete
FROM totals
