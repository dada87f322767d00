package io.clientela.kpi.value;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/** The segments that recency and frequency scores make: every customer is in exactly one. */
enum RfmSegment {
  CHAMPION("champion", "campeão"),
  LOYAL("loyal", "fiel"),
  POTENTIAL_LOYALIST("potential_loyalist", "fiel em potencial"),
  NEW_CUSTOMER("new_customer", "cliente novo"),
  PROMISING("promising", "promissor"),
  NEED_ATTENTION("need_attention", "precisa de atenção"),
  ABOUT_TO_SLEEP("about_to_sleep", "prestes a adormecer"),
  AT_RISK("at_risk", "em risco"),
  CANNOT_LOSE("cannot_lose", "não pode perder"),
  HIBERNATING("hibernating", "hibernando");

  /** A line per recency score, from 1 up; in it a segment per frequency score, from 1 up. */
  private static final RfmSegment[][] MAP = {
    {HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANNOT_LOSE},
    {HIBERNATING, HIBERNATING, AT_RISK, AT_RISK, CANNOT_LOSE},
    {ABOUT_TO_SLEEP, ABOUT_TO_SLEEP, NEED_ATTENTION, LOYAL, LOYAL},
    {PROMISING, POTENTIAL_LOYALIST, POTENTIAL_LOYALIST, LOYAL, LOYAL},
    {NEW_CUSTOMER, POTENTIAL_LOYALIST, POTENTIAL_LOYALIST, CHAMPION, CHAMPION}
  };

  static {
    boolean isWhole =
        MAP.length == RfmCuts.SCORES
            && Stream.of(MAP).allMatch(line -> line.length == RfmCuts.SCORES)
            && Stream.of(MAP).flatMap(Stream::of).collect(Collectors.toSet()).size()
                == values().length;
    if (!isWhole) {
      throw new IllegalStateException("every pair of scores has a segment, and every segment one");
    }
  }

  private final String english;
  private final String portuguese;

  RfmSegment(String english, String portuguese) {
    this.english = english;
    this.portuguese = portuguese;
  }

  String english() {
    return english;
  }

  /** The segment of a pair of scores. */
  static Column of(Column recencyScore, Column frequencyScore) {
    Column[] names =
        Stream.of(MAP)
            .flatMap(Stream::of)
            .map(segment -> lit(segment.english))
            .toArray(Column[]::new);
    Column place = recencyScore.minus(1).multiply(RfmCuts.SCORES).plus(frequencyScore);
    return element_at(array(names), place);
  }

  /** Its name in Portuguese, by that in English. */
  static String inPortuguese(String english) {
    return Stream.of(values())
        .filter(segment -> segment.english.equals(english))
        .map(segment -> segment.portuguese)
        .findFirst()
        .orElseThrow();
  }
}
