package io.clientela.model;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.first_value;
import static org.apache.spark.sql.functions.lit;

import io.clientela.table.Facts;
import io.clientela.table.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** The breakdowns of raw rows that belong to a customer and are no part of its history. */
public final class CustomerSegments {

  private static final String OF_FIRST = "of_first";
  private static final String OF_CUSTOMER = "of_customer";

  private CustomerSegments() {}

  /**
   * The rows with {@link Breakdowns#SEGMENTS}: the customer's attribute where customers has it,
   * else what the customer's first row carries. Leaves the rows of a customer in one partition.
   *
   * @param inOrder total order of the rows of a customer
   */
  public static Dataset<Row> join(
      Dataset<Row> rows, Facts facts, Field customerId, Column... inOrder) {
    List<String> dimensions = facts.dimensions();
    Set<String> attributes = attributes(facts);
    WindowSpec fromFirst =
        Window.partitionBy(customerId.col())
            .orderBy(inOrder)
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column ofFirst = first_value(Breakdowns.own(rows, dimensions)).over(fromFirst);
    Dataset<Row> withFirst = rows.repartition(customerId.col()).withColumn(OF_FIRST, ofFirst);
    Dataset<Row> withBoth =
        attributes.isEmpty()
            ? withFirst
            : withFirst.join(ofCustomers(facts, customerId), customerId.name(), "left");
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      columns.add(col("`" + name + "`"));
    }
    List<Column> segments = new ArrayList<>();
    for (int i = 0; i < dimensions.size(); i++) {
      Column known = col(attributes.contains(dimensions.get(i)) ? OF_CUSTOMER : OF_FIRST);
      segments.add(coalesce(element_at(known, lit(i + 1)), lit(Breakdowns.NONE)));
    }
    columns.add(Breakdowns.SEGMENTS.is(array(segments.toArray(Column[]::new))));
    return withBoth.select(columns.toArray(Column[]::new));
  }

  /** The dimensions that customers has. */
  private static Set<String> attributes(Facts facts) {
    Set<String> attributes = new HashSet<>();
    if (facts.has(Customers.TABLE)) {
      attributes.addAll(List.of(facts.of(Customers.TABLE).columns()));
      attributes.retainAll(facts.dimensions());
    }
    return attributes;
  }

  private static Dataset<Row> ofCustomers(Facts facts, Field customerId) {
    Dataset<Row> customers = facts.of(Customers.TABLE);
    return customers.select(
        Customers.CUSTOMER_ID.col().as(customerId.name()),
        Breakdowns.own(customers, facts.dimensions()).as(OF_CUSTOMER));
  }
}
