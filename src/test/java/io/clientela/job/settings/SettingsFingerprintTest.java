package io.clientela.job.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.job.settings.Settings.Overrides;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFingerprintTest {
  private static final String BASE =
      """
      lake: ./lake
      sources:
        orders: {path: ./orders, options: {header: true, sep: ";", password: "${SECRET}"}}
        customers: {path: ./customers}
      kpis:
        churn: {inactive-after-days: 90}
      """;

  @TempDir Path directory;

  @Test
  void isTheSameInEveryProcess() {
    assertEquals(
        "2de20438d9b41724b438416697cf1c2fa0579af2efcbdbb2356ab739e45fb421", fingerprint(BASE));
  }

  @Test
  void layoutOrderAndWrittenDefaultsChangeNothing() {
    String other =
        """
        # other words, same meaning
        time-zone: UTC
        as-of: 2025-01-01
        week-start: "monday"
        kpis: {churn: {grains: [week, month]}, funnels: {}}
        sources:
          customers: {format: delta, path: ./customers, max-reject-share: 0.010}
          orders:
            options: {password: "${SECRET}", sep: ';', header: "true"}
            path: ./orders
        lake: ./lake
        """;
    assertEquals(fingerprint(BASE), fingerprint(other));
  }

  @Test
  void meaningChangesIt() {
    String base = fingerprint(BASE);
    assertNotEquals(base, fingerprint(BASE.replace("days: 90", "days: 91")));
    assertNotEquals(base, fingerprint(BASE.replace("./customers", "./clients")));
    assertNotEquals(base, fingerprint(BASE.replace("sep: \";\"", "sep: \",\"")));
    assertNotEquals(base, fingerprint("currency: USD\n" + BASE));
    assertNotEquals(base, fingerprint("dimensions: [\"a\", b]\n" + BASE));
    assertNotEquals(
        fingerprint("dimensions: [a, b]\n" + BASE), fingerprint("dimensions: [b, a]\n" + BASE));
  }

  @Test
  void secretsAreNoPartOfIt() {
    for (String option :
        new String[] {
          "password",
          "fs.s3a.secret.key",
          "accessKey",
          "sasToken",
          "fs.azure.sas.fixed",
          "accountSas",
          "Credential",
          "PASSPHRASE",
          "privatePart"
        }) {
      String text = BASE.replace("password", option);
      Settings one = read(text, "hunter2");
      assertEquals(one.fingerprint(), read(text, "other").fingerprint(), option);
      assertFalse(Fingerprint.canonical(one).contains("hunter2"), option);
      assertFalse(one.toString().contains("hunter2"), option);
    }
    String url = BASE.replace("sep: \";\"", "url: \"jdbc:x://me:${SECRET}@host/a\"");
    assertEquals(read(url, "hunter2").fingerprint(), read(url, "other").fingerprint());
    assertFalse(Fingerprint.canonical(read(url, "hunter2")).contains("hunter2"));
  }

  @Test
  void optionsThatAreNoSecretStay() {
    String text = BASE.replace("password", "primitivesAsString");
    assertTrue(Fingerprint.canonical(read(text, "visible")).contains("visible"));
  }

  private String fingerprint(String yaml) {
    return read(yaml, "hunter2").fingerprint();
  }

  private Settings read(String yaml, String secret) {
    return SettingsTestCatalogue.read(directory, yaml, Overrides.NONE, Map.of("SECRET", secret));
  }
}
