-- What an analyst would keep in a notebook's first cell: periods, bounds, exact averages.
CREATE TEMPORARY FUNCTION period_index(grain STRING, day DATE) RETURNS INT RETURN
  CASE grain
    WHEN 'day' THEN datediff(day, DATE '1970-01-01')
    WHEN 'week' THEN CAST(floor(datediff(day, DATE '1970-01-05') / 7) AS INT)
    ELSE year(day) * 12 + month(day) - 1
  END;
CREATE TEMPORARY FUNCTION period_on(grain STRING, index INT) RETURNS DATE RETURN
  CASE grain
    WHEN 'day' THEN date_add(DATE '1970-01-01', index)
    WHEN 'week' THEN date_add(DATE '1970-01-05', index * 7)
    ELSE make_date(index DIV 12, index % 12 + 1, 1)
  END;
CREATE TEMPORARY FUNCTION elapsed_micros(grain STRING) RETURNS BIGINT RETURN
  CASE grain WHEN 'week' THEN 7 ELSE 30 END * 86400000000;
CREATE TEMPORARY FUNCTION ratio(numerator DOUBLE, denominator DOUBLE) RETURNS DOUBLE RETURN
  try_divide(numerator, denominator);
CREATE TEMPORARY FUNCTION wilson_low(k BIGINT, n BIGINT) RETURNS DOUBLE RETURN
  CASE WHEN n > 0 THEN greatest(0D,
    (k / n + 1.9207294103470285D / n
      - 1.959963984540054D * sqrt(k / n * (1 - k / n) / n + 0.9603647051735143D / n / n))
    / (1 + 3.841458820694057D / n)) END;
CREATE TEMPORARY FUNCTION wilson_high(k BIGINT, n BIGINT) RETURNS DOUBLE RETURN
  CASE WHEN n > 0 THEN least(1D,
    (k / n + 1.9207294103470285D / n
      + 1.959963984540054D * sqrt(k / n * (1 - k / n) / n + 0.9603647051735143D / n / n))
    / (1 + 3.841458820694057D / n)) END;
CREATE TEMPORARY FUNCTION money_per(total DECIMAL(20, 4), pieces DECIMAL(10, 0)) RETURNS DECIMAL(28, 4) RETURN
  CAST(round(try_divide(total, pieces), 4) AS DECIMAL(28, 4));
