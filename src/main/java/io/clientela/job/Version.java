package io.clientela.job;

import java.util.List;
import java.util.Optional;

/** The version of the program, as the jar says, and those of Spark that it was tested with. */
public final class Version {

  private static final List<String> TESTED = List.of("4.0", "4.1", "4.2");

  private Version() {}

  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** The first two numbers of a version, such as 4.1. */
  static String line(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  /** What is said of a Spark that the tests do not know; nothing of another. */
  static Optional<String> untested(String spark) {
    return TESTED.contains(line(spark))
        ? Optional.empty()
        : Optional.of(
            String.format(
                "warning: Spark %s was not tested with Clientela %s, as %s were",
                spark, current(), String.join(", ", TESTED)));
  }
}
