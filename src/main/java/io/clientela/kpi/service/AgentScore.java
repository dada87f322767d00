package io.clientela.kpi.service;

import io.clientela.table.Quotient;
import io.clientela.table.RowsOut;
import io.clientela.table.Sums;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent or team beside what was to be expected of its cases, and beside its peers. */
final class AgentScore {

  private static final double MICROS_PER_MINUTE = 60e6;
  private static final double MICROS_PER_HOUR = 3600e6;

  /** Indexes that differ by less are the same place. */
  private static final int DECIMALS = 9;

  private final String name;
  private final CaseMix mix;
  private final Sums sums;
  private final Double responseRatio;
  private final Double resolutionRatio;
  private final Double expectedReopenRate;
  private final Double shrunkReopenRate;
  private final Double expectedCsat;
  private final Double shrunkCsat;

  private AgentScore(String name, CaseMix mix, Shrinkage reopened, Shrinkage csat) {
    this.name = name;
    this.mix = mix;
    sums = mix.sums();
    responseRatio = mix.ratio(Cases.RESPONSE);
    resolutionRatio = mix.ratio(Cases.RESOLUTION);
    expectedReopenRate = mix.expectedReopenRate();
    shrunkReopenRate = reopened.rate(sums);
    expectedCsat = mix.expectedCsat();
    shrunkCsat = csat.rate(sums);
  }

  /** Of peers, by name. */
  static List<AgentScore> of(Map<String, CaseMix> peers) {
    List<Sums> sums = peers.values().stream().map(CaseMix::sums).toList();
    Shrinkage reopened = new Shrinkage(sums, CaseMix.REOPENED, CaseMix.EVER_RESOLVED);
    Shrinkage csat = new Shrinkage(sums, CaseMix.CSAT_POSITIVE, CaseMix.CSAT_RESPONSES);
    List<AgentScore> scores = new ArrayList<>();
    peers.forEach((name, mix) -> scores.add(new AgentScore(name, mix, reopened, csat)));
    return scores;
  }

  long tickets() {
    return sums.count(CaseMix.TICKETS);
  }

  /** Mean of what is known; null where nothing is. */
  private Double index() {
    Double[] parts = {
      Quotient.of(1.0, responseRatio),
      Quotient.of(1.0, resolutionRatio),
      Quotient.of(shrunkCsat, expectedCsat),
      Quotient.of(rest(shrunkReopenRate), rest(expectedReopenRate))
    };
    double total = 0;
    double known = 0;
    for (Double part : parts) {
      if (part != null) {
        total += part;
        known++;
      }
    }
    return Quotient.of(total, known);
  }

  private static Double rest(Double share) {
    return share == null ? null : (Double) (1 - share);
  }

  /** What decides on the rank; null where nothing is known. */
  Double level() {
    Double index = index();
    return index == null
        ? null
        : (Double) BigDecimal.valueOf(index).setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue();
  }

  /** All but the rank. */
  RowsOut row(RowsOut out) {
    Double medianResponse = in(MICROS_PER_MINUTE, mix.median(Cases.RESPONSE));
    Double medianResolution = in(MICROS_PER_HOUR, mix.median(Cases.RESOLUTION));
    return out.put(sums)
        .put(AgentScorecard.NAME, name)
        .put(AgentScorecard.MEDIAN_RESPONSE, medianResponse)
        .put(AgentScorecard.EXPECTED_RESPONSE, Quotient.of(medianResponse, responseRatio))
        .put(CaseMix.RESPONSE_RATIO, responseRatio)
        .put(AgentScorecard.MEDIAN_RESOLUTION, medianResolution)
        .put(AgentScorecard.EXPECTED_RESOLUTION, Quotient.of(medianResolution, resolutionRatio))
        .put(CaseMix.RESOLUTION_RATIO, resolutionRatio)
        .put(CaseMix.EXPECTED_REOPEN_RATE, expectedReopenRate)
        .put(AgentScorecard.SHRUNK_REOPEN_RATE, shrunkReopenRate)
        .put(CaseMix.EXPECTED_CSAT, expectedCsat)
        .put(AgentScorecard.SHRUNK_CSAT, shrunkCsat)
        .put(AgentScorecard.PERFORMANCE_INDEX, index());
  }

  private static Double in(double unit, Double micros) {
    return Quotient.of(micros, unit);
  }
}
