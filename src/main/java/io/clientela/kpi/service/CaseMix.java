package io.clientela.kpi.service;

import io.clientela.model.Distribution;
import io.clientela.table.Exact;
import io.clientela.table.Field;
import io.clientela.table.Quotient;
import io.clientela.table.Sums;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What an agent or team did in a period, beside what was to be expected of the cases it had: cases
 * of the same channel, priority and category in the same period make a stratum, and each case of an
 * agent stands for what is usual in its stratum, whoever works on it.
 */
final class CaseMix {

  static final Field TICKETS = Field.count("tickets", "Tickets created in the period");
  static final Field ANSWERED = Field.count("answered", "Of them, those with a first answer");
  static final Field RESOLVED = Field.count("resolved", "Tickets resolved so far");
  static final Field EVER_RESOLVED = TicketCounts.EVER_RESOLVED;
  static final Field REOPENED = TicketCounts.REOPENED;
  static final Field CSAT_RESPONSES =
      Field.count("csat_responses", "Answers with a score to csat surveys sent in the period");
  static final Field CSAT_POSITIVE = Field.count("csat_positive", "Of them, scores 4 and 5");

  static final Field RESPONSE_RATIO =
      Field.ratio(
          "first_response_ratio",
          "Median, over the answered tickets, of the time to the first answer / the median of the"
              + " ticket's stratum: 1 is usual, below is faster");
  static final Field RESOLUTION_RATIO =
      Field.ratio(
          "resolution_ratio",
          "Median, over the resolved tickets, of the time to the last resolution / the median of the"
              + " ticket's stratum: 1 is usual, below is faster");
  static final Field EXPECTED_REOPEN_RATE =
      Field.share(
          "expected_reopen_rate", "Mean, over the tickets ever resolved, of their stratum's rate");
  static final Field EXPECTED_CSAT =
      Field.share("expected_csat", "Mean, over the answers, of their stratum's csat");

  private final Map<String, Cases> usual;
  private final Map<String, Cases> own = new HashMap<>();

  /**
   * @param usual all cases of each stratum
   */
  CaseMix(Map<String, Cases> usual) {
    this.usual = usual;
  }

  /** Its own cases of a stratum. */
  Cases of(String stratum) {
    return own.computeIfAbsent(stratum, none -> new Cases());
  }

  Sums sums() {
    Sums sums = Cases.noSums();
    own.values().forEach(cases -> sums.add(cases.sums()));
    return sums;
  }

  /** Median of a duration over all its cases, in microseconds; null where it has none. */
  Double median(Field duration) {
    return median(duration, (stratum, micros) -> (double) micros);
  }

  /** Median of what its cases took, each as a multiple of what is usual in its stratum. */
  Double ratio(Field duration) {
    return median(
        duration,
        (stratum, micros) -> Quotient.of((double) micros, usual.get(stratum).usual(duration)));
  }

  private Double median(Field duration, BiFunction<String, Long, Double> measure) {
    Distribution measured = new Distribution();
    own.forEach(
        (stratum, cases) ->
            cases
                .times(duration)
                .counts()
                .forEach(
                    (micros, times) -> {
                      Double value = measure.apply(stratum, micros);
                      measured.add(value == null ? 0 : value, value == null ? 0 : times);
                    }));
    return measured.quantile(0.5);
  }

  /** Mean of its strata's rates, of each as often as a ticket of it was ever resolved. */
  Double expectedReopenRate() {
    return expected(
        REOPENED,
        EVER_RESOLVED,
        (rate, cases) -> Exact.term(rate).multiply(BigDecimal.valueOf(cases)));
  }

  /** Mean of its strata's csat, of each as often as there are answers of it. */
  Double expectedCsat() {
    return expected(CSAT_POSITIVE, CSAT_RESPONSES, (rate, cases) -> Exact.term(cases * rate));
  }

  private Double expected(Field part, Field whole, BiFunction<Double, Long, BigDecimal> weighted) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, Cases> each : own.entrySet()) {
      long cases = each.getValue().sums().count(whole);
      if (cases > 0) {
        sum = sum.add(weighted.apply(usual.get(each.getKey()).rate(part, whole), cases));
      }
    }
    return Quotient.of(sum.doubleValue(), (double) sums().count(whole));
  }
}
