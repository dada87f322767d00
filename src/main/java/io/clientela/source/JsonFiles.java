package io.clientela.source;

import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads JSON documents; a text that is none is marked. */
final class JsonFiles {

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
    if (!UnreadRows.areIn(rows)) {
      return new FileRows(rows, files, Map.of());
    }
    String first =
        columns.stream().filter(name -> !name.equals(UnreadRow.TEXT)).findFirst().orElseThrow();
    return new FileRows(UnreadRows.mark(rows, first, lit(UnreadRow.NO_DOCUMENT)), files, Map.of());
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
    if (options.containsKey("singleVariantColumn")) {
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
    boolean isOfLines = !Boolean.parseBoolean(options.get(MULTI_LINE));
    if (!isOfLines || options.containsKey(ENCODING)) {
      return;
    }
    StructType none = new StructType().add(UnreadRow.TEXT, DataTypes.StringType);
    List<Path> files =
        Arrays.stream(loading.all(options, none.add("x", "string")).inputFiles())
            .map(java.net.URI::create)
            .map(Path::new)
            .sorted()
            .toList();
    Map<Path, String> charsets;
    try {
      charsets =
          FileHeads.of(
              loading.spark(),
              loading.storage(),
              files,
              (storage, file) -> {
                CompressionCodec codec = new CompressionCodecFactory(storage).getCodec(file);
                try (var stored = file.getFileSystem(storage).open(file);
                    var bytes = codec == null ? stored : codec.createInputStream(stored);
                    var text = new PushbackInputStream(bytes, ByteOrderMark.LONGEST)) {
                  return ByteOrderMark.skip(text);
                }
              });
    } catch (FileHeads.UnreadableHead e) {
      throw loading.unreadable(e);
    }
    charsets.forEach(
        (file, charset) -> {
          if (!charset.isEmpty() && !charset.equals("UTF-8")) {
            throw Refusal.contract(
                List.of(
                    String.format(
                        "%s: %s is written in %s; JSON of one document a line is read in UTF-8. Write it"
                            + " in UTF-8: iconv -f UTF-16 -t UTF-8",
                        source.table(), Listing.shown(file), charset)));
          }
        });
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
