package io.clientela.kpi.funnel;

import io.clientela.kpi.funnel.search.Attempt;
import io.clientela.kpi.funnel.search.FunnelSearch;
import io.clientela.kpi.funnel.search.Mode;
import io.clientela.kpi.funnel.search.Rules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Turns the packs of one partition, bucket by bucket, into a row per attempt. */
final class FunnelPass implements Iterator<Row> {

  /**
   * A funnel as the pass needs it.
   *
   * @param conditions per condition of the funnel its number in the masks of the events
   * @param held places of the texts that a chain holds constant
   * @param attribution per dimension the place of its text; -1 = the events have none
   * @param mostEvents 0 = all
   */
  record Coded(
      String name,
      Rules rules,
      int[] conditions,
      boolean countsCustomers,
      int[] held,
      int[] segments,
      String attribution,
      int attributedStep,
      int mostEvents)
      implements Serializable {

    /** The events as the funnel sees them. */
    KeyEvents seen(KeyEvents events) {
      return events.seenBy(conditions, rules.mode() == Mode.STRICT);
    }

    /** How many events of those seen are not looked at. */
    int cut(KeyEvents seen) {
      boolean isCut = mostEvents > 0 && seen.stream().size() > mostEvents;
      return isCut ? seen.stream().size() - mostEvents : 0;
    }
  }

  private static final Attempt NOTHING = new Attempt(new int[0], new int[0], 0);

  private final Iterator<Row> packs;
  private final List<Coded> funnels;
  private final List<FunnelSearch> searches;
  private Row head;

  /** The keys of the bucket that are left, and what is left of one: attempts at one funnel. */
  private Iterator<KeyEvents> keys = Collections.emptyIterator();

  private KeyEvents key;
  private int funnel;
  private KeyEvents own;
  private int cut;
  private List<Attempt> attempts = List.of();
  private int next;

  FunnelPass(Iterator<Row> packs, List<Coded> funnels) {
    this.packs = packs;
    this.funnels = funnels;
    this.searches = funnels.stream().map(coded -> new FunnelSearch(coded.rules())).toList();
    this.funnel = funnels.size() - 1;
    this.head = next(packs);
  }

  @Override
  public boolean hasNext() {
    while (next == attempts.size()) {
      if (funnel + 1 < funnels.size()) {
        funnel++;
        search();
      } else if (keys.hasNext()) {
        key = keys.next();
        funnel = -1;
      } else if (head != null) {
        keys = bucket().byKey();
      } else {
        return false;
      }
    }
    return true;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Attempt attempt = attempts.get(next++);
    int number = attempt == NOTHING ? 0 : next;
    return row(funnels.get(funnel), own, attempt, number, cut);
  }

  private KeyedEvents bucket() {
    int bucket = head.getInt(0);
    KeyedEvents events = new KeyedEvents();
    while (head != null && head.getInt(0) == bucket) {
      EventPack.read(head.getAs(2), events);
      head = next(packs);
    }
    return events;
  }

  private static Row next(Iterator<Row> rows) {
    return rows.hasNext() ? rows.next() : null;
  }

  private void search() {
    Coded coded = funnels.get(funnel);
    KeyEvents seen = coded.seen(key);
    cut = coded.cut(seen);
    own = cut == 0 ? seen : seen.earliest(coded.mostEvents());
    attempts = searches.get(funnel).attempts(own.stream(), held(own, coded));
    next = 0;
    if (attempts.isEmpty() && cut > 0) {
      attempts = List.of(NOTHING);
    }
  }

  /** Per event the number of its held values, or null where none are held. */
  private static int[] held(KeyEvents events, Coded funnel) {
    if (funnel.held().length == 0) {
      return null;
    }
    Map<List<String>, Integer> numbers = new HashMap<>();
    int[] held = new int[events.stream().size()];
    for (int event = 0; event < held.length; event++) {
      List<String> values = new ArrayList<>(funnel.held().length);
      for (int place : funnel.held()) {
        values.add(events.text(event, place));
      }
      held[event] =
          values.contains(null)
              ? FunnelSearch.UNKNOWN
              : numbers.computeIfAbsent(values, added -> numbers.size());
    }
    return held;
  }

  private static Row row(Coded funnel, KeyEvents events, Attempt attempt, int number, int cut) {
    boolean isEntered = attempt.furthest() > 0;
    boolean isConverted = attempt.furthest() == funnel.rules().steps();
    return RowFactory.create(
        funnel.name(),
        funnel.countsCustomers()
            ? events.key()
            : events.text(isEntered ? attempt.entry() : 0, FunnelEvents.CUSTOMER),
        funnel.countsCustomers() ? null : FunnelEvents.counted(events.key()),
        number,
        segments(funnel, events, attempt),
        isEntered ? events.stream().at()[attempt.entry()] : null,
        Path.of(attempt, events.stream().at()).toBytes(),
        attempt.furthest(),
        isConverted,
        isConverted ? revenue(funnel, events, attempt) : 0L,
        (long) cut);
  }

  /** Of the order that converts: the last step, or whichever is an order where there is no last. */
  private static long revenue(Coded funnel, KeyEvents events, Attempt attempt) {
    if (events.revenue() == null) {
      return 0;
    }
    return funnel.rules().mode() == Mode.ANY_ORDER
        ? Arrays.stream(attempt.events()).mapToLong(event -> events.revenue()[event]).sum()
        : events.revenue()[attempt.last()];
  }

  private static String[] segments(Coded funnel, KeyEvents events, Attempt attempt) {
    String[] segments = new String[funnel.segments().length];
    for (int i = 0; i < segments.length; i++) {
      int place = funnel.segments()[i];
      segments[i] = place < 0 ? null : attributed(funnel, events, attempt, place);
    }
    return segments;
  }

  private static String attributed(Coded funnel, KeyEvents events, Attempt attempt, int place) {
    IntStream asked =
        switch (funnel.attribution()) {
          case Funnel.ENTRY -> IntStream.of(0);
          case Funnel.FIRST -> IntStream.range(0, attempt.events().length);
          case Funnel.LAST ->
              IntStream.range(0, attempt.events().length).map(i -> attempt.events().length - 1 - i);
          default ->
              IntStream.range(0, attempt.steps().length)
                  .filter(i -> attempt.steps()[i] == funnel.attributedStep());
        };
    return asked
        .limit(attempt.events().length)
        .mapToObj(i -> events.text(attempt.events()[i], place))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
