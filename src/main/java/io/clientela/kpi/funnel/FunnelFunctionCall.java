package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Rules;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.RowOrdering;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.AnyDataType$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * What the call of a funnel function asks for, whatever becomes of its arguments in a plan.
 *
 * @param steps how many there are
 * @param excluded how many conditions are
 */
record FunnelFunctionCall(
    FunnelFunctionAnswer answer, FunnelOptions options, int steps, int excluded)
    implements Serializable {

  private static final int AT = 0;
  private static final int STEPS = 1;
  private static final int OPTIONS = 2;
  private static final int EXCLUSIONS = 3;
  static final int HELD = 4;

  private static final List<String> ARGUMENTS =
      List.of("occurred_at", "steps", "options", "exclusions", "held");

  /** Of the arguments, in their order. */
  static final List<AbstractDataType> TYPES =
      List.of(
          DataTypes.TimestampType,
          DataTypes.createArrayType(DataTypes.BooleanType),
          DataTypes.StringType,
          DataTypes.createArrayType(DataTypes.BooleanType),
          AnyDataType$.MODULE$);

  /**
   * Refuses what can't be asked.
   *
   * @param reader reads the text of the options
   */
  static FunnelFunctionCall of(
      FunnelFunctionAnswer answer,
      Seq<Expression> arguments,
      Function<String, FunnelOptions> reader) {
    int given = arguments.size();
    require(
        given > OPTIONS && given <= ARGUMENTS.size(),
        "arguments: found " + given + ", expected 3 to 5: " + String.join(", ", ARGUMENTS));
    FunnelOptions options = reader.apply(text(arguments.apply(OPTIONS)));
    int steps = conditions(arguments, STEPS);
    boolean isExcluding = given > EXCLUSIONS && !isNull(arguments.apply(EXCLUSIONS));
    int excluded = isExcluding ? conditions(arguments, EXCLUSIONS) : 0;
    if (given > HELD) {
      checkHeld(arguments.apply(HELD));
    }
    options.rules(steps, excluded);
    return new FunnelFunctionCall(answer, options, steps, excluded);
  }

  Rules rules() {
    return options.rules(steps, excluded);
  }

  /** What an event is of those arguments that change from row to row, without what is held. */
  List<Expression> event(Seq<Expression> arguments) {
    return (excluded > 0 ? List.of(AT, STEPS, EXCLUSIONS) : List.of(AT, STEPS))
        .stream().map(arguments::apply).toList();
  }

  /** As text, as the table holds it; of a struct every field. */
  static List<Expression> held(Seq<Expression> arguments) {
    Expression held = arguments.apply(HELD);
    int fields = held.dataType() instanceof StructType struct ? struct.size() : 0;
    Stream<Expression> values =
        fields == 0
            ? Stream.of(held)
            : IntStream.range(0, fields).mapToObj(i -> new GetStructField(held, i, Option.empty()));
    return values
        .<Expression>map(value -> new Cast(value, DataTypes.StringType, Option.apply("UTC")))
        .toList();
  }

  /** How many there are has to be known before there are rows. */
  private static int conditions(Seq<Expression> arguments, int place) {
    Expression argument = arguments.apply(place);
    require(
        argument instanceof CreateArray,
        ARGUMENTS.get(place)
            + " is "
            + argument.sql()
            + ", expected conditions written as array(type = 'view', type = 'order')");
    return argument.children().size();
  }

  private static String text(Expression options) {
    boolean isText = options.foldable() && options.dataType() instanceof StringType;
    Object text = isText ? options.eval(null) : null;
    require(
        text != null,
        "options is " + options.sql() + ", expected a text such as 'window: 1d, mode: strict'");
    return text.toString();
  }

  private static void checkHeld(Expression held) {
    require(
        !isNull(held) && RowOrdering.isOrderable(held.dataType()),
        "held is "
            + held.sql()
            + " of type "
            + held.dataType().sql()
            + ", expected a value that can be compared, such as session_id, or a struct of some");
  }

  private static boolean isNull(Expression argument) {
    return argument.dataType() instanceof NullType;
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
