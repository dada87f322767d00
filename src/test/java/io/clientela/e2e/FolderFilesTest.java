package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.source.Source.Format;
import io.clientela.source.Source.MissingColumns;
import io.clientela.table.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a folder are read by the names of their columns, in each file its own. */
final class FolderFilesTest {

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void csvColumnsAreReadByNameInEveryFile() {
    work.file("visits/1.csv", "customer_id,type,channel\nana,visit,web\n");
    work.file("visits/2.csv", "channel,customer_id,type\napp,bia,visit\n");
    work.file("visits/3.csv", "TYPE,customer_id,seconds\nlogin,caio,9\n");

    Raw raw = read(csv());

    assertEquals(List.of("customer_id", "type", "channel", "seconds"), raw.columns());
    assertEquals(
        """
        ana visit web null
        bia visit app null
        caio login null 9\
        """,
        text(raw, "customer_id, type, channel, seconds"));
    assertEquals(Map.of("channel", 1L, "seconds", 2L), raw.filled());
    assertTrue(raw.lacking().get("channel").get(0).endsWith("visits/3.csv"));
    assertEquals(OptionalLong.of(3), raw.files());
  }

  @Test
  void csvFilesWithOneHeaderLackNothing() {
    work.file("visits/1.csv", "customer_id,type\nana,visit\n");
    work.file("visits/2.csv", "customer_id,type\nbia,visit\n");
    work.file("visits/3.csv", "");
    work.file("visits/_SUCCESS", "x");
    work.file("visits/.hidden.csv", "other\n");

    Raw raw = read(csv());

    assertEquals("ana visit\nbia visit", text(raw, "customer_id, type"));
    assertEquals(Map.of(), raw.filled());
  }

  @Test
  void columnsOfFoldersStayAndAreText() throws IOException {
    work.file("visits/month=01/a[1].csv", "customer_id,type\nana,visit\n");
    gz("visits/month=02/b.csv.gz", bytes("\uFEFFtype,customer_id\nvisit,bia\n", "UTF-8"));
    work.file("visits/month=02/c d%20.csv", "type,customer_id,channel\nvisit,caio,web\n");

    String expected =
        """
        ana visit null 01
        bia visit null 02
        caio visit web 02\
        """;
    assertEquals(expected, text(read(csv()), "customer_id, type, channel, month"));
    Source glob =
        Source.of(
            "interactions",
            work.path("visits/*"),
            Format.CSV,
            Map.of("basePath", work.path("visits")));
    assertEquals(expected, text(read(glob), "customer_id, type, channel, month"));
    Source found = Source.of("interactions", work.path("visits/month=0[12]"), Format.CSV, Map.of());
    assertEquals("ana null\nbia null\ncaio web", text(read(found), "customer_id, channel"));
  }

  @Test
  void byteOrderMarksSayHowAFileIsRead() throws IOException {
    String rows = "\uFEFFcustomer_id,type,channel\njoão,visit,web\n";
    bytes("visits/1.csv", bytes(rows, "UTF-8"));
    bytes("visits/2.csv", bytes(rows, "UTF-16LE"));
    bytes("visits/3.csv", bytes(rows, "UTF-16BE"));
    gz("visits/4.csv.gz", bytes(rows, "UTF-16LE"));
    bytes("visits/5.csv", bytes("customer_id,type,channel\r\nana,visit,app\r\n", "UTF-8"));

    String expected = "ana visit app\n" + "joão visit web\n".repeat(4).strip();
    assertEquals(expected, text(read(csv()), "customer_id, type, channel"));
    assertEquals(
        expected, text(read(csv(Map.of("multiLine", "true"))), "customer_id, type, channel"));
    assertEquals(
        expected, text(read(csv(Map.of("inferSchema", "true"))), "customer_id, type, channel"));
  }

  @Test
  void withoutHeaderColumnsAreReadByPlace() {
    work.file("visits/1.csv", "ana,visit\nbia,visit\n");
    work.file("visits/2.csv", "caio,login\n");

    Raw raw = read(csv(Map.of("header", "false")));

    assertEquals("ana visit\nbia visit\ncaio login", text(raw, "_c0, _c1"));
  }

  @Test
  void inferredTypesThatDifferAreText() {
    work.file("visits/1.csv", "customer_id,seconds,pages\n007,1.5,3\n");
    work.file("visits/2.csv", "pages,customer_id,seconds\n4,a8,2.5\n");

    Raw raw = read(csv(Map.of("inferSchema", "true")));

    assertEquals("007 1.5 3\na8 2.5 4", text(raw, "customer_id, seconds, pages"));
    assertEquals("double", raw.rows().schema().apply("seconds").dataType().simpleString());
  }

  @Test
  void aNameThatStandsTwiceInAHeaderIsRefused() {
    work.file("visits/1.csv", "customer_id,type,channel\nana,visit,web\n");
    work.file("visits/2.csv", "customer_id,Channel,type,channel\nbia,web,visit,app\n");

    refuses(csv(), "interactions: the header of", "visits/2.csv", "channel twice", "header: false");
  }

  @Test
  void missingColumnsMayBeRefused() {
    work.file("visits/1.csv", "customer_id,type,channel\nana,visit,web\n");
    work.file("visits/2.csv", "customer_id,type\nbia,visit\n");

    refuses(
        refusing(csv()),
        "interactions: column channel is missing in 1 of 2 files",
        "visits/2.csv",
        "missing-columns: fill");
  }

  @Test
  void parquetColumnsAreReadByName() {
    work.parquet("visits", "SELECT 'ana' AS customer_id, 'visit' AS type");
    work.parquet("visits", "SELECT 'web' AS channel, 'visit' AS type, 'bia' AS customer_id");
    work.parquet("visits", "SELECT 'login' AS Type, 'caio' AS customer_id");

    Raw raw = read(parquet());

    assertEquals(
        """
        ana visit null
        bia visit web
        caio login null\
        """,
        text(raw, "customer_id, type, channel"));
    assertEquals(Map.of("channel", 2L), raw.filled());
    refuses(refusing(parquet()), "column channel is missing in 2 of 3 files");
  }

  @Test
  void parquetNumbersWiden() {
    work.parquet(
        "visits/month=01", "SELECT 1 AS customer_id, 10 AS amount, DATE '2024-01-05' AS at");
    work.parquet("visits/month=02", "SELECT 20.25BD AS amount, 9999999999L AS customer_id");
    work.parquet(
        "visits/month=03",
        "SELECT 3 AS customer_id, 1.5D AS pages, TIMESTAMP '2024-03-05 10:00:00' AS at, 'x' AS"
            + " note");

    for (Map<String, String> options :
        List.of(Map.<String, String>of(), Map.of("mergeSchema", "true"))) {
      Source source = Source.of("interactions", work.path("visits"), Format.PARQUET, options);
      assertEquals(
          """
          1 10.00 2024-01-05 00:00:00.0 null null 01
          3 null 2024-03-05 10:00:00.0 1.5 x 03
          9999999999 20.25 null null null 02\
          """,
          text(read(source), "customer_id, amount, at, pages, note, month"));
    }
  }

  @Test
  void parquetTypesThatDifferAreNamedWithTheirFiles() {
    work.parquet("visits/a=1", "SELECT 1 AS customer_id, 'visit' AS type");
    work.parquet("visits/a=2", "SELECT 'bia' AS customer_id, 'visit' AS type");

    refuses(
        parquet(),
        "interactions: column customer_id is INT in",
        "visits/a=1/part-",
        "STRING in",
        "visits/a=2/part-",
        "expected one type");
  }

  @Test
  void structsOfParquetFilesHaveTheFieldsOfAll() {
    work.parquet("visits", "SELECT 'ana' AS customer_id, struct(1 AS a) AS page");
    work.parquet("visits", "SELECT 'bia' AS customer_id, struct(2 AS a, 'x' AS b) AS page");

    assertEquals("ana 1 null\nbia 2 x", text(read(parquet()), "customer_id, page.a, page.b"));
  }

  /** The name of the folder counts, whatever stands in the file. */
  @Test
  void aColumnOfFoldersMayStandInTheFilesToo() {
    work.file("visits/month=01/a.csv", "customer_id,month,type\nana,1,visit\n");
    work.file("visits/month=02/b.csv", "type,customer_id,month\nvisit,bia,2\n");
    assertEquals("ana visit 01\nbia visit 02", text(read(csv()), "customer_id, type, month"));

    work.parquet("pages/month=01", "SELECT 'ana' AS customer_id, 1 AS month");
    work.parquet("pages/month=02", "SELECT 'bia' AS customer_id, 2 AS month, 'x' AS type");
    Source pages = Source.of("interactions", work.path("pages"), Format.PARQUET, Map.of());
    assertEquals("ana null 01\nbia x 02", text(read(pages), "customer_id, type, month"));
  }

  @Test
  void filesMayBeChosenByOptions() {
    work.file("visits/a/1.csv", "customer_id,type\nana,visit\n");
    work.file("visits/b/2.csv", "type,customer_id\nvisit,bia\n");
    work.file("visits/b/3.txt", "other\nx\n");

    assertEquals(
        "ana visit\nbia visit",
        text(
            read(csv(Map.of("recursiveFileLookup", "true", "pathGlobFilter", "*.csv"))),
            "customer_id, type"));
  }

  @Test
  void aCharsetOfTheSettingsIsReadInEveryFile() throws IOException {
    bytes("visits/1.csv", bytes("customer_id,região\njoão,Sul\n", "ISO-8859-1"));
    bytes("visits/2.csv", bytes("região,customer_id\nSul,zoé\n", "ISO-8859-1"));
    assertEquals(
        "joão Sul\nzoé Sul",
        text(read(csv(Map.of("encoding", "ISO-8859-1"))), "customer_id, `região`"));

    bytes("pages/1.csv", bytes("customer_id,região\njoão,Sul\n", "UTF-16LE"));
    Source pages =
        Source.of("interactions", work.path("pages"), Format.CSV, Map.of("encoding", "UTF-16LE"));
    assertEquals("joão Sul", text(read(pages), "customer_id, `região`"));
  }

  @Test
  void numbersThatNoTypeOfAllFilesHoldsAreAnError() {
    work.parquet("visits/a=1", "SELECT 9007199254740993L AS customer_id");
    work.parquet("visits/a=2", "SELECT 7D AS customer_id");

    String message =
        assertThrows(Exception.class, () -> text(read(parquet()), "customer_id")).getMessage();
    assertTrue(message.contains("customer_id is BIGINT in some files"), message);
  }

  @Test
  void columnsOfJsonAreReadByName() throws IOException {
    work.file("visits/1.json", "{\"customer_id\": \"ana\", \"type\": \"visit\"}\n");
    work.file("visits/2.json", "\uFEFF{\"channel\": \"web\", \"customer_id\": \"bia\"}\n");
    Source json = Source.of("interactions", work.path("visits"), Format.JSON, Map.of());

    assertEquals("ana visit null\nbia null web", text(read(json), "customer_id, type, channel"));
    refuses(refusing(json), "column type is missing in 1 of 2 files", "visits/2.json");

    bytes("visits/3.json", bytes("\uFEFF{\"customer_id\": \"caio\"}\n", "UTF-16LE"));
    refuses(json, "visits/3.json is written in UTF-16LE", "iconv");
  }

  /** Heads are read on the cluster where they are many. */
  @Test
  void manyFilesAreReadAlike() {
    for (int i = 0; i < 100; i++) {
      work.file(
          "visits/" + i + ".csv",
          i % 2 == 0
              ? "customer_id,type\n" + i + ",visit\n"
              : "type,customer_id\nvisit," + i + "\n");
    }

    Raw raw = read(csv());

    assertEquals(100, raw.rows().where("type = 'visit' AND customer_id < 100").count());
  }

  @Test
  void aFileWithoutARequiredColumnIsNamed() {
    work.file("orders/1.csv", "order_id,customer_id,ordered_at,amount\n1,ana,2024-01-05,10\n");
    work.file("orders/2.csv", "order_id,customer_id,ordered_at\n2,bia,2024-01-05\n");
    work.orders("format: csv");

    work.refuses(3, "orders: required column amount is missing in 1 of 2 files", "orders/2.csv");
  }

  @Test
  void whatIsFilledIsSaid() {
    work.file(
        "orders/1.csv",
        "order_id,customer_id,ordered_at,amount,cost\n1,ana,2024-01-05,10,6\n3,bia,2024-01-05,5,3\n");
    work.file("orders/2.csv", "order_id,customer_id,amount,ordered_at\n2,bia,20,2024-01-05\n");
    work.orders("format: csv");

    work.says(work.check(), 0, "column cost is missing in 1 of 2 files", "orders/2.csv");
    work.says(work.run("--only", "order_value"), 0, "column cost is missing in 1 of 2 files");
    assertEquals(
        List.of("[Map(cost -> 1)]"),
        work.rows("data_quality", "SELECT filled_columns FROM t WHERE input = 'orders'"));
    assertEquals(
        List.of("[35.0000]"),
        work.rows(
            "order_value",
            "SELECT sum(revenue) FROM t WHERE grain = 'month' AND dimension = 'all'"));
  }

  private Source csv() {
    return csv(Map.of());
  }

  private Source csv(Map<String, String> options) {
    return Source.of("interactions", work.path("visits"), Format.CSV, options);
  }

  private Source parquet() {
    return Source.of("interactions", work.path("visits"), Format.PARQUET, Map.of());
  }

  private static Source refusing(Source source) {
    return new Source(
        source.table(),
        source.path(),
        source.format(),
        source.options(),
        Optional.empty(),
        MissingColumns.REFUSE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        source.limits());
  }

  private static Raw read(Source source) {
    return new Reader(Workplace.spark()).read(source);
  }

  private static void refuses(Source source, String... said) {
    Refusal refusal = assertThrows(Refusal.class, () -> read(source));
    assertEquals(Refusal.Reason.CONTRACT, refusal.reason());
    for (String part : said) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }

  /** Sorted rows of these columns. */
  private static String text(Raw raw, String columns) {
    return raw
        .rows()
        .selectExpr(Arrays.stream(columns.split(", ")).toArray(String[]::new))
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static byte[] bytes(String text, String charset) {
    return text.getBytes(Charset.forName(charset));
  }

  private void bytes(String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.write(folder.resolve(name), bytes);
  }

  private void gz(String name, byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    bytes(name, zipped.toByteArray());
  }
}
