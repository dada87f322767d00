package io.clientela.kpi.funnel;

import static io.clientela.kpi.funnel.FunnelFunctionCall.AT;
import static io.clientela.kpi.funnel.FunnelFunctionCall.EXCLUSIONS;
import static io.clientela.kpi.funnel.FunnelFunctionCall.HELD;
import static io.clientela.kpi.funnel.FunnelFunctionCall.STEPS;

import io.clientela.kpi.funnel.search.FunnelSearch;
import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Rules;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.AnyDataType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A funnel in SQL: an aggregate over the events of a group, with the search of funnel_conversion.
 */
public final class FunnelFunction extends TypedImperativeAggregate<FunnelFunctionEvents>
    implements ImplicitCastInputTypes, Serializable {

  private static final long serialVersionUID = 1;

  private static final List<AbstractDataType> TYPES =
      List.of(
          DataTypes.TimestampType,
          DataTypes.createArrayType(DataTypes.BooleanType),
          DataTypes.StringType,
          DataTypes.createArrayType(DataTypes.BooleanType),
          AnyDataType$.MODULE$);

  private final Seq<Expression> children;
  private final FunnelFunctionCall call;
  private final int mutableAggBufferOffset;
  private final int inputAggBufferOffset;
  private transient Rules rules;
  private transient FunnelSearch search;
  private transient UnsafeProjection event;
  private transient UnsafeProjection held;

  /** As Spark copies it; whoever calls it by name goes through {@link #of}. */
  public FunnelFunction(
      Seq<Expression> children,
      FunnelFunctionCall call,
      int mutableAggBufferOffset,
      int inputAggBufferOffset) {
    this.children = children;
    this.call = call;
    this.mutableAggBufferOffset = mutableAggBufferOffset;
    this.inputAggBufferOffset = inputAggBufferOffset;
  }

  /**
   * The call of a function.
   *
   * @param options reads the text of the options
   */
  public static FunnelFunction of(
      FunnelFunctionAnswer answer,
      Seq<Expression> arguments,
      Function<String, FunnelOptions> options) {
    return new FunnelFunction(arguments, FunnelFunctionCall.of(answer, arguments, options), 0, 0);
  }

  @Override
  public FunnelFunctionEvents createAggregationBuffer() {
    return new FunnelFunctionEvents();
  }

  @Override
  public FunnelFunctionEvents update(FunnelFunctionEvents events, InternalRow row) {
    UnsafeRow values = event().apply(row);
    if (values.anyNull()) {
      return events;
    }
    long mask = mask(values.getArray(1), 0);
    if (hasExclusions()) {
      mask |= mask(values.getArray(2), call.steps());
    }
    if (mask == 0 && rules().mode() != Mode.STRICT) {
      return events;
    }
    if (children.size() <= HELD) {
      events.add(values.getLong(0), mask, null);
      return events;
    }
    UnsafeRow own = held().apply(row);
    if (!own.anyNull()) {
      String[] texts = new String[own.numFields()];
      Arrays.setAll(texts, i -> own.getUTF8String(i).toString());
      events.add(values.getLong(0), mask, List.of(texts));
    }
    return events;
  }

  private Rules rules() {
    if (rules == null) {
      rules = call.rules();
    }
    return rules;
  }

  private boolean hasExclusions() {
    return call.excluded() > 0;
  }

  /** A condition that is null is not met. */
  private static long mask(ArrayData conditions, int from) {
    long mask = 0;
    for (int i = 0; i < conditions.numElements(); i++) {
      if (!conditions.isNullAt(i) && conditions.getBoolean(i)) {
        mask |= 1L << from + i;
      }
    }
    return mask;
  }

  private UnsafeProjection event() {
    if (event == null) {
      IntStream places =
          hasExclusions() ? IntStream.of(AT, STEPS, EXCLUSIONS) : IntStream.of(AT, STEPS);
      event = UnsafeProjection.create(seq(places.mapToObj(children::apply).toList()));
    }
    return event;
  }

  /** As text, as the table holds it; of a struct every field. */
  private UnsafeProjection held() {
    if (held == null) {
      Expression value = children.apply(HELD);
      int fields = value.dataType() instanceof StructType struct ? struct.size() : 0;
      List<Expression> single =
          fields == 0
              ? List.of(value)
              : IntStream.range(0, fields)
                  .<Expression>mapToObj(i -> new GetStructField(value, i, Option.empty()))
                  .toList();
      held = UnsafeProjection.create(seq(single.stream().map(FunnelFunction::text).toList()));
    }
    return held;
  }

  private static Expression text(Expression value) {
    return new Cast(value, DataTypes.StringType, Option.apply("UTC"));
  }

  @Override
  public FunnelFunctionEvents merge(FunnelFunctionEvents events, FunnelFunctionEvents more) {
    events.addAll(more);
    return events;
  }

  @Override
  public Object eval(FunnelFunctionEvents events) {
    if (search == null) {
      search = new FunnelSearch(rules());
    }
    FunnelFunctionEvents.Ordered ordered = events.inOrder();
    return call.answer()
        .of(search.attempts(ordered.stream(), ordered.held()), ordered.stream(), call.steps());
  }

  @Override
  public byte[] serialize(FunnelFunctionEvents events) {
    return events.toBytes();
  }

  @Override
  public FunnelFunctionEvents deserialize(byte[] written) {
    return FunnelFunctionEvents.of(written);
  }

  /** Of no rows; a subquery that finds none has it. */
  @Override
  public Option<Literal> defaultResult() {
    return Option.apply(new Literal(eval(createAggregationBuffer()), dataType()));
  }

  @Override
  public DataType dataType() {
    return call.answer().type();
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return seq(TYPES.subList(0, children.size()));
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return ImplicitCastInputTypes.super.checkInputDataTypes();
  }

  @Override
  public String prettyName() {
    return call.answer().function();
  }

  @Override
  public Iterator<Object> stringArgs() {
    return CollectionConverters.asScala(
        IntStream.range(0, children.size()).<Object>mapToObj(children::apply).iterator());
  }

  @Override
  public Seq<Expression> children() {
    return children;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> changed) {
    return new FunnelFunction(changed, call, mutableAggBufferOffset, inputAggBufferOffset);
  }

  @Override
  public int mutableAggBufferOffset() {
    return mutableAggBufferOffset;
  }

  @Override
  public int inputAggBufferOffset() {
    return inputAggBufferOffset;
  }

  @Override
  public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
    return new FunnelFunction(children, call, offset, inputAggBufferOffset);
  }

  @Override
  public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
    return new FunnelFunction(children, call, mutableAggBufferOffset, offset);
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int place) {
    return switch (place) {
      case 0 -> children;
      case 1 -> call;
      case 2 -> mutableAggBufferOffset;
      case 3 -> inputAggBufferOffset;
      default -> throw new IndexOutOfBoundsException(place);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FunnelFunction;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FunnelFunction same
        && IntStream.range(0, productArity())
            .allMatch(place -> productElement(place).equals(same.productElement(place)));
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
