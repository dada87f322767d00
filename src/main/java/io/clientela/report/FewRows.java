package io.clientela.report;

import io.clientela.table.RowSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.types.StructType;

/** Rows that are few enough to look at each of them here. */
public record FewRows(RowSource source) implements Rows {

  @Override
  public List<Line> lines(List<Where> where, List<Order> order, int most) {
    List<Line> lines = new ArrayList<>();
    each(where, lines::add);
    order.stream()
        .map(Order::comparator)
        .reduce((first, next) -> first.thenComparing(next))
        .ifPresent(lines::sort);
    return List.copyOf(lines.subList(0, Math.min(most, lines.size())));
  }

  @Override
  public Map<String, Long> counts(String column, List<Where> where) {
    Map<String, Long> counts = new HashMap<>();
    each(where, line -> counts.merge(line.text(column), 1L, Long::sum));
    return counts;
  }

  private void each(List<Where> where, Consumer<Line> consumer) {
    StructType schema = source.schema();
    source.each(
        row -> {
          Line line = new Line(schema, row);
          if (where.stream().allMatch(condition -> condition.isMet().test(line))) {
            consumer.accept(line);
          }
        });
  }
}
