package io.clientela.source;

import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads Parquet files by the columns that each of them has. */
final class ParquetFiles {

  /** Files that one schema reads, each column having one type in them. */
  private static final class Layout {
    private StructType schema = new StructType();
    private final List<Path> files = new ArrayList<>();

    private boolean takes(StructType other, List<Path> more) {
      Optional<DataType> merged = CommonType.merged(schema, other);
      merged.ifPresent(
          type -> {
            schema = (StructType) type;
            files.addAll(more);
          });
      return merged.isPresent();
    }
  }

  private final Loading loading;
  private final Source source;

  ParquetFiles(Loading loading) {
    this.loading = loading;
    this.source = loading.source();
  }

  FileRows read() {
    Listing listing = Listing.of(loading, loading.options());
    Map<StructType, List<Path>> schemas = schemas(listing);
    if (schemas.isEmpty()) {
      return new FileRows(asSparkReads(), listing.files().size(), Map.of());
    }
    ColumnsOfFiles columns = new ColumnsOfFiles();
    List<Layout> layouts = new ArrayList<>();
    schemas.forEach(
        (schema, files) -> {
          files.forEach(file -> columns.add(file, List.of(schema.fieldNames())));
          if (layouts.stream().noneMatch(layout -> layout.takes(schema, files))) {
            Layout layout = new Layout();
            layout.takes(schema, files);
            layouts.add(layout);
          }
        });
    Map<String, List<String>> lacking = columns.judged(source);
    return new FileRows(rows(layouts, listing), listing.files().size(), lacking);
  }

  /** Nothing says which columns the files would have. */
  private Dataset<Row> asSparkReads() {
    return loading.load(
        () -> {
          try {
            return loading.reader(loading.options()).load(source.path());
          } catch (Exception e) {
            if (e instanceof AnalysisException analysis
                && "UNABLE_TO_INFER_SCHEMA".equals(analysis.getCondition())) {
              return loading.spark().emptyDataFrame();
            }
            throw e;
          }
        });
  }

  /** The columns as Spark reads them, without those that come from the names of folders. */
  private Map<StructType, List<Path>> schemas(Listing listing) {
    Map<String, List<Path>> stored = new LinkedHashMap<>();
    footers(listing)
        .forEach(
            (file, schema) -> {
              if (!schema.isEmpty()) {
                stored.computeIfAbsent(schema, key -> new ArrayList<>()).add(file);
              }
            });
    Map<StructType, List<Path>> schemas = new LinkedHashMap<>();
    stored
        .values()
        .forEach(
            files ->
                schemas
                    .computeIfAbsent(schema(files.get(0), listing), key -> new ArrayList<>())
                    .addAll(files));
    return schemas;
  }

  /** The schema that stands in each file; empty for a file without bytes. */
  private Map<Path, String> footers(Listing listing) {
    boolean isCorruptAllowed = Boolean.parseBoolean(loading.options().get("ignoreCorruptFiles"));
    List<Path> files =
        listing.files().stream().filter(file -> !file.getName().startsWith("_")).toList();
    try {
      return FileHeads.of(
          loading.spark(),
          loading.storage(),
          files,
          (storage, file) -> footer(storage, file, isCorruptAllowed));
    } catch (FileHeads.UnreadableHead e) {
      throw loading.unreadable(e);
    }
  }

  private static String footer(Configuration storage, Path path, boolean isCorruptAllowed)
      throws Exception {
    HadoopInputFile file = HadoopInputFile.fromPath(path, storage);
    if (file.getLength() == 0) {
      return "";
    }
    ParquetReadOptions onlySchema =
        HadoopReadOptions.builder(storage, path)
            .withMetadataFilter(ParquetMetadataConverter.SKIP_ROW_GROUPS)
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(file, onlySchema)) {
      return reader.getFileMetaData().getSchema().toString();
    } catch (Exception e) {
      if (isCorruptAllowed) {
        return "";
      }
      // A broken footer is a fault of storage, whatever Parquet calls it.
      throw e instanceof IOException ? e : new IOException(e.getMessage(), e);
    }
  }

  private StructType schema(Path file, Listing listing) {
    Map<String, String> options = loading.options();
    options.put("__globPaths__", "false");
    options.put("recursiveFileLookup", "true");
    StructType found = loading.load(() -> loading.reader(options).load(file.toString())).schema();
    StructType schema = new StructType();
    for (StructField field : found.fields()) {
      if (!listing.hasFolderColumn(field.name())) {
        schema = schema.add(field);
      }
    }
    return schema;
  }

  private Dataset<Row> rows(List<Layout> layouts, Listing listing) {
    if (layouts.size() == 1) {
      return loading.all(loading.options(), layouts.get(0).schema);
    }
    Map<String, StructField> types = types(layouts);
    return layouts.stream()
        .map(
            layout ->
                inOrder(
                    loading.some(loading.options(), layout.schema, layout.files, listing),
                    layout.schema,
                    types,
                    listing))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Map<String, StructField> types(List<Layout> layouts) {
    Map<String, StructField> types = new LinkedHashMap<>();
    Map<String, Path> files = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (Layout layout : layouts) {
      Path file = layout.files.get(0);
      for (StructField field : layout.schema.fields()) {
        String key = field.name().toLowerCase(Locale.ROOT);
        StructField before = types.getOrDefault(key, field);
        Optional<DataType> wider = CommonType.wider(before.dataType(), field.dataType());
        if (wider.isEmpty()) {
          problems.add(ofTwoTypes(before, files.get(key), field, file));
        } else {
          types.put(key, DataTypes.createStructField(before.name(), wider.get(), true));
          files.putIfAbsent(key, file);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw Refusal.contract(problems);
    }
    return types;
  }

  private String ofTwoTypes(StructField one, Path file, StructField other, Path otherFile) {
    return String.format(
        "%s: column %s is %s in %s and %s in %s; expected one type in all files of %s. Write the"
            + " files of one type again with the other",
        source.table(),
        one.name(),
        one.dataType().sql(),
        Listing.shown(file),
        other.dataType().sql(),
        Listing.shown(otherFile),
        source.path());
  }

  private static Dataset<Row> inOrder(
      Dataset<Row> rows, StructType schema, Map<String, StructField> types, Listing listing) {
    Map<String, StructField> own = new HashMap<>();
    for (StructField field : schema.fields()) {
      own.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    List<Column> columns = new ArrayList<>();
    types.forEach(
        (key, field) -> {
          StructField found = own.get(key);
          columns.add(
              (found == null
                      ? lit(null).cast(field.dataType())
                      : CommonType.converted(found, field.dataType()))
                  .as(field.name()));
        });
    listing.folderColumns().forEach(name -> columns.add(UnreadRows.named(name)));
    return rows.select(columns.toArray(Column[]::new));
  }
}
