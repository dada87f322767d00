package io.clientela.job.settings;

import io.clientela.source.StagingSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in which {@code ${NAME}} was taken from the environment; {@code $${} stands for itself.
 *
 * @param fromEnvironment the text may be a secret and is in no message
 */
record Interpolated(String text, boolean fromEnvironment) {
  static final String WHERE = "lake, catalog and the path, sql-file and options of sources";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://)?([^/]*)");
  private static final Set<String> CONTAINER_AT_ACCOUNT = Set.of("abfs", "abfss", "wasb", "wasbs");
  private static final Set<String> SCHEMES =
      new TreeSet<>(
          Set.of("file", "s3a", "s3", "hdfs", "abfs", "abfss", "gs", "wasb", "wasbs", "dbfs"));

  static Interpolated of(
      String raw, String key, Map<String, String> environment, Problems problems) {
    String text =
        REFERENCE
            .matcher(raw)
            .replaceAll(
                match -> Matcher.quoteReplacement(value(match, key, environment, problems)));
    return new Interpolated(text, raw.replace("$${", "").contains("${"));
  }

  /** The text of a key that takes nothing from the environment. */
  static String refuse(String raw, String key, Problems problems) {
    Interpolated plain = of(raw, key, Map.of(), new Problems(""));
    if (plain.fromEnvironment) {
      problems.add(key, "environment variables may be used in " + WHERE + " only");
    }
    return plain.text;
  }

  /**
   * Staging SQL as it is written; of all references only the as-of date of the run may be there.
   */
  static StagingSql sql(String raw, String key, Problems problems) {
    Interpolated rest = of(raw.replace(StagingSql.AS_OF, " "), key, Map.of(), new Problems(""));
    if (rest.fromEnvironment) {
      problems.add(
          key,
          "environment variables may be used in "
              + WHERE
              + " only; SQL may name the as-of date of the run as "
              + StagingSql.AS_OF);
    }
    return new StagingSql(raw);
  }

  private static String value(
      MatchResult match, String key, Map<String, String> environment, Problems problems) {
    if (match.group().equals("$${")) {
      return "${";
    }
    String name = match.group(1);
    if (!match.group().endsWith("}") || !NAME.matcher(name).matches()) {
      problems.add(key, "found ${ without the name of an environment variable and }");
      return "";
    }
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      problems.add(key, "the environment variable " + name + " is not set or empty");
    }
    return value;
  }

  /**
   * Adds a problem unless this is a path of a file system that Spark reads, without user
   * information.
   */
  void checkPath(String key, Problems problems) {
    Matcher uri = SCHEME.matcher(text);
    if (!uri.lookingAt()) {
      return;
    }
    String scheme = uri.group(1);
    if (!SCHEMES.contains(scheme)) {
      String found = fromEnvironment ? "another scheme" : "the scheme " + Problems.quote(scheme);
      problems.unexpected(key, found, "a local path or one of " + String.join(", ", SCHEMES));
    }
    if (holdsUserInfo(scheme, uri.group(2))) {
      problems.add(
          key,
          "user information in the URI is not supported (not shown here); give credentials to"
              + " Spark's file system configuration");
    }
  }

  /** For messages. */
  String shown() {
    return fromEnvironment ? "a text with environment variables" : Problems.quote(text);
  }

  private static boolean holdsUserInfo(String scheme, String authority) {
    boolean names = authority.contains("@") && !CONTAINER_AT_ACCOUNT.contains(scheme);
    boolean secret = authority.matches(".*:(?!\\d+$).*");
    return names || secret;
  }

  /** The SQL in the file of this path; none where there is no such text. */
  Optional<String> readSql(String key, Problems problems) {
    try {
      String sql = Files.readString(Path.of(text));
      if (sql.isBlank()) {
        problems.unexpected(key, "an empty file", "a SELECT over the view source");
      }
      return Optional.of(sql(sql, key, problems).text());
    } catch (IOException | IllegalArgumentException unreadable) {
      String reason = unreadable.getClass().getSimpleName();
      problems.unexpected(key, shown() + " (" + reason + ")", "a local text file");
      return Optional.empty();
    }
  }
}
