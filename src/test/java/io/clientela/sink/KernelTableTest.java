package io.clientela.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.table.Field;
import io.clientela.table.LocalRows;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import io.clientela.testing.Sessions;
import io.delta.kernel.Snapshot;
import io.delta.kernel.commit.Committer;
import io.delta.tables.DeltaTable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of few rows, which Kernel writes and everybody reads. */
final class KernelTableTest {

  private static final Table VISITS =
      Table.named("visits")
          .titled("Visits", "Visitas")
          .grain("One row per day and shop")
          .key(Table.AS_OF, Field.label("shop", "Where").orNull())
          .values(Field.count("visits", "Visits"))
          .definedBy("count of visits");
  private static final StructType PLACE =
      new StructType().add("name", DataTypes.StringType).add("version", DataTypes.LongType);

  /** Every type that a published column has. */
  private static final Table ALL =
      Table.named("all_types")
          .key(Table.AS_OF)
          .values(
              Field.label("text", "").orNull(),
              Field.count("whole", "").orNull(),
              Field.integer("small", "").orNull(),
              Field.money("money", "").orNull(),
              Field.share("share", ""),
              Field.flag("flag", "").orNull(),
              Field.date("day", "").orNull(),
              Field.instant("instant", "").orNull(),
              any("places", DataTypes.createArrayType(PLACE)),
              any("names", DataTypes.createArrayType(DataTypes.StringType)),
              any("counts", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType)));

  private static final LocalDate FIRST = LocalDate.of(2024, 3, 1);
  private static final LocalDate NEXT = LocalDate.of(2024, 3, 2);

  @TempDir Path folder;

  private static Field any(String name, org.apache.spark.sql.types.DataType type) {
    return new Field(name, type, Unit.ANY, true, "");
  }

  @Test
  void sparkReadsWhatKernelWrote() {
    List<Row> rows =
        List.of(
            RowFactory.create(
                Date.valueOf(FIRST),
                "Ação \uD83D\uDE00",
                Long.MAX_VALUE,
                -7,
                new BigDecimal("123456789012345678901234.5678"),
                0.25,
                true,
                Date.valueOf("1999-12-31"),
                Timestamp.from(Instant.parse("2024-03-01T10:11:12.123456Z")),
                List.of(RowFactory.create("a", 1L), RowFactory.create(null, null)),
                Arrays.asList("x", null),
                Map.of("n", 3L)),
            RowFactory.create(
                Date.valueOf(FIRST),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    lake().replace(ALL, LocalRows.of(ALL.schema(new StructType()), rows), FIRST);

    Dataset<Row> read = lake().everyAsOf(ALL).orElseThrow();
    Dataset<Row> given = spark().createDataFrame(rows, ALL.schema(new StructType()));
    assertEquals(texts(given), texts(read));
    LocalRows fetched = lake().fetch(ALL, Optional.of(FIRST)).orElseThrow();
    assertEquals(texts(given), texts(spark().createDataFrame(fetched.outside(), fetched.schema())));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows
        .selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  @Test
  void theTableIsDescribedAsOneOfSpark() {
    replace(FIRST, visits(FIRST, "sul", 2));

    Row detail = DeltaTable.forPath(spark(), path()).detail().head();
    assertEquals(VISITS.comment(), detail.getAs("description"));
    assertEquals(1, detail.<Integer>getAs("minReaderVersion"));
    assertEquals(List.of("as_of"), detail.getList(detail.fieldIndex("partitionColumns")));
    for (Field field : VISITS.fields()) {
      StructField column = spark().read().format("delta").load(path()).schema().apply(field.name());
      assertEquals(field.comment(), column.getComment().get());
    }
    assertFalse(DeltaTable.forPath(spark(), path()).toDF().schema().apply("visits").nullable());
  }

  @Test
  void commitsSayWhatTheyDid() {
    replace(FIRST, visits(FIRST, "sul", 2), visits(FIRST, "norte", 3));

    Row commit = DeltaTable.forPath(spark(), path()).history(1).head();
    assertEquals("WRITE", commit.getAs("operation"));
    assertEquals("clientela run some", commit.getAs("userMetadata"));
    Map<String, String> how = commit.getJavaMap(commit.fieldIndex("operationParameters"));
    assertEquals("as_of = DATE '2024-03-01'", how.get("predicate"));
    Map<String, String> metrics = commit.getJavaMap(commit.fieldIndex("operationMetrics"));
    assertEquals("2", metrics.get("numOutputRows"));
  }

  @Test
  void aDateIsReplacedAndTheOthersStay() {
    replace(FIRST, visits(FIRST, "sul", 2));
    replace(NEXT, visits(NEXT, "sul", 3));
    long version = replace(FIRST, visits(FIRST, "sul", 4));

    assertEquals(List.of("2024-03-01 sul 4", "2024-03-02 sul 3"), rows());
    assertEquals(
        List.of("2024-03-01 sul 2"), rows(lake().at(VISITS, FIRST, OptionalLong.of(version - 2))));
    assertEquals(Optional.of(NEXT), lake().newest(VISITS));
  }

  @Test
  void aTableThatKeepsItsLatestLosesOlderDates() {
    Table latest = VISITS.latestOnly();
    lake().replace(latest, local(visits(FIRST, "sul", 2)), FIRST);
    lake().replace(latest, local(visits(NEXT, "sul", 3)), NEXT);

    assertEquals(List.of("2024-03-02 sul 3"), rows());
  }

  @Test
  void rowsAreAdded() {
    lake().append(VISITS, local(visits(FIRST, "sul", 2)), FIRST);
    lake().append(VISITS, local(visits(FIRST, "sul", 3)), FIRST);

    assertEquals(List.of("2024-03-01 sul 2", "2024-03-01 sul 3"), rows());
  }

  @Test
  void noRowsMakeAnEmptyTable() {
    replace(FIRST);

    assertEquals(List.of(), rows());
    assertEquals(Optional.empty(), lake().newest(VISITS));
  }

  /** A process that dies between the files of a commit and the commit leaves files of no table. */
  @Test
  void aTableIsThereBeforeItsFirstFiles() {
    KernelWrite write = writing(FIRST, visits(FIRST, "sul", 2));
    Committer dying =
        (engine, actions, commit) -> {
          if (commit.getVersion() > 0) {
            throw new IllegalStateException("killed");
          }
          return write.commits().commit(engine, actions, commit);
        };
    KernelWrite killed =
        new KernelWrite(write.table(), write.rows(), FIRST, write.replaced(), dying);
    assertThrows(IllegalStateException.class, () -> killed.onto(killed.latest()));
    assertEquals(List.of(), rows());
    lake().prepare(VISITS, VISITS.schema(new StructType()));
    replace(FIRST, visits(FIRST, "sul", 3));

    assertEquals(List.of("2024-03-01 sul 3"), rows());
  }

  /** A file that was removed is remembered, or VACUUM would take it before its time. */
  @Test
  void checkpointsRememberWhatWasRemoved() throws Exception {
    for (int i = 0; i < 31; i++) {
      replace(FIRST, visits(FIRST, "sul", i));
    }

    assertEquals(List.of("2024-03-01 sul 30"), rows());
    String checkpoint = String.format("%s/_delta_log/%020d.checkpoint.parquet", path(), 30);
    assertEquals(29, spark().read().parquet(checkpoint).where("remove.path IS NOT NULL").count());
  }

  /** Features that only Spark can write. */
  @Test
  void sparkWritesATableWithLaterFeatures() {
    replace(FIRST, visits(FIRST, "sul", 2));
    spark()
        .sql(
            "ALTER TABLE delta.`"
                + path()
                + "` SET TBLPROPERTIES ('delta.enableChangeDataFeed' = true)");
    replace(FIRST, visits(FIRST, "sul", 3));

    assertEquals(List.of("2024-03-01 sul 3"), rows());
    Row commit = DeltaTable.forPath(spark(), path()).history(1).head();
    assertTrue(commit.<String>getAs("engineInfo").startsWith("Apache-Spark"));
  }

  /** As two runs of one date after one has slept too long. */
  @Test
  void whoWasOvertakenByARunOfTheSameDateLoses() {
    replace(FIRST, visits(FIRST, "sul", 2));
    KernelWrite slow = writing(FIRST, visits(FIRST, "sul", 3));
    Optional<Snapshot> before = slow.latest();
    replace(FIRST, visits(FIRST, "sul", 4));

    Refusal refusal = assertThrows(Refusal.class, () -> slow.onto(before));
    assertEquals(Refusal.Reason.RACE, refusal.reason());
    assertTrue(refusal.getMessage().contains("visits as of 2024-03-01"), refusal.getMessage());
    assertEquals(List.of("2024-03-01 sul 4"), rows());
  }

  @Test
  void whoWasOvertakenByARunOfAnotherDateFollows() {
    replace(FIRST, visits(FIRST, "sul", 2));
    KernelWrite slow = writing(FIRST, visits(FIRST, "sul", 3));
    Optional<Snapshot> before = slow.latest();
    replace(NEXT, visits(NEXT, "sul", 4));

    assertEquals(3, slow.onto(before).orElseThrow().version());
    assertEquals(List.of("2024-03-01 sul 3", "2024-03-02 sul 4"), rows());
  }

  @Test
  void ofTwoThatMakeTheTableOneFollows() {
    KernelWrite slow = writing(NEXT, visits(NEXT, "sul", 3));
    Optional<Snapshot> before = slow.latest();
    replace(FIRST, visits(FIRST, "sul", 2));

    slow.onto(before);
    assertEquals(List.of("2024-03-01 sul 2", "2024-03-02 sul 3"), rows());
  }

  private KernelWrite writing(LocalDate asOf, Row... rows) {
    KernelTable stored = KernelTable.at(S3.storage(spark()), path());
    return KernelWrite.replace(stored, VISITS, local(rows), asOf, "slow");
  }

  /** A newer version of Clientela has the columns in another order, and one more. */
  @Test
  void columnsAreFoundByName() {
    replace(FIRST, visits(FIRST, "sul", 2));
    Table newer =
        Table.named("visits")
            .key(Table.AS_OF)
            .values(
                Field.label("note", "New").orNull(),
                Field.count("visits", "Visits"),
                Field.label("shop", "Where").orNull());
    Row row = RowFactory.create(Date.valueOf(FIRST), "new", 3L, "norte");
    lake().replace(newer, LocalRows.of(newer.schema(new StructType()), List.of(row)), FIRST);

    assertEquals(List.of("2024-03-01 norte 3 new"), rows());
  }

  @Test
  void anOtherTypeIsRefused() {
    replace(FIRST, visits(FIRST, "sul", 2));
    Table other =
        Table.named("visits").key(Table.AS_OF).values(Field.label("visits", "Other type"));

    Refusal refusal =
        assertThrows(Refusal.class, () -> lake().prepare(other, other.schema(new StructType())));
    assertTrue(refusal.getMessage().contains("visits is BIGINT, now STRING"));
  }

  private static Row visits(LocalDate asOf, String shop, long visits) {
    return RowFactory.create(Date.valueOf(asOf), shop, visits);
  }

  private static LocalRows local(Row... rows) {
    return LocalRows.of(VISITS.schema(new StructType()), List.of(rows));
  }

  private long replace(LocalDate asOf, Row... rows) {
    return lake().replace(VISITS, local(rows), asOf).version().getAsLong();
  }

  private List<String> rows() {
    return rows(lake().everyAsOf(VISITS).orElseThrow());
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.mkString(" ")).sorted().toList();
  }

  private static SparkSession spark() {
    return Sessions.utc();
  }

  private String path() {
    return folder.resolve("visits").toString();
  }

  private DeltaLake lake() {
    return new DeltaLake(spark(), folder.toString(), Optional.empty(), "some");
  }
}
