-- Closed deals by the period of their end, and what is open at the end of every period: every deal is looked at in
-- every period.
WITH labels AS (
  SELECT unnest(['owner', 'team', 'source']) AS dimension
), deals AS (
  SELECT opportunity_id, 'all' AS dimension, 'all' AS segment, created_on, closed_on, outcome, amount FROM opportunities
  UNION ALL
  SELECT opportunity_id, dimension, coalesce(to_json(opportunities) ->> dimension, '(none)'),
    created_on, closed_on, outcome, amount
  FROM opportunities CROSS JOIN labels
), series AS (
  SELECT grain, dimension, segment, min(period_start(created_on, grain)) AS first_start
  FROM deals CROSS JOIN grains
  WHERE table_name = 'sales_performance'
  GROUP BY ALL
), totals AS (
  SELECT grain, dimension, segment, p.period_start, p.is_complete,
    count(*) FILTER (outcome = 'won' AND period_start(closed_on, grain) = p.period_start) AS won,
    count(*) FILTER (outcome = 'lost' AND period_start(closed_on, grain) = p.period_start) AS lost,
    coalesce(sum(amount) FILTER (outcome = 'won' AND period_start(closed_on, grain) = p.period_start), 0) AS won_amount,
    coalesce(sum(amount) FILTER (outcome = 'lost' AND period_start(closed_on, grain) = p.period_start), 0) AS lost_amount,
    count(amount) FILTER (outcome = 'won' AND period_start(closed_on, grain) = p.period_start) AS won_with_amount,
    list(closed_on - created_on) FILTER (outcome = 'won' AND period_start(closed_on, grain) = p.period_start) AS cycles,
    count(*) FILTER (created_on < next_period_start(p.period_start, grain)
      AND (closed_on IS NULL OR closed_on >= next_period_start(p.period_start, grain))) AS open_opportunities,
    coalesce(sum(amount) FILTER (created_on < next_period_start(p.period_start, grain)
      AND (closed_on IS NULL OR closed_on >= next_period_start(p.period_start, grain))), 0) AS open_amount
  FROM series JOIN periods p USING (grain) JOIN deals USING (dimension, segment)
  WHERE p.period_start >= first_start
  GROUP BY ALL
), rates AS (
  SELECT *, list_avg(cycles) AS mean_cycle_days, ratio(won, won + lost) AS win_rate FROM totals
)
SELECT (SELECT as_of FROM parameters) AS as_of,
  grain, dimension, segment, period_start, won, lost, win_rate,
  wilson_low(won, won + lost) AS win_rate_low,
  wilson_high(won, won + lost) AS win_rate_high,
  money(won_amount) AS won_amount,
  money(lost_amount) AS lost_amount,
  ratio(won_amount, won_amount + lost_amount) AS amount_win_rate,
  won_with_amount,
  money_per(won_amount, won_with_amount) AS average_deal,
  mean_cycle_days,
  list_aggregate(cycles, 'quantile_cont', 0.5) AS median_cycle_days,
  list_aggregate(cycles, 'quantile_cont', 0.9) AS p90_cycle_days,
  open_opportunities,
  money(open_amount) AS open_amount,
  money(open_opportunities * win_rate * ratio(won_amount, won_with_amount) / nullif(mean_cycle_days, 0)) AS sales_velocity,
  is_complete
FROM rates
