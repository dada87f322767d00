package io.clientela.sink;

import io.clientela.table.Field;
import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Makes a Delta table have the columns that are declared, by Spark. */
record DeltaColumns(SparkSession spark, Table table, String path) {

  void create(StructType declared) {
    DeltaTableBuilder builder =
        DeltaTable.createIfNotExists(spark)
            .location(path)
            .comment(table.comment())
            .partitionedBy(Table.AS_OF.name());
    for (Field field : table.fields()) {
      StructField column = declared.apply(field.name());
      builder =
          builder.addColumn(
              DeltaTable.columnBuilder(spark, field.name())
                  .dataType(column.dataType())
                  .nullable(field.nullable())
                  .comment(field.comment())
                  .build());
    }
    builder.execute();
  }

  /** A newer version may have columns more; older rows have no value there. */
  void addMissing(StructType declared, StructType there) {
    Set<String> existing = Set.of(there.fieldNames());
    List<StructField> missing =
        table.fields().stream()
            .filter(field -> !existing.contains(field.name()))
            .map(field -> added(declared.apply(field.name())).withComment(field.comment()))
            .toList();
    if (!missing.isEmpty()) {
      spark.sql(
          String.format(
              "ALTER TABLE %s ADD COLUMNS (%s)",
              inSql(), missing.stream().map(StructField::toDDL).collect(Collectors.joining(", "))));
    }
  }

  /** May be null there, whatever it is in a table that is new. */
  private static StructField added(StructField declared) {
    return new StructField(declared.name(), declared.dataType(), true, declared.metadata());
  }

  void requireSame(StructType declared, StructType existing) {
    List<String> differences = new ArrayList<>();
    for (StructField field : declared.fields()) {
      boolean exists = List.of(existing.fieldNames()).contains(field.name());
      if (!exists && isKey(field.name())) {
        differences.add("no " + field.name());
      } else if (exists && !existing.apply(field.name()).dataType().sameType(field.dataType())) {
        String found = existing.apply(field.name()).dataType().sql();
        differences.add(field.name() + " is " + found + ", now " + field.dataType().sql());
      }
    }
    if (!differences.isEmpty()) {
      throw Refusal.settings(
          String.format(
              "%s: the table at %s has other columns (%s). Move it away, or choose another lake",
              table.name(), path, String.join("; ", differences)));
    }
  }

  private boolean isKey(String name) {
    return table.key().stream().anyMatch(field -> field.name().equals(name));
  }

  /** The table at its path, as SQL names it. */
  String inSql() {
    return "delta.`" + path + "`";
  }
}
