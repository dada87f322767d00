package io.clientela.demo;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.clientela.demo.Dice.Factor;
import io.clientela.demo.Dice.Option;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who answers the demo's tickets: ten agents in three teams, who are not equally quick and good.
 *
 * <p>Íris only helps out. César leaves the counter for logistics after three quarters of the
 * history.
 */
record ServiceDesk(ShopCalendar calendar) {
  static final String AGENT = "agent";
  static final String TEAM = "team";

  private static final String COUNTER = "atendimento";
  private static final String LOGISTICS = "logística";
  private static final String EXCHANGE = "trocas e devoluções";
  private static final double UNASSIGNED_SHARE = 0.008;

  /** How long an agent takes and how often a ticket of theirs comes back, as factors. */
  private record Agent(String name, double time, double reopened, double liking) {}

  private static final List<Agent> AGENTS =
      List.of(
          new Agent("Antônio", 0.8, 0.9, 0.15),
          new Agent("Bia", 0.6, 1.5, -0.1),
          new Agent("César", 1.0, 0.8, 0.3),
          new Agent("Zé", 1.5, 1.3, -0.4),
          new Agent("Joana", 0.75, 0.6, 0.4),
          new Agent("Márcio", 1.2, 1.0, 0.0),
          new Agent("Íris", 0.9, 0.5, 0.5),
          new Agent("Renata", 1.0, 0.7, 0.25),
          new Agent("Otávio", 1.7, 1.8, -0.35),
          new Agent("Lúcia", 0.85, 1.0, 0.1));

  /** Adds agent and team of tickets that have a category and a day. */
  Dataset<Row> assigned(Dataset<Row> tickets) {
    long moving = calendar.opening().toEpochDay() + calendar.days() * 3L / 4;
    Column hasMoved = col(Troubles.CREATED_DAY).geq(moving);
    return tickets
        .withColumn(TEAM, desk())
        .withColumn(AGENT, when(hasMoved, agentAfter()).otherwise(agentBefore()))
        .withColumn(TEAM, when(col(AGENT).isNotNull(), col(TEAM)));
  }

  static Column time() {
    return factor(Agent::time);
  }

  static Column reopened() {
    return factor(Agent::reopened);
  }

  /** What an agent adds to a score. */
  static Column liking() {
    return factor(agent -> 1 + agent.liking()).minus(1);
  }

  private static Column desk() {
    return when(col(Troubles.CATEGORY).equalTo("entrega"), LOGISTICS)
        .when(col(Troubles.CATEGORY).isin("troca", "produto"), EXCHANGE)
        .otherwise(COUNTER);
  }

  private static Column agentBefore() {
    Column atCounter =
        pick(
            new Option("Antônio", 28),
            new Option("Bia", 26),
            new Option("César", 24),
            new Option("Zé", 22));
    Column inLogistics =
        pick(new Option("Joana", 54), new Option("Márcio", 43), new Option("Íris", 3));
    return agent(atCounter, inLogistics);
  }

  private static Column agentAfter() {
    Column atCounter = pick(new Option("Antônio", 37), new Option("Bia", 34), new Option("Zé", 29));
    Column inLogistics =
        pick(
            new Option("Joana", 40),
            new Option("Márcio", 30),
            new Option("César", 27),
            new Option("Íris", 3));
    return agent(atCounter, inLogistics);
  }

  private static Column agent(Column atCounter, Column inLogistics) {
    Column isUnassigned = Dice.happens(UNASSIGNED_SHARE, "unassigned", col(Occasions.OCCASION));
    Column inExchange =
        pick(new Option("Renata", 37), new Option("Otávio", 30), new Option("Lúcia", 33));
    return when(isUnassigned, null)
        .when(col(TEAM).equalTo(COUNTER), atCounter)
        .when(col(TEAM).equalTo(LOGISTICS), inLogistics)
        .otherwise(inExchange);
  }

  private static Column pick(Option... agents) {
    return Dice.pick("ticket agent", col(Occasions.OCCASION), agents);
  }

  private static Column factor(ToDoubleFunction<Agent> value) {
    Factor[] factors =
        AGENTS.stream()
            .map(agent -> new Factor(agent.name(), value.applyAsDouble(agent)))
            .toArray(Factor[]::new);
    return Dice.factor(AGENT, factors);
  }
}
