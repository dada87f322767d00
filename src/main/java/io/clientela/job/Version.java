package io.clientela.job;

import java.util.Optional;

/** Version of the program, as the jar says. */
public final class Version {

  private Version() {}

  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
