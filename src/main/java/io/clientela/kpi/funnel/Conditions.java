package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.History;
import io.clientela.model.Interactions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import scala.jdk.javaapi.CollectionConverters;

/** What events can meet, numbered: the bits of an event's mask. */
final class Conditions {

  /** A mask is a BIGINT. */
  static final int MOST = 63;

  private static final Set<String> CHANGING =
      Set.of(
          "now",
          "curdate",
          "current_date",
          "current_timestamp",
          "localtimestamp",
          "rand",
          "random",
          "randn",
          "uuid",
          "shuffle",
          "monotonically_increasing_id",
          "spark_partition_id",
          "input_file_name");

  /**
   * @param where null = every event of the type
   */
  private record Condition(String type, String where) {

    boolean isOfOrders() {
      return History.ORDER.equals(type);
    }

    Column isOfType() {
      return type == null ? lit(true) : Interactions.TYPE.col().equalTo(type);
    }

    /** Of rows that are of the type. */
    Column meets() {
      return where == null ? lit(true) : coalesce(expr(where), lit(false));
    }

    Column holds() {
      return isOfType().and(meets());
    }
  }

  private final List<Condition> conditions;

  private Conditions(Set<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  static Conditions of(List<Funnel> funnels) {
    Set<Condition> all = new LinkedHashSet<>();
    funnels.forEach(funnel -> add(all, funnel.steps(), funnel.exclusions()));
    return new Conditions(all);
  }

  static Conditions of(List<FunnelStep> steps, List<FunnelExclusion> exclusions) {
    Set<Condition> all = new LinkedHashSet<>();
    add(all, steps, exclusions);
    return new Conditions(all);
  }

  private static void add(
      Set<Condition> all, List<FunnelStep> steps, List<FunnelExclusion> exclusions) {
    steps.forEach(step -> all.add(new Condition(step.type(), step.where())));
    exclusions.forEach(each -> all.add(new Condition(each.type(), each.where())));
  }

  int size() {
    return conditions.size();
  }

  int number(FunnelStep step) {
    return conditions.indexOf(new Condition(step.type(), step.where()));
  }

  int number(FunnelExclusion exclusion) {
    return conditions.indexOf(new Condition(exclusion.type(), exclusion.where()));
  }

  /**
   * The mask of an interaction.
   *
   * @param withOrders whether orders come from the orders table, and not as interactions
   */
  Column ofInteractions(boolean withOrders) {
    Column byType = lit(0L);
    Column mask = lit(0L);
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      if (withOrders && condition.isOfOrders()) {
        continue;
      }
      if (condition.where() == null) {
        byType = when(condition.isOfType(), lit(1L << i)).otherwise(byType);
      } else {
        mask = mask.bitwiseOR(when(condition.holds(), lit(1L << i)).otherwise(lit(0L)));
      }
    }
    return byType.bitwiseOR(mask);
  }

  /** The mask of a row of the orders table. */
  Column ofOrders() {
    Column mask = lit(0L);
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).isOfOrders()) {
        Column bit = lit(1L << i);
        mask = mask.bitwiseOR(when(conditions.get(i).meets(), bit).otherwise(lit(0L)));
      }
    }
    return mask;
  }

  /** Whether an order is a step, or ends one. */
  boolean nameOrders() {
    return conditions.stream().anyMatch(Condition::isOfOrders);
  }

  /** Columns that the SQL names. */
  Set<String> columns() {
    Set<String> columns = new TreeSet<>();
    conditions.stream()
        .map(Condition::where)
        .filter(Objects::nonNull)
        .flatMap(where -> all(parsed(where)).stream())
        .filter(UnresolvedAttribute.class::isInstance)
        .map(name -> ((UnresolvedAttribute) name).nameParts().apply(0).toLowerCase(Locale.ROOT))
        .forEach(columns::add);
    return columns;
  }

  /** What the SQL names that the rows have not. */
  List<String> problems(Dataset<Row> interactions, Optional<Dataset<Row>> orders) {
    List<String> problems = new ArrayList<>();
    for (Condition condition : conditions) {
      boolean isOfOrders = condition.isOfOrders() && orders.isPresent();
      Dataset<Row> rows = isOfOrders ? orders.orElseThrow() : interactions;
      if (condition.where() != null) {
        try {
          rows.where(condition.meets());
        } catch (Exception e) {
          if (!(e instanceof AnalysisException)) {
            throw e;
          }
          problems.add(
              String.format(
                  "where: %s can't be evaluated: %s There are the columns %s",
                  condition.where(),
                  String.valueOf(e.getMessage()).split("\n|;\\s", 2)[0],
                  List.of(rows.columns())));
        }
      }
    }
    return problems;
  }

  /** Refuses what is no SQL, and what would not be the same in a rerun. */
  static void check(String where) {
    if (where == null) {
      return;
    }
    for (Expression part : all(parsed(where))) {
      boolean changes =
          part instanceof UnresolvedFunction function
              && CHANGING.contains(function.nameParts().last().toLowerCase(Locale.ROOT));
      boolean looksElsewhere =
          part instanceof SubqueryExpression
              || part instanceof WindowExpression
              || part instanceof UnresolvedWindowExpression;
      if (changes || looksElsewhere) {
        throw new IllegalArgumentException(
            "where is "
                + where
                + ", expected a condition on the columns of one row, the same in every run");
      }
    }
  }

  private static Expression parsed(String where) {
    try {
      return CatalystSqlParser$.MODULE$.parseExpression(where);
    } catch (Exception e) {
      if (!(e instanceof ParseException)) {
        throw e;
      }
      throw new IllegalArgumentException(
          "where is "
              + where
              + ", expected a condition in SQL: "
              + e.getMessage().strip().split("\n", 2)[0],
          e);
    }
  }

  private static List<Expression> all(Expression expression) {
    List<Expression> all = new ArrayList<>(List.of(expression));
    CollectionConverters.asJava(expression.children()).forEach(child -> all.addAll(all(child)));
    return all;
  }
}
