package io.clientela.table;

import java.util.function.Consumer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows that come one by one, whenever they are asked for. */
public interface RowSource {

  StructType schema();

  void each(Consumer<InternalRow> consumer);
}
