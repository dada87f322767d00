package io.clientela.job;

import static org.apache.spark.sql.functions.col;

import io.clientela.contract.Entrance;
import io.clientela.model.CustomerAliases;
import io.clientela.model.Customers;
import io.clientela.model.Opportunities;
import io.clientela.model.OrderRefunds;
import io.clientela.model.Orders;
import io.clientela.model.Tickets;
import io.clientela.source.Raw;
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

/** Ids by which rows of different raw tables are joined, which never converts one. */
final class SharedIds {

  private static final List<String> IDS =
      List.of(
          Customers.CUSTOMER_ID.name(),
          Orders.ORDER_ID.name(),
          Opportunities.OPPORTUNITY_ID.name(),
          Tickets.TICKET_ID.name());

  /** Other tables may hold an order_id that is none of ours. */
  private static final Set<String> WITH_ORDERS =
      Set.of(Orders.TABLE.name(), OrderRefunds.TABLE.name());

  private SharedIds() {}

  /** Of ids that have one type here and another there. */
  static List<String> problems(Map<String, Raw> raw) {
    return IDS.stream().flatMap(id -> ofTwoTypes(id, raw).stream()).toList();
  }

  private static List<String> ofTwoTypes(String id, Map<String, Raw> raw) {
    Map<String, String> types = new LinkedHashMap<>();
    raw.forEach(
        (table, read) ->
            List.of(read.rows().schema().fields()).stream()
                .filter(field -> isShared(id, table, field.name()))
                .filter(field -> !(field.dataType() instanceof NullType))
                .forEach(
                    field ->
                        types.merge(kind(field.dataType()).sql(), table, (a, b) -> a + ", " + b)));
    return types.size() < 2
        ? List.of()
        : List.of(
            id
                + " has different types in the sources: "
                + types
                + "; cast it to one type in the staging SQL of one of them");
  }

  /** An alias is a customer_id too. */
  private static boolean isShared(String id, String table, String column) {
    boolean isAlias =
        id.equals(Customers.CUSTOMER_ID.name())
            && table.equals(CustomerAliases.TABLE.name())
            && column.equalsIgnoreCase(CustomerAliases.ALIAS.name());
    boolean isOfOthers = id.equals(Orders.ORDER_ID.name()) && !WITH_ORDERS.contains(table);
    return isAlias || !isOfOthers && column.equalsIgnoreCase(id);
  }

  /** As it is after admission, and whole numbers of different width are one type. */
  private static DataType kind(DataType type) {
    DataType admitted = Entrance.idType(type);
    return admitted instanceof IntegralType ? DataTypes.LongType : admitted;
  }

  /** Whole numbers of different width are one type. */
  static Dataset<Row> inOneType(Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (String id : IDS) {
      boolean isWhole =
          List.of(rows.columns()).contains(id)
              && rows.schema().apply(id).dataType() instanceof IntegralType;
      if (isWhole) {
        result = result.withColumn(id, col(id).cast(DataTypes.LongType));
      }
    }
    return result;
  }
}
