package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Stream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The events of one key.
 *
 * @param key a Long or a text
 * @param revenue per event, in ten-thousandths; null where no event has one
 * @param texts per event, null where it has none; null where no event has any
 */
record KeyEvents(Object key, Stream stream, long[] revenue, List<List<String>> texts) {

  /**
   * The order of simultaneous events: by the first step they may take; those that take none last.
   */
  static final Comparator<Long> BY_STEP =
      Comparator.<Long>comparingInt(Long::numberOfTrailingZeros).thenComparing(mask -> mask);

  String text(int event, int place) {
    List<String> own = texts == null ? null : texts.get(event);
    return own == null ? null : own.get(place);
  }

  /** Without the later ones. */
  KeyEvents earliest(int most) {
    return new KeyEvents(key, new Stream(stream.at(), stream.mask(), most), revenue, texts);
  }

  /**
   * With the masks of one funnel; those of one instant in the order of its steps, so that no other
   * funnel has a say in it.
   *
   * @param conditions per condition of the funnel its number in the masks
   * @param isStrict whether events that meet none of them matter
   */
  KeyEvents seenBy(int[] conditions, boolean isStrict) {
    long[] own = new long[stream.size()];
    boolean isSame = true;
    for (int event = 0; event < own.length; event++) {
      own[event] = own(stream.mask()[event], conditions);
      boolean isTie = event > 0 && stream.at()[event] == stream.at()[event - 1];
      boolean isInTurn = !isTie || BY_STEP.compare(own[event - 1], own[event]) <= 0;
      isSame &= isInTurn && own[event] == stream.mask()[event];
    }
    if (isSame) {
      return this;
    }
    int[] seen =
        IntStream.range(0, own.length).filter(event -> isStrict || own[event] != 0).toArray();
    sortTies(seen, own);
    Stream ofFunnel =
        new Stream(
            Arrays.stream(seen).mapToLong(event -> stream.at()[event]).toArray(),
            Arrays.stream(seen).mapToLong(event -> own[event]).toArray(),
            seen.length);
    return texts == null
        ? new KeyEvents(key, ofFunnel, null, null)
        : new KeyEvents(
            key,
            ofFunnel,
            Arrays.stream(seen).mapToLong(event -> revenue[event]).toArray(),
            Arrays.stream(seen).mapToObj(texts::get).collect(Collectors.toList()));
  }

  private void sortTies(int[] seen, long[] own) {
    int from = 0;
    while (from < seen.length) {
      int to = from + 1;
      while (to < seen.length && stream.at()[seen[to]] == stream.at()[seen[from]]) {
        to++;
      }
      if (to > from + 1) {
        int[] tie =
            Arrays.stream(seen, from, to)
                .boxed()
                .sorted(Comparator.comparing(event -> own[event], BY_STEP))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(tie, 0, seen, from, tie.length);
      }
      from = to;
    }
  }

  private static long own(long mask, int[] conditions) {
    long own = 0;
    for (int i = 0; i < conditions.length; i++) {
      own |= (mask >>> conditions[i] & 1) << i;
    }
    return own;
  }
}
