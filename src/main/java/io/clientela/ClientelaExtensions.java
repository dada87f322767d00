package io.clientela;

import io.clientela.job.settings.Inline;
import io.clientela.job.settings.SettingsException;
import io.clientela.kpi.funnel.FunnelFunction;
import io.clientela.kpi.funnel.FunnelFunctionAnswer;
import io.clientela.kpi.funnel.FunnelOptions;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.unsafe.Platform;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * The functions of Clientela in the SQL of a session: {@code spark.sql.extensions} names this
 * class.
 */
public final class ClientelaExtensions implements SparkSessionExtensionsProvider {

  private static final String ARGUMENTS =
      """

          Arguments:
            * occurred_at - when the event happened; an event without a time is left out
            * steps - array(...) of conditions, one per step; one that is null is not met
            * options - a text: 'window: 1d, max-gap: 2h, mode: strict, attempts: all, optional: [2]',
                each key with the meaning and default that it has in a funnel of the settings:
                mode: ordered, strictly-increasing, strict, any-order;
                attempts: furthest, first-entry, latest-entry, all;
                exclusions: [{after: 1, before: 3, effect: stop}], one per element of exclusions
            * exclusions - array(...) of conditions that must not be met between two steps
            * held - a value that all steps of an attempt share, such as session_id, or a struct of
                some; an event where it is null is in no attempt
      \s\s""";

  private static final String WINDOW_FUNNEL =
      """
      _FUNC_(occurred_at, steps, options[, exclusions[, held]]) - Returns the furthest step of a \
      funnel that the events of the group reach, 0 where none: in any order how many steps.""";

  private static final String FUNNEL_ATTEMPTS =
      """
      _FUNC_(occurred_at, steps, options[, exclusions[, held]]) - Returns the attempts that the \
      events of the group make at a funnel, in order of entry, each with the time of every step.""";

  private static final String EXAMPLES =
      """

          Examples:
            > SELECT customer_id, _FUNC_(occurred_at, array(type = 'view', type = 'cart', type = 'order'),
                'window: 1d, mode: strict') FROM interactions GROUP BY customer_id;
            > SELECT _FUNC_(at, array(type = 'A', type = 'B'), 'window: 60s') FROM VALUES
                (TIMESTAMP '2024-01-01 00:00:00', 'A'), (TIMESTAMP '2024-01-01 00:01:00', 'B') AS t(at, type);
             %s
      \s\s""";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    inject(extensions, FunnelFunctionAnswer.WINDOW_FUNNEL, WINDOW_FUNNEL, "2");
    inject(
        extensions,
        FunnelFunctionAnswer.FUNNEL_ATTEMPTS,
        FUNNEL_ATTEMPTS,
        "[{1, 2024-01-01 00:00:00, [2024-01-01 00:00:00, 2024-01-01 00:01:00], [1, 2], 2, true}]");
    return BoxedUnit.UNIT;
  }

  private static void inject(
      SparkSessionExtensions extensions, FunnelFunctionAnswer answer, String usage, String result) {
    ExpressionInfo info =
        new ExpressionInfo(
            FunnelFunction.class.getName(),
            null,
            answer.function(),
            usage,
            ARGUMENTS,
            EXAMPLES.formatted(result),
            "",
            "agg_funcs",
            "",
            "",
            "built-in");
    Function1<Seq<Expression>, Expression> builder = arguments -> function(answer, arguments);
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(answer.function()), info, builder));
  }

  private static Expression function(FunnelFunctionAnswer answer, Seq<Expression> arguments) {
    try {
      return FunnelFunction.of(
          answer, arguments, text -> Inline.read(FunnelOptions.class, text, "options"));
    } catch (SettingsException wrong) {
      String problems =
          wrong.problems().stream()
              .map(
                  problem -> (problem.key().isEmpty() ? "" : problem.key() + ": ") + problem.text())
              .collect(Collectors.joining("; "));
      return refuse(answer, "options", problems);
    } catch (IllegalArgumentException wrong) {
      String problem = wrong.getMessage();
      return refuse(answer, problem.split("[^a-z-]", 2)[0], problem);
    }
  }

  /** In Spark's own words: notebooks look an error up by its condition. */
  private static Expression refuse(FunnelFunctionAnswer answer, String parameter, String problem) {
    Map<String, String> told =
        Map.of(
            "parameter", "`" + parameter + "`",
            "functionName", "`" + answer.function() + "`",
            "value", problem);
    Platform.throwException(
        new AnalysisException(
            "INVALID_PARAMETER_VALUE.PATTERN",
            Map$.MODULE$.from(CollectionConverters.asScala(told))));
    throw new IllegalStateException(problem);
  }
}
