package io.clientela.source;

import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as a source has them, pinned for the run.
 *
 * @param rows with the columns of {@link UnreadRow} where the format may have such rows
 * @param version of the Delta table that is read
 * @param files data files read, where the format has no versions
 * @param lacking columns that some files have and others lack, with the files that lack them; their
 *     rows have nulls there
 */
public record Raw(
    Source source,
    Dataset<Row> rows,
    OptionalLong version,
    OptionalLong files,
    Map<String, List<String>> lacking) {

  public Raw {
    lacking = Collections.unmodifiableMap(new LinkedHashMap<>(lacking));
  }

  /** Number of files that lack a column, by column. */
  public Map<String, Long> filled() {
    Map<String, Long> filled = new LinkedHashMap<>();
    lacking.forEach((column, without) -> filled.put(column, (long) without.size()));
    return filled;
  }

  /** The columns of the source, without those that only mark rows that could not be taken apart. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(rows.columns()));
    columns.removeAll(List.of(UnreadRow.TEXT, UnreadRow.REASON));
    return columns;
  }
}
