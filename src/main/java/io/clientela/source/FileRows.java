package io.clientela.source;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of the files of a source; those that could not be taken apart are marked.
 *
 * @param files number of files
 * @param lacking columns that some files have and others lack, with the files that lack them
 */
record FileRows(Dataset<Row> rows, int files, Map<String, List<String>> lacking) {}
