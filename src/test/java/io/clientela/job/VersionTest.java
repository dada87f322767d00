package io.clientela.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"4.0.2", "4.1.1", "4.1.1-amzn-0", "4.2.0"})
  void nothingIsSaidOfASparkThatWasTested(String spark) {
    assertTrue(Version.untested(spark).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5.6", "4.3.0", "4.10.0", "5.0.0"})
  void anotherIsNamedInOneLine(String spark) {
    String told = Version.untested(spark).orElseThrow();
    assertTrue(told.startsWith("warning: Spark " + spark + " was not tested"), told);
    assertEquals(1, told.lines().count());
  }

  @Test
  void theSparkOfTheBuildIsOneOfThem() {
    assertTrue(Version.untested(package$.MODULE$.SPARK_VERSION()).isEmpty());
  }
}
