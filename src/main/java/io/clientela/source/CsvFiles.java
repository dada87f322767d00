package io.clientela.source;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.clientela.table.Refusal;
import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads CSV files by the names of their columns, each by its own header; a row that has not one
 * field for each column of its header is marked.
 */
final class CsvFiles {

  /** The name of a folder counts, not what stands in its files under the same name. */
  private static final String UNDER_FOLDER = "__under_folder_";

  /** Files with the same columns at the same places, in one charset. */
  private record Layout(String charset, List<String> names) {}

  private final Loading loading;
  private final Source source;
  private final CsvOptions options;

  CsvFiles(Loading loading) {
    this.loading = loading;
    this.source = loading.source();
    this.options = CsvOptions.of(loading);
  }

  FileRows read() {
    if (options.isVariant()) {
      Dataset<Row> rows = loading.load(() -> loading.reader(options.given()).load(source.path()));
      return new FileRows(rows, rows.inputFiles().length, Map.of());
    }
    Listing listing = Listing.of(loading, options.in(""));
    Map<Path, CsvHeader> headers = headers(listing);
    ColumnsOfFiles columns = new ColumnsOfFiles();
    Map<Layout, List<Path>> layouts = layouts(headers, columns, listing);
    if (layouts.isEmpty()) {
      return new FileRows(loading.spark().emptyDataFrame(), listing.files().size(), Map.of());
    }
    Map<String, List<String>> lacking = columns.judged(source);
    return new FileRows(rows(layouts, listing), listing.files().size(), lacking);
  }

  private Map<Path, CsvHeader> headers(Listing listing) {
    CsvOptions parsing = options;
    try {
      return FileHeads.of(
          loading.spark(),
          loading.storage(),
          listing.files(),
          (storage, file) -> CsvHeader.of(storage, file, parsing));
    } catch (FileHeads.UnreadableHead e) {
      throw loading.unreadable(e);
    }
  }

  private Map<Layout, List<Path>> layouts(
      Map<Path, CsvHeader> headers, ColumnsOfFiles columns, Listing listing) {
    Map<Layout, List<Path>> layouts = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    List<String> byPlace = new ArrayList<>();
    boolean isByName = options.parsed("").headerFlag();
    headers.forEach(
        (file, header) -> {
          if (header.fields().isEmpty()) {
            return;
          }
          if (byPlace.isEmpty()) {
            header.fields().forEach(field -> byPlace.add(CsvHeader.place(byPlace.size())));
          }
          if (isByName) {
            problems.addAll(problems(file, header));
          }
          List<String> names = isByName ? header.fields() : byPlace;
          columns.add(file, names);
          List<String> read =
              names.stream()
                  .map(name -> listing.hasFolderColumn(name) ? UNDER_FOLDER + name : name)
                  .toList();
          layouts
              .computeIfAbsent(new Layout(header.charset(), read), key -> new ArrayList<>())
              .add(file);
        });
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return layouts;
  }

  private List<String> problems(Path file, CsvHeader header) {
    List<String> problems = new ArrayList<>();
    if (header.isOpen()) {
      problems.add(
          String.format(
              "%s: the header of %s has a quote that is not closed in its line. Close it, or set"
                  + " sources.%s.options: {multiLine: true} if names hold line breaks",
              source.table(), Listing.shown(file), source.table()));
    }
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : header.fields()) {
      if (!seen.add(name)) {
        problems.add(
            String.format(
                "%s: the header of %s has the column %s twice (upper and lower case are one)."
                    + " Rename one of them in the file, or read by place: sources.%s.options:"
                    + " {header: false}, with SQL that leaves the header out",
                source.table(), Listing.shown(file), name, source.table()));
      }
    }
    return problems;
  }

  private Dataset<Row> rows(Map<Layout, List<Path>> layouts, Listing listing) {
    Map<Layout, StructType> schemas = new LinkedHashMap<>();
    layouts.forEach(
        (layout, files) ->
            schemas.put(
                layout, options.infersTypes() ? inferred(layout, files, listing) : texts(layout)));
    Map<String, StructField> types = types(schemas.values());
    boolean isOne = layouts.size() == 1;
    List<Dataset<Row>> parts = new ArrayList<>();
    layouts.forEach(
        (layout, files) -> {
          StructType schema =
              typed(schemas.get(layout), types).add(UnreadRow.TEXT, DataTypes.StringType);
          Map<String, String> marking = options.marking(layout.charset());
          Dataset<Row> rows =
              isOne ? loading.all(marking, schema) : loading.some(marking, schema, files, listing);
          Dataset<Row> marked = marked(rows, layout);
          parts.add(inOrder(marked, layout, types, listing));
        });
    return parts.stream().reduce(Dataset::union).orElseThrow();
  }

  private static StructType texts(Layout layout) {
    StructType schema = new StructType();
    for (String name : layout.names()) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  /** Types as Spark finds them, by place. */
  private StructType inferred(Layout layout, List<Path> files, Listing listing) {
    Map<String, String> inferring = options.in(layout.charset());
    inferring.put("__globPaths__", "false");
    inferring.put("recursiveFileLookup", "true");
    String[] paths = files.stream().map(Path::toString).toArray(String[]::new);
    StructField[] found =
        loading.load(() -> loading.reader(inferring).load(paths)).schema().fields();
    StructType schema = new StructType();
    for (int i = 0; i < layout.names().size(); i++) {
      DataType type = i < found.length ? found[i].dataType() : DataTypes.StringType;
      schema = schema.add(layout.names().get(i), type);
    }
    return schema;
  }

  /** Where files differ in the type of a column, it stays text. */
  private static Map<String, StructField> types(Iterable<StructType> schemas) {
    Map<String, StructField> types = new LinkedHashMap<>();
    for (StructType schema : schemas) {
      for (StructField field : schema.fields()) {
        types.merge(
            field.name().toLowerCase(Locale.ROOT),
            field,
            (one, other) ->
                one.dataType().equals(other.dataType())
                    ? one
                    : new StructField(one.name(), DataTypes.StringType, true, one.metadata()));
      }
    }
    return types;
  }

  private static StructType typed(StructType schema, Map<String, StructField> types) {
    StructType typed = new StructType();
    for (StructField field : schema.fields()) {
      DataType type = types.get(field.name().toLowerCase(Locale.ROOT)).dataType();
      typed = typed.add(field.name(), type);
    }
    return typed;
  }

  private Dataset<Row> marked(Dataset<Row> rows, Layout layout) {
    CSVOptions parsed = options.parsed(layout.charset());
    Column text = col(UnreadRow.TEXT);
    Column reason =
        when(OpenQuotes.isOpen(text, parsed), UnreadRow.OPEN_QUOTE)
            .otherwise(UnreadRow.FIELD_COUNT);
    Dataset<Row> told = rows;
    if (parsed.multiLine()) {
      OpenQuotes quotes = new OpenQuotes(layout.names(), parsed);
      Column isNoBlankLine = coalesce(trim(text).notEqual(""), lit(true));
      told = rows.where(isNoBlankLine).withColumn(UnreadRow.TEXT, coalesce(text, quotes.text()));
    }
    return UnreadRows.mark(told, layout.names().get(0), reason);
  }

  private static Dataset<Row> inOrder(
      Dataset<Row> rows, Layout layout, Map<String, StructField> types, Listing listing) {
    Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    layout.names().forEach(name -> own.put(name, name));
    List<Column> columns = new ArrayList<>();
    types.forEach(
        (key, field) -> {
          if (!key.startsWith(UNDER_FOLDER)) {
            String name = own.get(key);
            Column value = name == null ? lit(null).cast(field.dataType()) : UnreadRows.named(name);
            columns.add(value.as(field.name()));
          }
        });
    listing.folderColumns().forEach(name -> columns.add(UnreadRows.named(name)));
    columns.add(col(UnreadRow.TEXT));
    columns.add(col(UnreadRow.REASON));
    return rows.select(columns.toArray(Column[]::new));
  }
}
