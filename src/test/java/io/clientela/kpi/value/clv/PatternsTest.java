package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PatternsTest {

  private static String cells(Patterns patterns) {
    StringBuilder cells = new StringBuilder();
    patterns.inOrder(
        (x, tx, age, customers) ->
            cells.append(String.format("%d %s %s %s%n", x, tx * 7, age * 7, customers)));
    return cells.toString();
  }

  /** A thousand customers, most with a history of their own; each is told by its number. */
  private static IntConsumer adding(Patterns patterns) {
    return i -> patterns.add(i % 5, i % 5 == 0 ? 0 : 5 + i % 83, 100 + i % 107, 1 + i % 3);
  }

  @Test
  void theSameHistoriesStandAsOne() {
    Patterns patterns = new Patterns();
    patterns.add(2, 30, 40, 1);
    patterns.add(0, 0, 9, 1);
    patterns.add(2, 30, 40, 3);
    assertEquals("0 0.0 9.0 1.0\n2 30.0 40.0 4.0\n", cells(patterns));
    assertEquals(5, patterns.customers());
    assertEquals(4, patterns.repeaters());
    assertEquals(1, patterns.widthDays());
  }

  @Test
  void cellsStandAtTheMeanOfTheirCustomers() {
    Patterns patterns = new Patterns(3);
    patterns.add(1, 4, 8, 1);
    patterns.add(1, 5, 9, 3);
    patterns.add(1, 7, 9, 1);
    patterns.add(2, 4, 8, 1);
    assertEquals("1 4.75 8.75 4.0\n1 7.0 9.0 1.0\n2 4.0 8.0 1.0\n", cells(patterns));
    assertEquals(2, patterns.widthDays());
  }

  @Test
  void orderAndPartsOfCustomersChangeNothing() {
    List<Integer> customers = new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
    Patterns inOrder = new Patterns(120);
    customers.forEach(adding(inOrder)::accept);
    assertTrue(inOrder.size() <= 120);
    assertEquals(32, inOrder.widthDays());
    Random random = new Random(6);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(customers, random);
      Patterns one = new Patterns(120);
      customers.subList(0, 50).forEach(adding(one)::accept);
      Patterns other = new Patterns(120);
      customers.subList(50, 1_000).forEach(adding(other)::accept);
      one.add(other);
      assertEquals(cells(inOrder), cells(one));
      assertEquals(inOrder.widthDays(), one.widthDays());
      assertEquals(inOrder.customers(), one.customers());
      assertEquals(inOrder.repeaters(), one.repeaters());
      assertEquals(inOrder.ordersPerWeek(), one.ordersPerWeek());
      assertEquals(inOrder.mostWeeks(), one.mostWeeks());
    }
  }

  @Test
  void ordersAreNotBlurredWhateverTheirNumber() {
    Patterns patterns = new Patterns(2);
    for (int x = 1; x <= 50; x++) {
      patterns.add(x, x, 100, 1);
      patterns.add(x, x + 9, 1_000, 1);
    }
    assertEquals(50, patterns.size());
    assertEquals("1 5.5 550.0 2.0", cells(patterns).lines().findFirst().orElseThrow());
  }

  @Test
  void travelsToOtherMachines() throws IOException, ClassNotFoundException {
    Patterns patterns = new Patterns();
    patterns.add(2, 30, 40, 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(patterns);
    Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertEquals(cells(patterns), cells((Patterns) read));
  }

  @Test
  void refusesWhatIsNoHistory() {
    Patterns patterns = new Patterns();
    assertThrows(IllegalArgumentException.class, () -> patterns.add(-1, 0, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> patterns.add(0, 3, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> patterns.add(4, 3, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> patterns.add(1, 6, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> patterns.add(1, 2, 5, 0));
    assertThrows(IllegalArgumentException.class, () -> patterns.add(1, 2, 3_000_000, 1));
  }
}
