package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.FunnelSearch;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
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

  private final Seq<Expression> children;
  private final FunnelFunctionCall call;
  private final int mutableAggBufferOffset;
  private final int inputAggBufferOffset;
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
    if (call.excluded() > 0) {
      mask |= mask(values.getArray(2), call.steps());
    }
    if (!search().sees(mask)) {
      return events;
    }
    if (children.size() <= FunnelFunctionCall.HELD) {
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

  private FunnelSearch search() {
    if (search == null) {
      search = new FunnelSearch(call.rules());
    }
    return search;
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
      event = UnsafeProjection.create(seq(call.event(children)));
    }
    return event;
  }

  private UnsafeProjection held() {
    if (held == null) {
      held = UnsafeProjection.create(seq(FunnelFunctionCall.held(children)));
    }
    return held;
  }

  @Override
  public FunnelFunctionEvents merge(FunnelFunctionEvents events, FunnelFunctionEvents more) {
    events.addAll(more);
    return events;
  }

  @Override
  public Object eval(FunnelFunctionEvents events) {
    FunnelFunctionEvents.Ordered ordered = events.inOrder();
    return call.answer()
        .of(search().attempts(ordered.stream(), ordered.held()), ordered.stream(), call.steps());
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
    return seq(FunnelFunctionCall.TYPES.subList(0, children.size()));
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
    return children.iterator().map(child -> child);
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

  private List<Object> parts() {
    return List.of(children, call, mutableAggBufferOffset, inputAggBufferOffset);
  }

  @Override
  public int productArity() {
    return parts().size();
  }

  @Override
  public Object productElement(int place) {
    return parts().get(place);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FunnelFunction;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FunnelFunction same && parts().equals(same.parts());
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
