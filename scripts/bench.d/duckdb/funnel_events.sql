-- The interactions of one slice of the year, in order of time. Everything is a hash of the session's or the event's
-- number, so the rows are the same on every machine. Eight sessions have 64 events; some happen within seconds, some
-- take days; active customers have many. A session gets as far as one of the six steps, in fits and starts.
COPY (
  WITH sessions AS (
    SELECT
      range AS session,
      [1, 2, 3, 4, 5, 8, 13, 28][range % 8 + 1] AS events,
      CAST(floor($customers * pow(share(range, 1), 2)) AS BIGINT) * 1000003 % $customers + 1 AS customer_id,
      range * $starting_seconds // $sessions + dice(range, 2) % 3600 AS started,
      CASE WHEN share(range, 3) < 0.16 THEN 0.3 WHEN share(range, 3) < 0.2 THEN 10800 ELSE 5 + 85 * share(range, 4) END
        AS pace,
      len(list_filter([0.45, 0.28, 0.2, 0.155, 0.12], level -> share(range, 5) < level)) + 1 AS levels
    FROM range($first_session, $last_session)
  ),
  numbered AS (
    SELECT *, unnest(range(events)) AS place FROM sessions
  ),
  placed AS (
    SELECT
      *,
      session * 28 + place AS event,
      started + CAST(floor((place + share(event, 6)) * pace) AS BIGINT) AS second,
      CASE WHEN share(event, 7) < 0.8 THEN (place + share(event, 8)) / events ELSE share(event, 9) END AS progress
    FROM numbered
  )
  SELECT
    customer_id,
    TIMESTAMPTZ '2024-01-01 03:00:00+00' + to_seconds(second) AS occurred_at,
    CASE
      WHEN share(event, 10) < 0.2 THEN ['search', 'click', 'visit', 'login'][CAST(dice(event, 11) % 4 AS INT) + 1]
      ELSE ['view', 'cart', 'checkout', 'shipping', 'payment', 'purchase'][CAST(floor(progress * levels) AS INT) + 1]
    END AS type
  FROM placed
  WHERE second >= $first_second AND second < $last_second
  ORDER BY second, event
) TO '$file' (FORMAT parquet)
