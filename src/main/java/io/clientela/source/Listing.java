package io.clientela.source;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The files that Spark reads of the path of a source, sorted by name.
 *
 * @param folderColumns columns that come from the names of folders, such as year=2024
 * @param base the folder below which such names are columns
 */
record Listing(List<Path> files, List<String> folderColumns, Path base) {

  private static final String NONE = "__none";

  /** It wants a schema of its own. */
  private static final String SINGLE_COLUMN = "singleVariantColumn";

  static Listing of(Loading loading, Map<String, String> options) {
    StructType none = new StructType().add(NONE, DataTypes.StringType);
    Map<String, String> plain = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    plain.putAll(options);
    plain.remove(SINGLE_COLUMN);
    Dataset<Row> all = loading.all(plain, none);
    List<Path> files =
        Arrays.stream(all.inputFiles()).map(URI::create).map(Path::new).sorted().toList();
    List<String> folderColumns =
        Arrays.stream(all.columns()).filter(name -> !name.equals(NONE)).toList();
    return new Listing(files, folderColumns, base(new Path(loading.source().path())));
  }

  private static Path base(Path path) {
    Path base = path;
    for (Path part = path; part != null; part = part.getParent()) {
      if (part.getName().matches(".*[*?\\[{].*")) {
        base = part.getParent();
      }
    }
    return base == null ? new Path(Path.CUR_DIR) : base;
  }

  boolean hasFolderColumn(String name) {
    return folderColumns.stream().anyMatch(name::equalsIgnoreCase);
  }

  /** As people write the path of a local file. */
  static String shown(Path file) {
    return file.toString().replaceFirst("^file:/+", "/");
  }
}
