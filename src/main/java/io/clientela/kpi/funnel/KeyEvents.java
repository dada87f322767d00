package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Stream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The events of one key.
 *
 * @param key a Long or a text
 * @param revenue per event, in ten-thousandths; null where no event has one
 * @param texts per event, null where it has none; null where no event has any
 */
record KeyEvents(Object key, Stream stream, long[] revenue, List<List<String>> texts) {

  String text(int event, int place) {
    List<String> own = texts == null ? null : texts.get(event);
    return own == null ? null : own.get(place);
  }

  /** Whose event it is: of the key, where the key is not the customer. */
  Object customer(int event) {
    String customer = text(event, FunnelEvents.CUSTOMER);
    return customer == null ? key : customer;
  }

  /**
   * Without the later ones of those that meet one of the mask.
   *
   * @param most how many of them stay
   */
  KeyEvents earliest(int most, long mask) {
    int end = met(mask).skip(most).findFirst().orElse(stream.size());
    return new KeyEvents(key, new Stream(stream.at(), stream.mask(), end), revenue, texts);
  }

  /** The events that meet one of the mask. */
  IntStream met(long mask) {
    return IntStream.range(0, stream.size()).filter(event -> (stream.mask()[event] & mask) != 0);
  }
}
