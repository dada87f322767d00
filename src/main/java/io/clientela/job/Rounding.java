package io.clientela.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in staging SQL that rounds: {@code round(x, 2) AS amount} or {@code sum(CAST(x AS
 * DECIMAL(18, 2))) AS amount}.
 *
 * @param column the column of the raw table that is made of it
 * @param expression what is rounded, of one row
 * @param decimals that are left
 */
record Rounding(String column, String expression, int decimals) {

  private static final int ADMITTED_DECIMALS = 4;
  private static final Pattern START =
      Pattern.compile("(?i)\\b(round|bround|cast|try_cast)\\s*\\(");
  private static final Pattern AS_DECIMAL =
      Pattern.compile(
          "(?is)(.*)\\bas\\s+(?:decimal|numeric|dec)\\s*\\(\\s*\\d+\\s*(?:,\\s*(\\d+)\\s*)?\\)\\s*");
  private static final Pattern TO_DIGITS = Pattern.compile("(?s)(.*),\\s*(\\d+)\\s*");
  private static final Pattern NAMED = Pattern.compile("(?is)[)\\s]*\\s+(?:as\\s+)?`?(\\w+)`?.*");
  private static final Pattern SUMMED = Pattern.compile("(?is)\\s*sum\\s*\\((.*)\\)\\s*");

  static List<Rounding> in(String sql) {
    List<Rounding> roundings = new ArrayList<>();
    Matcher start = START.matcher(sql);
    while (start.find()) {
      int end = closing(sql, start.end());
      Matcher named = NAMED.matcher(sql.substring(Math.min(end + 1, sql.length())));
      if (end < sql.length() && named.matches()) {
        of(start.group(1), sql.substring(start.end(), end), named.group(1))
            .ifPresent(roundings::add);
      }
    }
    return roundings;
  }

  /** Where the parenthesis closes that opened before. */
  private static int closing(String sql, int from) {
    int depth = 1;
    int at = from;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static Optional<Rounding> of(String function, String arguments, String column) {
    boolean isCast = function.toLowerCase(Locale.ROOT).endsWith("cast");
    Matcher parts = (isCast ? AS_DECIMAL : TO_DIGITS).matcher(arguments);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int decimals = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
    Matcher summed = SUMMED.matcher(parts.group(1));
    String ofRow = summed.matches() ? summed.group(1) : parts.group(1);
    return decimals < ADMITTED_DECIMALS
        ? Optional.of(new Rounding(column.toLowerCase(Locale.ROOT), ofRow, decimals))
        : Optional.empty();
  }
}
