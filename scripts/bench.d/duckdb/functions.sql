CREATE MACRO period_index(grain, day) AS
  CASE grain
    WHEN 'day' THEN day - DATE '1970-01-01'
    WHEN 'week' THEN date_diff('week', DATE '1970-01-05', day)
    ELSE year(day) * 12 + month(day) - 1
  END;
CREATE MACRO period_on(grain, index) AS
  CASE grain
    WHEN 'day' THEN DATE '1970-01-01' + CAST(index AS INTEGER)
    WHEN 'week' THEN DATE '1970-01-05' + CAST(index * 7 AS INTEGER)
    ELSE make_date(index // 12, index % 12 + 1, 1)
  END;
CREATE MACRO last_period(grain) AS period_index(grain, DATE $as_of - 1);
-- Whole days of 24 hours from one instant to another.
CREATE MACRO age_at(instant, first_at) AS (epoch_us(instant) - epoch_us(first_at)) // 86400000000;
CREATE MACRO ratio(numerator, denominator) AS
  CAST(numerator AS DOUBLE) / nullif(CAST(denominator AS DOUBLE), 0);
CREATE MACRO wilson_low(k, n) AS
  CASE WHEN n > 0 THEN greatest(0.0::DOUBLE,
    (k / n + 1.9207294103470285 / n
      - 1.959963984540054 * sqrt(k / n * (1 - k / n) / n + 0.9603647051735143 / n / n))
    / (1 + 3.841458820694057 / n)) END;
CREATE MACRO wilson_high(k, n) AS
  CASE WHEN n > 0 THEN least(1.0::DOUBLE,
    (k / n + 1.9207294103470285 / n
      + 1.959963984540054 * sqrt(k / n * (1 - k / n) / n + 0.9603647051735143 / n / n))
    / (1 + 3.841458820694057 / n)) END;
CREATE MACRO money_per(total, pieces) AS
  CAST(CAST(sign(total)
      * ((2 * abs(CAST(total * 10000 AS HUGEINT)) + pieces) // (2 * nullif(CAST(pieces AS HUGEINT), 0)))
    AS DECIMAL(32, 0)) * 0.0001 AS DECIMAL(28, 4));
