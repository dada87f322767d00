package io.clientela.source;

import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows as a source has them, pinned for the run.
 *
 * @param version of the Delta table that is read
 * @param files data files read, where the format has no versions
 */
public record Raw(Source source, Dataset<Row> rows, OptionalLong version, OptionalLong files) {}
