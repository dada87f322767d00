package io.clientela.source;

import java.time.LocalDate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Staging SQL as it is written in the settings: it may name the as-of date of the run.
 *
 * @param text with {@code ${as-of}} where the date stands, and {@code $${} for {@code ${} itself
 */
public record StagingSql(String text) {

  /** How the SQL names the as-of date of the run. */
  public static final String AS_OF = "${as-of}";

  private static final String ESCAPED = "$${";

  /** Comments and what is quoted as a whole, so that a quote in a comment opens nothing. */
  private static final Pattern PART =
      Pattern.compile(
          "--[^\\n]*"
              + "|/\\*(?s:.*?)\\*/"
              + "|\\b[rR]'[^']*'|\\b[rR]\"[^\"]*\""
              + "|'(?:[^'\\\\]|\\\\(?s:.))*'|\"(?:[^\"\\\\]|\\\\(?s:.))*\""
              + "|`[^`]*`"
              + "|\\$\\$\\{|\\$\\{as-of\\}");

  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{as-of\\}");

  /** The SQL that Spark runs: the date in quotes is a text, elsewhere a DATE literal. */
  public String at(LocalDate asOf) {
    return PART.matcher(text).replaceAll(part -> Matcher.quoteReplacement(filled(part, asOf)));
  }

  private static String filled(MatchResult part, LocalDate asOf) {
    String found = part.group();
    return switch (found) {
      case ESCAPED -> "${";
      case AS_OF -> "DATE '" + asOf + "'";
      default -> inside(found, asOf.toString());
    };
  }

  private static String inside(String quoted, String date) {
    return REFERENCE
        .matcher(quoted)
        .replaceAll(
            reference -> Matcher.quoteReplacement(reference.group().equals(ESCAPED) ? "${" : date));
  }
}
