package io.clientela.sink;

import io.clientela.table.LocalRows;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of the driver as a table of Spark, which stays in the driver. */
public final class LocalTable {

  private LocalTable() {}

  /** As they are: made of rows from outside, the entries of a map would change their order. */
  public static Dataset<Row> of(SparkSession spark, LocalRows rows) {
    List<Attribute> columns =
        List.copyOf(CollectionConverters.asJava(DataTypeUtils.toAttributes(rows.schema())));
    Object[] arguments = {
      CollectionConverters.asScala(columns).toSeq(),
      CollectionConverters.asScala(rows.rows()).toSeq(),
      false,
      Option.empty()
    };
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) spark, relation(arguments));
  }

  /** Spark 4.2 takes one argument more than those before it. */
  private static LocalRelation relation(Object[] arguments) {
    Constructor<?> constructor = LocalRelation.class.getConstructors()[0];
    try {
      return (LocalRelation)
          constructor.newInstance(Arrays.copyOf(arguments, constructor.getParameterCount()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Spark makes local relations differently", e);
    }
  }
}
