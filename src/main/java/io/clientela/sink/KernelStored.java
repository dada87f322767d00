package io.clientela.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientela.sink.Upkeep.Dropped;
import io.clientela.table.Table;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.internal.TableConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A table without the later features of Delta, found by its log and its folders alone.
 *
 * @param files what the log says of its files
 */
record KernelStored(FileSystem storage, Path root, Snapshot snapshot, KernelFiles files)
    implements StoredTable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** None where only Spark understands it. */
  static Optional<StoredTable> of(KernelLake lake, Table table) {
    KernelTable stored = lake.stored(table);
    Path root = new Path(lake.path(table));
    try {
      FileSystem storage = root.getFileSystem(lake.hadoop());
      return stored
          .latest(TableManager.loadSnapshot(stored.path()))
          .filter(KernelTable::isPlain)
          .map(found -> new KernelStored(storage, root, found, KernelFiles.of(stored, found)))
          .filter(found -> found.files.arePlain())
          .map(StoredTable.class::cast);
    } catch (KernelException unreadable) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> properties() {
    return snapshot.getTableProperties();
  }

  @Override
  public Dropped before(LocalDate first) {
    List<KernelFiles.Live> old =
        files.live().stream().filter(file -> file.isBefore(first)).toList();
    return new Dropped(
        old.stream().map(KernelFiles.Live::asOf).distinct().count(),
        old.stream().mapToLong(KernelFiles.Live::rows).sum());
  }

  @Override
  public List<String> paths() {
    return files.live().stream().map(KernelFiles.Live::path).toList();
  }

  @Override
  public void replacements(Predicate<Replacement> wantsMore) {
    try (Stream<FileStatus> log = Stream.of(storage.listStatus(new Path(root, "_delta_log")))) {
      log.map(FileStatus::getPath)
          .filter(file -> file.getName().matches("\\d{20}\\.json"))
          .sorted(Comparator.comparing(Path::getName).reversed())
          .flatMap(commit -> replacement(commit).stream())
          .takeWhile(wantsMore)
          .forEach(seen -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Replacement> replacement(Path commit) {
    try (InputStream actions = storage.open(commit);
        var lines = JSON.readerFor(JsonNode.class).<JsonNode>readValues(actions)) {
      while (lines.hasNext()) {
        JsonNode info = lines.next().path("commitInfo");
        JsonNode condition = info.at("/operationParameters/predicate");
        String comment = info.path("userMetadata").asText();
        if (!condition.isMissingNode() && comment.startsWith(DeltaLake.COMMIT_OF_RUN)) {
          return Optional.of(Replacement.of(condition.asText(), comment));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long unneeded(Duration age) {
    long now = System.currentTimeMillis();
    long since = now - age.toMillis();
    // Delta forgets after that time that a file was replaced.
    long known = now - TableConfig.TOMBSTONE_RETENTION.fromMetadata(snapshot.getMetadata());
    Set<String> needed = new HashSet<>();
    files.neededSince(Math.max(since, known + 1)).forEach(path -> addWithFolders(needed, path));
    return new Unneeded(storage, needed, since).in(root);
  }

  private static void addWithFolders(Set<String> paths, String path) {
    paths.add(path);
    for (int i = path.indexOf('/'); i > 0; i = path.indexOf('/', i + 1)) {
      paths.add(path.substring(0, i));
    }
  }
}
