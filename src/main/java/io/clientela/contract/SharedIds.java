package io.clientela.contract;

import static org.apache.spark.sql.functions.col;

import io.clientela.table.Field;
import io.clientela.table.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;

/** Ids by which rows of different raw tables are joined, which never converts one. */
public record SharedIds(List<Id> ids) {

  /**
   * One of them.
   *
   * @param only tables that hold it, where others may have one of this name that is none of ours;
   *     empty = all
   * @param also the columns that hold it under another name
   */
  public record Id(Field field, Set<Table> only, Map<Table, Field> also) {

    public Id(Field field) {
      this(field, Set.of(), Map.of());
    }

    private boolean isIn(String table, String column) {
      boolean isAlso =
          also.entrySet().stream()
              .filter(other -> other.getKey().name().equals(table))
              .anyMatch(other -> other.getValue().name().equalsIgnoreCase(column));
      boolean isHeld =
          only.isEmpty() || only.stream().anyMatch(holder -> holder.name().equals(table));
      return isAlso || isHeld && column.equalsIgnoreCase(field.name());
    }
  }

  public SharedIds {
    ids = List.copyOf(ids);
  }

  /** Of ids that have one type here and another there, in the schemas of raw tables by name. */
  public List<String> problems(Map<String, StructType> raw) {
    return ids.stream().flatMap(id -> ofTwoTypes(id, raw).stream()).toList();
  }

  private static List<String> ofTwoTypes(Id id, Map<String, StructType> raw) {
    Map<String, String> types = new LinkedHashMap<>();
    raw.forEach(
        (table, schema) ->
            List.of(schema.fields()).stream()
                .filter(field -> id.isIn(table, field.name()))
                .filter(field -> !(field.dataType() instanceof NullType))
                .forEach(
                    field ->
                        types.merge(kind(field.dataType()).sql(), table, (a, b) -> a + ", " + b)));
    return types.size() < 2
        ? List.of()
        : List.of(
            id.field().name()
                + " has different types in the sources: "
                + types
                + "; cast it to one type in the staging SQL of one of them");
  }

  /** As it is after admission, and whole numbers of different width are one type. */
  private static DataType kind(DataType type) {
    DataType admitted = Conforming.idType(type);
    return admitted instanceof IntegralType ? DataTypes.LongType : admitted;
  }

  /** Whole numbers of different width are one type. */
  public Dataset<Row> inOneType(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (Id id : ids) {
      String name = id.field().name();
      boolean isWhole =
          List.of(rows.columns()).contains(name)
              && rows.schema().apply(name).dataType() instanceof IntegralType;
      if (isWhole) {
        result = result.withColumn(name, col(name).cast(DataTypes.LongType));
      }
    }
    return result;
  }
}
