package io.clientela.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.table.LocalRows;
import io.clientela.testing.Sessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class LocalTableTest {

  /** Scala's maps of more than four entries have an order of their own. */
  @Test
  void entriesOfMapsStayInTheirOrder() {
    Map<String, Long> rejects = new LinkedHashMap<>();
    List<String> reasons = List.of("z", "y", "x", "c", "b", "a");
    reasons.forEach(reason -> rejects.put(reason, 1L));
    StructType schema =
        new StructType()
            .add(
                "rejects",
                DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType, false));
    LocalRows rows = LocalRows.of(schema, List.of(RowFactory.create(rejects)));

    assertEquals(
        reasons,
        LocalTable.of(Sessions.utc(), rows).selectExpr("map_keys(rejects)").first().getList(0));
  }
}
