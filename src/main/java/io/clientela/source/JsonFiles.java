package io.clientela.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.ltrim;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads JSON documents; a text that is none is marked. */
final class JsonFiles {

  private static final String FILE = "__file";
  private static final String MODE = "mode";
  private static final String UNREAD = "columnNameOfCorruptRecord";
  private static final String ENCODING = "encoding";
  private static final String MULTI_LINE = "multiLine";

  private final Loading loading;
  private final Source source;
  private final Map<String, String> options;

  JsonFiles(Loading loading) {
    this.loading = loading;
    this.source = loading.source();
    this.options = loading.options();
  }

  FileRows read() {
    requireAllRows();
    requireCharset();
    Dataset<Row> rows = documents();
    List<String> columns = List.of(rows.columns());
    requireDocuments(columns);
    int files = rows.inputFiles().length;
    boolean mayLack = files > 1 && !options.containsKey(Listing.SINGLE_COLUMN);
    Map<String, List<String>> lacking = mayLack ? lacking(rows) : Map.of();
    if (!UnreadRows.areIn(rows)) {
      return new FileRows(rows, files, lacking);
    }
    String first =
        columns.stream().filter(name -> !name.equals(UnreadRow.TEXT)).findFirst().orElseThrow();
    Column isList = ltrim(col(UnreadRow.TEXT)).startsWith("[");
    Column reason = when(isList, UnreadRow.LIST_START).otherwise(UnreadRow.NO_DOCUMENT);
    return new FileRows(UnreadRows.mark(rows, first, reason), files, lacking);
  }

  private void requireAllRows() {
    if ("DROPMALFORMED".equals(options.getOrDefault(MODE, "").toUpperCase(Locale.ROOT))) {
      throw Refusal.settings(
          String.format(
              "sources.%s.options.mode: DROPMALFORMED can't be used: it drops documents that can't"
                  + " be read without a word. Remove it; such documents are rejected and counted, and"
                  + " sources.%s.max-reject-share says how many are allowed",
              source.table(), source.table()));
    }
  }

  private Dataset<Row> documents() {
    options.putIfAbsent(UNREAD, UnreadRow.TEXT);
    if (options.containsKey(Listing.SINGLE_COLUMN)) {
      // A document that breaks off would be null.
      options.putIfAbsent(MODE, "FAILFAST");
    }
    try {
      return loading.reader(options).load(source.path());
    } catch (Exception e) {
      if (e instanceof AnalysisException analysis
          && "UNABLE_TO_INFER_SCHEMA".equals(analysis.getCondition())) {
        return loading.spark().emptyDataFrame();
      }
      return loading.load(
          () -> {
            throw e instanceof RuntimeException same ? same : new IllegalStateException(e);
          });
    }
  }

  /** Whole files name their charset themselves; lines are cut before anybody looks at it. */
  private void requireCharset() {
    if (Boolean.parseBoolean(options.get(MULTI_LINE)) || options.containsKey(ENCODING)) {
      return;
    }
    List<String> problems = new ArrayList<>();
    charsets()
        .forEach(
            (file, charset) -> {
              if (!charset.isEmpty() && !charset.equals("UTF-8")) {
                problems.add(
                    String.format(
                        "%s: %s is written in %s; JSON of one document a line is read in UTF-8."
                            + " Convert it, such as by iconv -f UTF-16 -t UTF-8",
                        source.table(), Listing.shown(file), charset));
              }
            });
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
  }

  private Map<Path, String> charsets() {
    try {
      List<Path> files = Listing.of(loading, options).files();
      return FileHeads.of(loading.spark(), loading.storage(), files, ByteOrderMark::of);
    } catch (FileHeads.UnreadableHead e) {
      throw loading.unreadable(e);
    }
  }

  /** Documents leave fields out where they have no value: all have to be read. */
  private Map<String, List<String>> lacking(Dataset<Row> rows) {
    List<String> names =
        Arrays.stream(rows.columns()).filter(name -> !name.equals(UnreadRow.TEXT)).toList();
    List<Column> found =
        names.stream().map(name -> max(UnreadRows.named(name).isNotNull()).as(name)).toList();
    ColumnsOfFiles columns = new ColumnsOfFiles();
    rows.groupBy(input_file_name().as(FILE))
        .agg(lit(true), found.toArray(Column[]::new))
        .collectAsList()
        .forEach(
            row ->
                columns.add(
                    new Path(URI.create(row.<String>getAs(FILE))),
                    names.stream().filter(name -> row.<Boolean>getAs(name)).toList()));
    return columns.judged(source);
  }

  /** A source none of whose documents can be read has no other column. */
  private void requireDocuments(List<String> columns) {
    if (columns.equals(List.of(options.get(UNREAD)))) {
      throw Refusal.contract(
          List.of(
              String.format(
                  "%s: no document of %s can be read as %s. Expected whole ones: one a line, or with"
                      + " sources.%s.options: {multiLine: true} one or a list of them a file",
                  source.table(), source.path(), source.format().label(), source.table())));
    }
  }
}
