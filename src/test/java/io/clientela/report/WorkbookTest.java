package io.clientela.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.report.page.Cell;
import io.clientela.report.page.Grid;
import io.clientela.table.Unit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** The workbook as the files that it is made of. */
final class WorkbookTest {

  private static final Words WORDS = new Words(Language.PT_BR, "BRL");

  @TempDir Path folder;

  @Test
  void valuesAreTypedAndTextIsNeverAFormula() throws IOException {
    Grid grid =
        Grid.titled("")
            .text("=1+1")
            .numbers("share", "money", "count")
            .text("date")
            .filled(
                List.of(
                    List.of(
                        Cell.said("=HYPERLINK(\"x\")"),
                        Cell.of(WORDS, Unit.SHARE, 0.123),
                        Cell.of(WORDS, Unit.MONEY, 1234.5),
                        Cell.of(WORDS, Unit.COUNT, null),
                        Cell.date(WORDS, LocalDate.of(2024, 9, 1)))));
    Map<String, String> files = files(Workbook.of(Map.of("Metas", grid), WORDS, "01.0000"));
    String sheet = files.get("xl/worksheets/sheet1.xml");

    assertFalse(sheet.contains("<f>"), sheet);
    assertTrue(files.get("xl/sharedStrings.xml").contains("=HYPERLINK("));
    assertTrue(sheet.contains("<v>0.123</v>"), sheet);
    assertTrue(sheet.contains("<v>1234.5</v>"), sheet);
    assertTrue(sheet.contains("<v>45536"), "a date is a number of days");
    assertTrue(sheet.contains("state=\"frozen\""), sheet);
    assertTrue(sheet.contains("autoFilter ref=\"A1:E2\""), sheet);
    String styles = files.get("xl/styles.xml");
    assertTrue(styles.contains("[$R$] #,##0.00"), styles);
    assertTrue(styles.contains("0.0%"), styles);
    assertTrue(styles.contains("yyyy-mm-dd"), styles);
  }

  @Test
  void everySheetIsThereWithoutAnyTable() throws IOException {
    ManagementReport report = new ManagementReport(new ReportTables().published(Map.of()), WORDS);
    Map<String, String> files = files(Workbook.of(report.sheets(), WORDS, "01.0000"));

    assertEquals(
        6, files.keySet().stream().filter(name -> name.startsWith("xl/worksheets/sheet")).count());
    assertTrue(files.get("xl/workbook.xml").contains("Indicadores"));
    assertTrue(files.get("xl/sharedStrings.xml").contains("entre as tabelas desta"));
  }

  private Map<String, String> files(byte[] workbook) throws IOException {
    Path file = Files.write(folder.resolve("book.xlsx"), workbook);
    Map<String, String> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        requireWellFormed(content);
        files.put(entry.getName(), new String(content, StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  private static void requireWellFormed(byte[] xml) {
    try {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml));
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new AssertionError(new String(xml, StandardCharsets.UTF_8), e);
    }
  }
}
