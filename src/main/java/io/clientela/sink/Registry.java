package io.clientela.sink;

import io.clientela.table.Refusal;
import io.clientela.table.Table;
import io.delta.tables.DeltaTable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The names in Spark's catalog under which the tables of a lake are found too.
 *
 * @param schema {@code name.schema}
 */
record Registry(SparkSession spark, String schema) {

  void requireSchema() {
    String problem = "Spark has no such schema";
    try {
      if (spark.catalog().databaseExists(schema)) {
        return;
      }
    } catch (Exception e) {
      problem = e.getMessage();
    }
    throw Refusal.settings(
        "catalog: "
            + schema
            + " can't be used: "
            + problem
            + ". Create it first: CREATE SCHEMA "
            + schema);
  }

  /** A name that stands for a table of another lake would go on showing that one. */
  void requireOurs(Table table, String path) {
    if (!spark.catalog().tableExists(name(table))) {
      return;
    }
    String location = DeltaTable.forName(spark, name(table)).detail().head().getAs("location");
    if (!new Path(location).toUri().getPath().equals(new Path(path).toUri().getPath())) {
      throw Refusal.settings(
          String.format(
              "catalog: %s is registered at %s, not at %s. Drop it there, or choose another"
                  + " catalog",
              name(table), location, path));
    }
  }

  void register(Table table, String path) {
    spark.sql(
        String.format(
            "CREATE TABLE IF NOT EXISTS %s USING delta LOCATION '%s'",
            name(table), path.replace("\\", "\\\\").replace("'", "\\'")));
  }

  private String name(Table table) {
    return schema + ".`" + table.name().replace('/', '_') + "`";
  }
}
