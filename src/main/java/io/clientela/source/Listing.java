package io.clientela.source;

import io.clientela.table.Refusal;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
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
  static final String SINGLE_COLUMN = "singleVariantColumn";

  /** Reader option: whether files in folders below are read, whatever the names of these. */
  private static final String RECURSIVE = "recursiveFileLookup";

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

  /**
   * Spark reads files in folders below only where these have names such as year=2024, and leaves
   * the others out without a word.
   *
   * @throws Refusal where there are others, and no option says what is meant
   */
  static void requireAll(Loading loading) throws IOException {
    Map<String, String> options = loading.options();
    if (options.containsKey(RECURSIVE) || !hasOtherFolders(loading)) {
      return;
    }
    Set<Path> below = new TreeSet<>(recursive(loading, "true"));
    below.removeAll(recursive(loading, "false"));
    if (!below.isEmpty()) {
      Source source = loading.source();
      throw Refusal.contract(
          List.of(
              String.format(
                  "%s: %,d files in folders below %s would not be read, such as %s: the names of"
                      + " these folders are no columns, such as year=2024 is. Set"
                      + " sources.%s.options: {recursiveFileLookup: true} to read them, or false to"
                      + " leave them out",
                  source.table(),
                  below.size(),
                  source.path(),
                  shown(below.iterator().next()),
                  source.table())));
    }
  }

  private static List<Path> recursive(Loading loading, String is) {
    Map<String, String> options = loading.options();
    options.put(RECURSIVE, is);
    return of(loading, options).files();
  }

  /** Whether a folder of the path has folders whose names are no columns; hidden ones are not. */
  private static boolean hasOtherFolders(Loading loading) throws IOException {
    Path path = new Path(loading.source().path());
    FileSystem storage = path.getFileSystem(loading.storage());
    for (FileStatus found : storage.globStatus(path)) {
      FileStatus[] inside =
          found.isDirectory() ? storage.listStatus(found.getPath()) : new FileStatus[0];
      boolean isAny =
          Arrays.stream(inside)
              .filter(FileStatus::isDirectory)
              .map(folder -> folder.getPath().getName())
              .anyMatch(name -> !name.matches("[_.].*|.*=.*"));
      if (isAny) {
        return true;
      }
    }
    return false;
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
