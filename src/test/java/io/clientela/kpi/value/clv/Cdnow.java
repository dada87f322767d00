package io.clientela.kpi.value.clv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** The CDNOW sample in its calibration period, as the papers take it. */
final class Cdnow {

  private static final LocalDate LAST_DAY = LocalDate.of(1997, 9, 30);

  /**
   * @param x repeat order days, t_x and T in days
   * @param spend mean spend on repeat order days; NaN without any
   */
  record History(int x, int txDays, int ageDays, double spend) {

    double tx() {
      return txDays / 7.0;
    }

    double age() {
      return ageDays / 7.0;
    }
  }

  private Cdnow() {}

  /** In order of the sample's ids. */
  static List<History> histories() {
    SortedMap<String, NavigableMap<LocalDate, Double>> spend = new TreeMap<>();
    for (String line : lines()) {
      String[] words = line.strip().split(" +");
      LocalDate day = LocalDate.parse(words[2], DateTimeFormatter.BASIC_ISO_DATE);
      if (!day.isAfter(LAST_DAY)) {
        spend
            .computeIfAbsent(words[1], id -> new TreeMap<>())
            .merge(day, Double.parseDouble(words[4]), Double::sum);
      }
    }
    List<History> histories = new ArrayList<>();
    spend.values().forEach(days -> histories.add(history(days)));
    return histories;
  }

  static Patterns patterns() {
    Patterns patterns = new Patterns();
    histories().forEach(each -> patterns.add(each.x(), each.txDays(), each.ageDays(), 1));
    return patterns;
  }

  static Spends spends() {
    Spends spends = new Spends();
    histories().stream()
        .filter(each -> each.x() > 0)
        .forEach(each -> spends.add(each.x(), each.spend(), 1));
    return spends;
  }

  private static History history(NavigableMap<LocalDate, Double> days) {
    LocalDate first = days.firstKey();
    return new History(
        days.size() - 1,
        (int) ChronoUnit.DAYS.between(first, days.lastKey()),
        (int) ChronoUnit.DAYS.between(first, LAST_DAY),
        days.tailMap(first, false).values().stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(Double.NaN));
  }

  private static List<String> lines() {
    Path file = Path.of("src/test/resources/datasets/cdnow_sample.txt");
    try {
      return Files.readAllLines(
          Path.of(System.getProperty("basedir", "")).resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
