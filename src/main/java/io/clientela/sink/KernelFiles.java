package io.clientela.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clientela.table.Table;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.replay.ActionsIterator;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the log of a table says of its files.
 *
 * @param live those of its newest version
 * @param removed those that are no part of it any more, as long as the log remembers them
 */
record KernelFiles(List<Live> live, List<Removed> removed) {

  /** Paths are relative to the table, as storage names them; rows are -1 where it is not said. */
  record Live(String path, Optional<LocalDate> asOf, long rows) {

    boolean isBefore(LocalDate first) {
      return asOf.filter(date -> date.isBefore(first)).isPresent();
    }
  }

  record Removed(String path, long at) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StructType ADDED =
      new StructType()
          .add("path", StringType.STRING)
          .add("partitionValues", new MapType(StringType.STRING, StringType.STRING, true))
          .add("stats", StringType.STRING);
  private static final StructType REMOVED =
      new StructType().add("path", StringType.STRING).add("deletionTimestamp", LongType.LONG);
  private static final StructType ACTIONS =
      new StructType().add("add", ADDED).add("remove", REMOVED);

  static KernelFiles of(KernelTable table, Snapshot snapshot) {
    KernelFiles files = new KernelFiles(new ArrayList<>(), new ArrayList<>());
    Set<String> seen = new HashSet<>();
    // The newest first: what is said of a file later on has been overtaken.
    try (ActionsIterator log =
        new ActionsIterator(
            table.engine(),
            snapshot.getLogSegment().allLogFilesReversed(),
            ACTIONS,
            Optional.empty())) {
      while (log.hasNext()) {
        try (CloseableIterator<Row> actions = log.next().getColumnarBatch().getRows()) {
          actions.forEachRemaining(action -> files.add(action, seen));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private void add(Row action, Set<String> seen) {
    boolean isRemoval = action.isNullAt(ACTIONS.indexOf("add"));
    int which = ACTIONS.indexOf(isRemoval ? "remove" : "add");
    if (action.isNullAt(which)) {
      return;
    }
    Row file = action.getStruct(which);
    String path = URI.create(file.getString(ADDED.indexOf("path"))).getPath();
    if (!seen.add(path)) {
      return;
    }
    if (isRemoval) {
      int at = REMOVED.indexOf("deletionTimestamp");
      removed.add(new Removed(path, file.isNullAt(at) ? 0 : file.getLong(at)));
    } else {
      Map<String, String> partition =
          VectorUtils.toJavaMap(file.getMap(ADDED.indexOf("partitionValues")));
      live.add(
          new Live(
              path,
              Optional.ofNullable(partition.get(Table.AS_OF.name())).map(LocalDate::parse),
              rows(file)));
    }
  }

  private static long rows(Row file) {
    int stats = ADDED.indexOf("stats");
    try {
      JsonNode known = JSON.readTree(file.isNullAt(stats) ? "{}" : file.getString(stats));
      return known.path("numRecords").asLong(-1);
    } catch (JsonProcessingException e) {
      return -1;
    }
  }

  /** All lie in the table, and the log says how many rows they have. */
  boolean arePlain() {
    return live.stream().allMatch(file -> file.rows() >= 0 && !file.path().startsWith("/"));
  }

  /** Those that are a part of the table, or were at that time in milliseconds. */
  Stream<String> neededSince(long time) {
    return Stream.concat(
        live.stream().map(Live::path),
        removed.stream().filter(file -> file.at() >= time).map(Removed::path));
  }
}
