package io.clientela.kpi.value.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpendsTest {

  private static String cells(Spends spends) {
    StringBuilder cells = new StringBuilder();
    spends.inOrder((x, log, more) -> cells.append(x + " " + Math.exp(log) + " " + more + "\n"));
    return cells.toString();
  }

  @Test
  void spendIsToldApartToABillionth() {
    for (double mean : new double[] {1e-12, .01, 1, 12.34, 9_999_999.99, 1e300}) {
      Spends spends = new Spends();
      spends.add(3, mean, 2);
      spends.add(3, mean * (1 + 3e-9), 1);
      assertEquals(2, spends.size());
      Spends one = new Spends();
      one.add(3, mean, 1);
      one.inOrder((x, log, more) -> assertEquals(mean, Math.exp(log), 1e-9 * mean));
    }
  }

  @Test
  void orderAndPartsOfCustomersChangeNothing() {
    List<Double> means = new ArrayList<>();
    new Random(1).doubles(1_000, .1, 100).forEach(means::add);
    Spends inOrder = new Spends(300);
    means.forEach(mean -> inOrder.add(mean < 50 ? 1 : 2, mean, 1));
    assertTrue(inOrder.size() <= 300);
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(means, random);
      Spends one = new Spends(300);
      means.subList(0, 100).forEach(mean -> one.add(mean < 50 ? 1 : 2, mean, 1));
      Spends other = new Spends(300);
      means.subList(100, 1_000).forEach(mean -> other.add(mean < 50 ? 1 : 2, mean, 1));
      one.add(other);
      assertEquals(cells(inOrder), cells(one));
      assertEquals(inOrder.widthThousandths(), one.widthThousandths());
    }
  }

  @Test
  void refusesWhatIsNoSpend() {
    Spends spends = new Spends();
    assertThrows(IllegalArgumentException.class, () -> spends.add(0, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> spends.add(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> spends.add(1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> spends.add(1, 5, 0));
  }
}
