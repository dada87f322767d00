package io.clientela.job;

import static org.apache.spark.sql.functions.lit;

import io.clientela.contract.Admission;
import io.clientela.contract.Verdict;
import io.clientela.job.history.Run;
import io.clientela.job.history.RunTables;
import io.clientela.job.history.Step;
import io.clientela.job.settings.Settings;
import io.clientela.sink.Lake;
import io.clientela.sink.Lake.Written;
import io.clientela.source.Raw;
import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Writes what a run tells about itself: rejected rows, the quality of its inputs, and at last its
 * own row.
 */
record RunLog(Lake lake, Settings settings, Run run) {

  /** The contract stopped the run: the evidence is kept, nothing else. */
  void refuse(Intake intake) {
    keepRejected(intake);
    append(RunTables.DATA_QUALITY, qualityRows(intake));
    append(RunTables.KPI_RUNS, List.of(runRow("failed", intake, List.of())));
  }

  void succeed(Intake intake, List<Written> written, List<Step> steps) {
    append(RunTables.DATA_QUALITY, qualityRows(intake));
    append(RunTables.RUN_STEPS, steps.stream().map(step -> step.toRow(run)).toList());
    append(RunTables.KPI_RUNS, List.of(runRow("succeeded", intake, written)));
  }

  /** Replaces the rejected rows of this as-of date; an input without any has no table. */
  void keepRejected(Intake intake) {
    intake
        .admissions()
        .forEach(
            (input, admission) -> {
              Table table = RunTables.rejected(input);
              long rejected = admission.verdict().counts().kept();
              if (rejected > 0 || lake.newest(table).isPresent()) {
                Dataset<Row> rows = rejectedRows(table, admission);
                new Fetch()
                    .few(rows)
                    .map(few -> lake.replace(table, few, run.asOf()))
                    .orElseGet(() -> lake.replace(table, rows, run.asOf(), rejected));
              }
            });
  }

  private Dataset<Row> rejectedRows(Table table, Admission admission) {
    Column[] columns = table.columns();
    columns[0] = Table.AS_OF.is(lit(run.asOf()));
    return admission.rejected().select(columns);
  }

  private List<Row> qualityRows(Intake intake) {
    return intake.verdicts().stream()
        .map(verdict -> qualityRow(verdict, intake.raw().get(verdict.input())))
        .toList();
  }

  private Row qualityRow(Verdict verdict, Raw raw) {
    return RowFactory.create(
        Date.valueOf(run.asOf()),
        run.id(),
        verdict.input(),
        verdict.counts().read(),
        verdict.counts().admitted(),
        verdict.counts().rejected(),
        verdict.counts().later(),
        verdict.counts().duplicates(),
        verdict.counts().superseded(),
        verdict.counts().conflicts(),
        verdict.reasons(),
        verdict.rejectedAmount().orElse(null),
        date(verdict.firstOn()),
        date(verdict.lastOn()),
        verdict.knownCustomers().orElse(null),
        raw.filled());
  }

  private Row runRow(String status, Intake intake, List<Written> written) {
    Row[] inputs = intake.raw().values().stream().map(RunLog::inputRow).toArray(Row[]::new);
    Row[] outputs =
        written.stream()
            .map(table -> RowFactory.create(table.table(), number(table.version()), table.rows()))
            .toArray(Row[]::new);
    return RowFactory.create(
        Date.valueOf(run.asOf()),
        run.id(),
        status,
        Timestamp.from(run.startedAt()),
        Timestamp.from(Instant.now()),
        Version.current(),
        settings.fingerprint(),
        inputs,
        outputs,
        settings.text());
  }

  private static Row inputRow(Raw raw) {
    return RowFactory.create(
        raw.source().table(),
        raw.source().path(),
        raw.source().format().label(),
        number(raw.version()),
        number(raw.files()));
  }

  private void append(Table table, List<Row> rows) {
    lake.append(table, LocalRows.of(table.schema(new StructType()), rows), run.asOf());
  }

  private static Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Date date(Optional<LocalDate> date) {
    return date.map(Date::valueOf).orElse(null);
  }
}
