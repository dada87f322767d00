package io.clientela.kpi.funnel;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.History;
import io.clientela.model.Interactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/** What events can meet, numbered: the bits of an event's mask. */
final class Conditions {

  /** A mask is a BIGINT, of which packing takes three bits. */
  static final int MOST = 60;

  /** Functions of arguments, and names without them, that give something else in the next run. */
  private static final Set<String> CHANGING =
      Set.of("rand", "random", "randn", "uniform", "randstr", "shuffle");

  private static final Set<String> CHANGING_NAMES =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "localtimestamp",
          "current_user",
          "session_user",
          "user");
  private static final Pattern TODAY =
      Pattern.compile("(?i)\\b(date|timestamp\\w*)\\s*'\\s*(now|today|tomorrow|yesterday)");

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

  private Conditions(Stream<Condition> conditions) {
    this.conditions = conditions.distinct().toList();
  }

  static Conditions of(List<Funnel> funnels) {
    return new Conditions(funnels.stream().flatMap(each -> all(each.steps(), each.exclusions())));
  }

  static Conditions of(List<FunnelStep> steps, List<FunnelExclusion> exclusions) {
    return new Conditions(all(steps, exclusions));
  }

  private static Stream<Condition> all(List<FunnelStep> steps, List<FunnelExclusion> exclusions) {
    return Stream.concat(
        steps.stream().map(step -> new Condition(step.type(), step.where())),
        exclusions.stream().map(each -> new Condition(each.type(), each.where())));
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
   * The mask of an event.
   *
   * @param withOrders whether orders come from the orders table, and not as events
   */
  Column ofEvents(boolean withOrders) {
    Column byType = lit(0L);
    Column mask = lit(0L);
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      boolean isHere = !(withOrders && condition.isOfOrders());
      if (isHere && condition.where() == null) {
        byType = when(condition.isOfType(), lit(1L << i)).otherwise(byType);
      } else if (isHere) {
        mask = mask.bitwiseOR(bit(i, condition.holds()));
      }
    }
    return byType.bitwiseOR(mask);
  }

  /** The mask of a row of the orders table. */
  Column ofOrders() {
    return IntStream.range(0, conditions.size())
        .filter(i -> conditions.get(i).isOfOrders())
        .mapToObj(i -> bit(i, conditions.get(i).meets()))
        .reduce(lit(0L), Column::bitwiseOR);
  }

  private static Column bit(int number, Column isSet) {
    return when(isSet, lit(1L << number)).otherwise(lit(0L));
  }

  /** Whether an order is a step, or ends one. */
  boolean nameOrders() {
    return conditions.stream().anyMatch(Condition::isOfOrders);
  }

  /** Columns that the SQL names. */
  Set<String> columns() {
    return conditions.stream()
        .map(Condition::where)
        .filter(Objects::nonNull)
        .flatMap(where -> columns(where).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> columns(String where) {
    return all(parsed(where)).stream()
        .filter(UnresolvedAttribute.class::isInstance)
        .map(name -> ((UnresolvedAttribute) name).nameParts().apply(0).toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Why the condition can't be asked of the rows, if so.
   *
   * @param of what the rows are called
   */
  static Optional<String> problem(String where, Dataset<Row> rows, String of) {
    Set<String> missing = columns(where);
    missing.removeAll(List.of(rows.columns()));
    if (!missing.isEmpty()) {
      return Optional.of(
          "\"%s\" names %s, which %s do not have".formatted(where, String.join(", ", missing), of));
    }
    try {
      DataType type = rows.select(expr(where)).schema().fields()[0].dataType();
      if (type != DataTypes.BooleanType) {
        return Optional.of(
            String.format("\"%s\" is %s, expected a condition, true or false", where, type.sql()));
      }
      rows.where(expr(where));
      return Optional.empty();
    } catch (Exception e) {
      if (!(e instanceof AnalysisException)) {
        throw e;
      }
      return Optional.of(
          "\"%s\", expected a condition on the columns of one row: %s".formatted(where, plain(e)));
    }
  }

  /** The first line of Spark's message, without its codes. */
  private static String plain(Exception e) {
    String first = String.valueOf(e.getMessage()).strip().split("\\n", 2)[0];
    return first.replaceAll("^\\[[A-Z_.]+\\] | SQLSTATE:.*", "");
  }

  /** Refuses what is no SQL, and what would not be the same in a rerun. */
  static void check(String where) {
    if (where == null) {
      return;
    }
    if (TODAY.matcher(where).find() || all(parsed(where)).stream().anyMatch(Conditions::isOdd)) {
      throw new IllegalArgumentException(
          "where is \""
              + where
              + "\", expected a condition on the columns of one row that gives the same in every run");
    }
  }

  private static boolean isOdd(Expression part) {
    if (part instanceof UnresolvedFunction function) {
      String name = function.nameParts().last().toLowerCase(Locale.ROOT);
      return function.arguments().isEmpty() || CHANGING.contains(name);
    }
    if (part instanceof UnresolvedAttribute name) {
      return CHANGING_NAMES.contains(name.name().toLowerCase(Locale.ROOT));
    }
    return part instanceof SubqueryExpression
        || part instanceof WindowExpression
        || part instanceof UnresolvedWindowExpression;
  }

  private static Expression parsed(String where) {
    try {
      return CatalystSqlParser$.MODULE$.parseExpression(where);
    } catch (Exception e) {
      if (!(e instanceof ParseException)) {
        throw e;
      }
      throw new IllegalArgumentException(
          "where is \"" + where + "\", expected a condition in SQL: " + plain(e), e);
    }
  }

  private static List<Expression> all(Expression expression) {
    List<Expression> all = new ArrayList<>(List.of(expression));
    CollectionConverters.asJava(expression.children()).forEach(child -> all.addAll(all(child)));
    return all;
  }

  /** Per condition of these its number among the others; they hold all of it. */
  int[] numbersIn(Conditions others) {
    return conditions.stream().mapToInt(others.conditions::indexOf).toArray();
  }
}
