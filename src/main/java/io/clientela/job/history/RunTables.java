package io.clientela.job.history;

import io.clientela.contract.Entrance;
import io.clientela.table.Field;
import io.clientela.table.Table;
import io.clientela.table.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The tables that tell about runs themselves. */
public final class RunTables {

  public static final Field RUN_ID = Field.label("run_id", "Run that wrote the row");

  private static final DataType INPUT =
      new StructType()
          .add("input", DataTypes.StringType, true)
          .add("path", DataTypes.StringType, true)
          .add("format", DataTypes.StringType, true)
          .add("version", DataTypes.LongType, true)
          .add("files", DataTypes.LongType, true);
  private static final DataType OUTPUT =
      new StructType()
          .add("table", DataTypes.StringType, true)
          .add("version", DataTypes.LongType, true)
          .add("rows", DataTypes.LongType, true);

  /** Written last: a run counts once its row says succeeded. */
  public static final Table KPI_RUNS =
      Table.named("kpi_runs")
          .titled("Runs", "Execuções")
          .grain("One row per run that published or was stopped by the contract of its data")
          .key(Table.AS_OF, RUN_ID)
          .values(
              Field.label(
                  "status", "succeeded; failed = stopped by the contract, nothing published"),
              Field.instant("started_at", "When the run began"),
              Field.instant("ended_at", "When its tables were written"),
              Field.label("clientela_version", "Version of the program"),
              Field.label(
                  "settings_fingerprint", "SHA-256 of the effective settings, without secrets"),
              list(
                  "inputs",
                  INPUT,
                  "What was read: path, format, and version (Delta) or number of files"),
              list("outputs", OUTPUT, "What was written: table, version (Delta) and rows"),
              Field.label(
                      "settings",
                      "The effective settings as JSON, without secrets and options of readers")
                  .orNull())
          .definedBy(
              "Readers who need one state across tables take the versions of the last succeeded"
                  + " run");

  public static final Table DATA_QUALITY =
      Table.named("data_quality")
          .titled("Data quality", "Qualidade dos dados")
          .grain("One row per run and input")
          .key(Table.AS_OF, RUN_ID, Field.label("input", "Raw table"))
          .values(
              Field.count("read", "Rows of the source after staging SQL"),
              Field.count("admitted", "Rows that enter KPIs"),
              Field.count("rejected", "Rows that break a rule; in rejected/<input>"),
              Field.count("later", "Rows dated at or after as-of"),
              Field.count("duplicates", "Copies of a row, equal in every column that is read"),
              Field.count("superseded", "Versions of an id of which another one counts"),
              Field.count(
                  "conflicts",
                  "Rows of one id that differ while nothing says which one counts; in"
                      + " rejected/<input>"),
              new Field(
                  "rejected_by_reason",
                  DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, true),
                  Unit.ANY,
                  false,
                  "Rows by reason; a row with two reasons counts in both"),
              Field.money(
                      "rejected_amount",
                      "Amount of the rejected rows, as far as it can be read; null where the table"
                          + " has none")
                  .orNull(),
              Field.date("first_on", "First business date among admitted rows").orNull(),
              Field.date("last_on", "Last business date among admitted rows").orNull(),
              Field.share(
                  "known_customers",
                  "Share of the customers of the admitted rows that the raw table customers has;"
                      + " null where there is nothing to compare"),
              new Field(
                      "filled_columns",
                      DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, true),
                      Unit.ANY,
                      false,
                      "Columns that some files lack, with the number of those files; their rows"
                          + " have nulls there")
                  .orNull())
          .definedBy("read = admitted + rejected + later + duplicates + superseded + conflicts");

  public static final Table RUN_STEPS =
      Table.named("kpi_run_steps")
          .titled("Steps of runs", "Etapas das execuções")
          .grain("One row per succeeded run, step and table")
          .key(
              Table.AS_OF,
              RUN_ID,
              Field.label("step", "check = judge an input, derive = compute, write = publish"),
              Field.label("table_name", "Table that was checked, derived or written"))
          .values(
              Field.instant("started_at", "When the step began"),
              Field.seconds("seconds", "From begin to end; steps run side by side"),
              Field.count("rows", "Rows of the table; null where the step did not count them")
                  .orNull(),
              list("reads", DataTypes.StringType, "Tables that the step read"),
              Field.count("tasks", "Tasks of Spark"),
              Field.seconds("task_seconds", "Running time of all tasks"),
              Field.count("read_bytes", "Bytes read from storage"),
              Field.count("shuffle_bytes", "Bytes exchanged between executors"),
              Field.count("spilled_bytes", "Bytes put on disk for want of memory"),
              Field.count("written_bytes", "Bytes written to storage"))
          .definedBy(
              "What is first needed by a step is computed in it: a shared table may stand in the"
                  + " figures of its first reader");

  /** Every table of a run over these inputs. */
  public static List<Table> all(Collection<String> inputs) {
    List<Table> all = new ArrayList<>(List.of(KPI_RUNS, DATA_QUALITY, RUN_STEPS));
    inputs.forEach(input -> all.add(rejected(input)));
    return all;
  }

  /** Rejected rows of one input. */
  public static Table rejected(String input) {
    return Table.named("rejected/" + input)
        .titled("Rejected " + input, "Rejeitados de " + input)
        .grain("One row per rejected row of the source")
        .key(Table.AS_OF)
        .values(Entrance.REASONS, Entrance.ROW)
        .definedBy("Rows that broke the contract of the input or are in conflict, as they came");
  }

  private static Field list(String name, DataType element, String meaning) {
    return new Field(name, DataTypes.createArrayType(element, true), Unit.ANY, false, meaning);
  }

  private RunTables() {}
}
