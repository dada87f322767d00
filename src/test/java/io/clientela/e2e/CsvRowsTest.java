package io.clientela.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.source.Raw;
import io.clientela.source.Reader;
import io.clientela.source.Source;
import io.clientela.source.Source.Format;
import io.clientela.source.Source.Limits;
import io.clientela.source.Source.MissingColumns;
import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of text files that can't be taken apart are told from the others. */
final class CsvRowsTest {

  private static final Map<String, String> NONE = Map.of();

  @TempDir Path folder;
  private Workplace work;

  @BeforeEach
  void workplace() {
    work = new Workplace(folder);
  }

  @Test
  void rowsWithTooManyOrTooFewFieldsAreMarked() {
    work.file(
        "customers/c.csv",
        """
        customer_id,region,channel
        ana,Sul,web
        bia,Rio, Centro,app
        caio,Norte

        duda,,
        """);
    Raw raw = read(Format.CSV, NONE);

    assertEquals("ana Sul web\nduda null null", read(raw));
    assertEquals(
        """
        bia,Rio, Centro,app: the row has more or fewer fields than its header
        caio,Norte: the row has more or fewer fields than its header\
        """,
        unread(raw));
    assertEquals(4, raw.rows().count());
    assertEquals(2, raw.rows().where("customer_id IS NULL AND region IS NULL").count());
    assertEquals(List.of("customer_id", "region", "channel"), raw.columns());
  }

  @Test
  void quotesInQuotesAreDoubled() {
    work.file(
        "customers/c.csv",
        """
        customer_id,region,channel
        ana,"TV 32"", black",web
        bia,"a \\ b","x\\"
        """);

    assertEquals("ana TV 32\", black web\nbia a \\ b x\\", read(read(Format.CSV, NONE)));
    assertEquals("", unread(read(Format.CSV, NONE)));
  }

  @Test
  void theEscapeOfTheSettingsWins() {
    work.file("customers/c.csv", "customer_id,region,channel\nana,\"TV 32\\\", black\",web\n");

    assertEquals("ana TV 32\", black web", read(read(Format.CSV, Map.of("ESCAPE", "\\"))));
  }

  @Test
  void theEscapeFollowsTheQuoteOfTheSettings() {
    work.file("customers/c.csv", "customer_id,region,channel\nana,'Joana d''Arc, SP',web\n");

    assertEquals("ana Joana d'Arc, SP web", read(read(Format.CSV, Map.of("quote", "'"))));
  }

  @Test
  void anOpenQuoteIsTold() {
    work.file(
        "customers/c.csv",
        """
        customer_id,region,channel
        ana,Sul,web
        bia,"Rio
        de Janeiro",app
        """);

    assertEquals("ana Sul web", read(read(Format.CSV, NONE)));
    assertEquals(
        """
        bia,"Rio: a quote is not closed in its line
        de Janeiro",app: a quote is not closed in its line\
        """,
        unread(read(Format.CSV, NONE)));
    Raw whole = read(Format.CSV, Map.of("multiLine", "true"));
    assertEquals("ana Sul web\nbia Rio\nde Janeiro app", read(whole));
    assertEquals("", unread(whole));
  }

  /** It takes the rest of the file into its field. */
  @Test
  void anOpenQuoteInAFileOfManyLinesIsTold() {
    work.file(
        "customers/c.csv",
        "customer_id,region,channel\nana,Sul,web\nbia,\"Rio,app\ncaio,Norte,web\n");
    Raw raw = read(Format.CSV, Map.of("multiLine", "true"));

    assertEquals("ana Sul web", read(raw));
    assertEquals("bia,\"Rio,app\ncaio,Norte,web: a quote is not closed in its line", unread(raw));
  }

  /** The number of fields is right: only what the field holds gives it away. */
  @Test
  void anOpenQuoteThatTakesWholeRowsIsTold() {
    work.file(
        "customers/c.csv",
        """
        customer_id,region,channel,note
        ana,Sul,web,"one,
        two"
        bia,"Rio,app,x
        caio,"Norte",web,y
        duda,Sul,web,"z
        eva,Sul,web,
        """);
    Raw raw = read(Format.CSV, Map.of("multiLine", "true"));

    assertEquals("ana Sul web", read(raw));
    assertEquals(
        List.of(UnreadRow.OPEN_QUOTE),
        raw
            .rows()
            .where(UnreadRow.REASON + " IS NOT NULL")
            .select(UnreadRow.REASON)
            .distinct()
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList());
    assertTrue(unread(raw).contains("eva,Sul,web"), unread(raw));
    assertTrue(unread(raw).contains("caio"), unread(raw));
  }

  /** Among clean rows, in a file of another order, and seen by no staging SQL. */
  @Test
  void stagingSqlSeesOnlyRowsThatWereRead() {
    String clean =
        IntStream.range(0, 400).mapToObj(i -> "c" + i + ",Sul,web\n").collect(Collectors.joining());
    work.file("customers/1.csv", "customer_id,region,channel\n" + clean + "bad,Sul,1,2\n");
    work.file("customers/2.csv", "channel,region,customer_id\nweb,Sul\napp,Norte,z\n");
    Raw raw =
        new Reader(Workplace.spark())
            .read(
                source(
                    Format.CSV,
                    NONE,
                    Optional.of("SELECT region, count(*) AS n FROM source GROUP BY region")));

    assertEquals(
        "Norte 1\nSul 400",
        text(raw.rows().where(raw.rows().col(UnreadRow.REASON).isNull()).select("region", "n")));
    assertEquals(
        """
        bad,Sul,1,2: the row has more or fewer fields than its header
        web,Sul: the row has more or fewer fields than its header\
        """,
        unread(raw));
    assertEquals(List.of("region", "n"), raw.columns());
    assertEquals(4, raw.rows().count());
  }

  @Test
  void optionsThatHideRowsAreRefused() {
    work.file("customers/c.csv", "customer_id\nana\n");
    for (String option : List.of("mode", "columnNameOfCorruptRecord")) {
      Refusal refusal =
          assertThrows(Refusal.class, () -> read(Format.CSV, Map.of(option, "DROPMALFORMED")));
      assertEquals(Refusal.Reason.SETTINGS, refusal.reason());
      assertTrue(refusal.getMessage().contains("sources.customers.options." + option));
      assertTrue(refusal.getMessage().contains("max-reject-share"));
    }
    work.file("customers/c.csv", "{}");
    Refusal refusal =
        assertThrows(Refusal.class, () -> read(Format.JSON, Map.of("MODE", "dropMalformed")));
    assertEquals(Refusal.Reason.SETTINGS, refusal.reason());
  }

  @Test
  void textsThatAreNoJsonDocumentsAreMarked() {
    work.file(
        "customers/c.json",
        """
        {"customer_id": "ana", "region": "Sul", "channel": "web"}
        {"customer_id": "bia", "reg
        {"customer_id": "caio", "channel": "app"}
        """);
    Raw raw = read(Format.JSON, NONE);

    assertEquals("ana Sul web\ncaio null app", read(raw));
    assertEquals("{\"customer_id\": \"bia\", \"reg: the text is not a JSON document", unread(raw));
    assertEquals(3, raw.rows().count());
    Raw staged =
        new Reader(Workplace.spark())
            .read(source(Format.JSON, NONE, Optional.of("SELECT count(*) AS n FROM source")));
    assertEquals(2L, staged.rows().where("n IS NOT NULL").head().<Long>getAs("n"));
    assertEquals(2, staged.rows().count());
  }

  private Raw read(Format format, Map<String, String> options) {
    return new Reader(Workplace.spark()).read(source(format, options, Optional.empty()));
  }

  private Source source(Format format, Map<String, String> options, Optional<String> sql) {
    return new Source(
        "customers",
        work.path("customers"),
        format,
        options,
        sql,
        MissingColumns.FILL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Limits.DEFAULTS);
  }

  private static String read(Raw raw) {
    return text(
        raw.rows().where(UnreadRow.REASON + " IS NULL").select("customer_id", "region", "channel"));
  }

  private static String unread(Raw raw) {
    return text(
        raw.rows()
            .where(UnreadRow.REASON + " IS NOT NULL")
            .selectExpr("concat(" + UnreadRow.TEXT + ", ': ', " + UnreadRow.REASON + ")"));
  }

  private static String text(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
