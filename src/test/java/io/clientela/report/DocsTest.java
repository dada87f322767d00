package io.clientela.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.job.settings.SettingsDocs;
import io.clientela.kpi.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The generated documents say what the code says; {@code scripts/test -DupdateDocs=true} writes
 * them anew.
 */
class DocsTest {

  private final KpiDocs catalogue = new KpiDocs(Catalogue.inputs(), Catalogue.kpis());
  private final SemanticLayer semantic = new SemanticLayer(Catalogue.kpis());

  @Test
  void kpiTables() throws IOException {
    assertCurrent(Path.of("src/docs/kpis.md"), catalogue.markdown());
  }

  @Test
  void settings() throws IOException {
    assertCurrent(Path.of("src/docs/settings.md"), SettingsDocs.markdown(Catalogue.kpis()));
  }

  @Test
  void metrics() throws IOException {
    assertCurrent(Path.of("src/docs/semantic/metrics.yaml"), semantic.yaml());
  }

  @Test
  void everyTableIsInEveryFormat() {
    Catalogue.kpis()
        .forEach(
            kpi -> {
              String name = kpi.output().name();
              assertTrue(catalogue.text().contains(name), name);
              assertTrue(catalogue.json().contains("\"table\" : \"" + name + "\""), name);
              assertTrue(semantic.yaml().contains("- name: " + name + "\n"), name);
            });
  }

  private static void assertCurrent(Path file, String current) throws IOException {
    if (Boolean.getBoolean("updateDocs")) {
      Files.writeString(file, current);
    }
    String written = Files.exists(file) ? Files.readString(file) : "";
    assertEquals(
        current, written, file + " is outdated; run scripts/test -DupdateDocs=true and commit it");
  }
}
