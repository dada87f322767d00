package io.clientela.kpi.funnel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.clientela.testing.Funnels;
import io.clientela.testing.Shop;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Customers, their events and the attempts that a funnel finds, a line each:
 *
 * <pre>
 * who | events         | attempts
 * ana | A@0 A@50 B@100 | A@50 B@100  # entered as late as possible
 * </pre>
 *
 * <p>{@code A@50} is an event of type A in second 50, {@code A@50:s1} one in session s1. Attempts
 * are steps with their times; commas part them, and {@code -} is no attempt.
 */
final class Journeys {

  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Pattern EVENT = Pattern.compile("(\\w+)@(\\d+)(?::(\\w+))?");

  /** A line of the table. */
  private record Journey(String who, List<String> events, String attempts) {

    static Journey of(String line) {
      String[] cells = line.replaceFirst("\\s#.*$", "").strip().split("\\s*\\|\\s*");
      assertEquals(3, cells.length, line);
      return new Journey(cells[0], List.of(cells[1].split("\\s+")), cells[2]);
    }

    List<String> rows() {
      return events.stream().map(this::row).toList();
    }

    private String row(String event) {
      Matcher parts = EVENT.matcher(event);
      assertEquals(true, parts.matches(), event);
      String session = parts.group(3) == null ? "-" : parts.group(3);
      Instant at = START.plusSeconds(Long.parseLong(parts.group(2)));
      return String.join(" | ", who, at.toString(), parts.group(1), session);
    }
  }

  private Journeys() {}

  /** The funnel finds these attempts, and counts them at each step. */
  static void assertAttempts(String keys, String table) {
    List<Journey> journeys = table.strip().lines().skip(1).map(Journey::of).toList();
    FunnelConversion conversion = Funnels.conversion("name: f, " + keys);
    Map<String, Dataset<Row>> published =
        Shop.asOf("2024-02-01")
            .interactions(rows(journeys))
            .publish(List.of(conversion, new FunnelAttempts(List.of("f"))));
    List<Row> attempts = published.get("funnel_attempts").collectAsList();
    Funnel funnel = conversion.funnels().get(0);
    assertEquals(expected(journeys), found(attempts, journeys, funnel));
    assertEquals(counted(attempts, funnel), counts(published.get("funnel_conversion")));
  }

  private static String rows(List<Journey> journeys) {
    List<String> rows = new ArrayList<>(List.of("customer_id | occurred_at | type | session_id"));
    journeys.forEach(journey -> rows.addAll(journey.rows()));
    return String.join("\n", rows);
  }

  private static String expected(List<Journey> journeys) {
    return journeys.stream()
        .map(journey -> journey.who() + ": " + journey.attempts())
        .collect(Collectors.joining("\n"));
  }

  private static String found(List<Row> attempts, List<Journey> journeys, Funnel funnel) {
    Map<String, Map<Integer, String>> byCustomer = new TreeMap<>();
    for (Row attempt : attempts) {
      byCustomer
          .computeIfAbsent(attempt.getAs("customer_id"), who -> new TreeMap<>())
          .put(attempt.getAs("attempt"), text(attempt, funnel));
    }
    return journeys.stream()
        .map(Journey::who)
        .map(who -> who + ": " + String.join(", ", byCustomer.getOrDefault(who, none()).values()))
        .collect(Collectors.joining("\n"));
  }

  private static Map<Integer, String> none() {
    return Map.of(0, "-");
  }

  private static String text(Row attempt, Funnel funnel) {
    List<Integer> steps = attempt.getList(attempt.fieldIndex("steps"));
    List<Timestamp> times = attempt.getList(attempt.fieldIndex("step_times"));
    return IntStream.range(0, steps.size())
        .mapToObj(
            i ->
                funnel.names().get(steps.get(i) - 1)
                    + "@"
                    + (times.get(i).toInstant().getEpochSecond() - START.getEpochSecond()))
        .collect(Collectors.joining(" "));
  }

  /** Attempts that took each step, or as many as it says. */
  private static Map<String, Long> counted(List<Row> attempts, Funnel funnel) {
    Map<String, Long> counted = new TreeMap<>();
    for (int step = 1; step <= funnel.steps().size() && !attempts.isEmpty(); step++) {
      int wanted = step;
      long taken = attempts.stream().filter(attempt -> hasTaken(attempt, wanted, funnel)).count();
      counted.put(step + " " + funnel.rowNames().get(step - 1), taken);
    }
    return counted;
  }

  private static boolean hasTaken(Row attempt, int step, Funnel funnel) {
    List<Integer> steps = attempt.getList(attempt.fieldIndex("steps"));
    boolean isAnyOrder = funnel.rowNames().get(0).startsWith("1 of ");
    return isAnyOrder ? steps.size() >= step : steps.contains(step);
  }

  private static Map<String, Long> counts(Dataset<Row> conversion) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : conversion.collectAsList()) {
      counts.put(row.getAs("step_index") + " " + row.getAs("step_name"), row.getAs("customers"));
    }
    return counts;
  }
}
