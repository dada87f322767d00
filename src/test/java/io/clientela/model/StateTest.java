package io.clientela.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateTest {

  private static final List<String> DIMENSIONS = List.of("region", "channel");

  /** As a map would, whatever the numbers are, over growing and clearing. */
  @Test
  void sumsAreThoseOfEachCell() {
    Random random = new Random(7);
    State state = new State(2);
    for (int round = 0; round < 2; round++) {
      state.clear();
      Map<List<Object>, Long> expected = new HashMap<>();
      for (int i = 0; i < 50_000; i++) {
        String label = "g" + random.nextInt(3);
        int first = random.nextInt(5) == 0 ? State.NULL : random.nextInt(7) - 3;
        int second = random.nextInt(200) - 100;
        int third = -random.nextInt(9);
        int at = state.at(state.group(label), first, second, third);
        state.sums()[at] += i;
        state.sums()[at + 1]--;
        expected.merge(List.of(label, first, second, third), (long) i, Long::sum);
      }
      Map<List<Object>, Long> found = new HashMap<>();
      long rows = 0;
      for (int cell = 0; cell < state.size(); cell++) {
        List<Object> key =
            List.of(
                state.labels(cell).get(0),
                state.number(cell, 0),
                state.number(cell, 1),
                state.number(cell, 2));
        found.put(key, state.sum(cell, 0));
        rows -= state.sum(cell, 1);
      }
      assertEquals(expected, found);
      assertEquals(expected.size(), state.size());
      assertEquals(50_000, rows);
    }
  }

  @Test
  void totalsAreMadeOfTheSegmentsOfOneDimension() {
    State state = new State(1);
    count(state, List.of("north", "ads"), 1);
    count(state, List.of("south", "ads"), 10);
    count(state, List.of("south", "shop"), 100);
    state.addTotals();
    assertEquals(
        Map.of(
            List.of("order", "region", "north"), 1L,
            List.of("order", "region", "south"), 110L,
            List.of("order", "channel", "ads"), 11L,
            List.of("order", "channel", "shop"), 100L,
            List.of("order", "all", "all"), 111L),
        sums(state));
  }

  @Test
  void withoutDimensionsTheTotalIsCounted() {
    State state = new State(1);
    for (int group : state.segments("order", List.of(), List.of())) {
      state.sums()[state.at(group, 0, 0, 0)] += 5;
    }
    state.addTotals();
    assertEquals(Map.of(List.of("order", "all", "all"), 5L), sums(state));
  }

  private static void count(State state, List<String> segments, long amount) {
    for (int group : state.segments("order", DIMENSIONS, segments)) {
      int at = state.at(group, 0, 3, 0);
      state.sums()[at] += amount;
    }
  }

  private static Map<List<String>, Long> sums(State state) {
    Map<List<String>, Long> sums = new HashMap<>();
    for (int cell = 0; cell < state.size(); cell++) {
      sums.put(state.labels(cell), state.sum(cell, 0));
    }
    return sums;
  }
}
