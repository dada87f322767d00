package io.clientela.kpi.funnel.search;

import java.util.Arrays;

/** Who goes with whom, each once: a bipartite matching that grows by augmenting paths. */
final class Matching {

  /** Whether the left one may go with the right one. */
  interface Pairs {
    boolean fit(int left, int right);
  }

  private final Pairs pairs;
  private final int[] rightOf;
  private final int[] leftOf;
  private int size;

  Matching(int lefts, int rights, Pairs pairs) {
    this.pairs = pairs;
    this.rightOf = new int[lefts];
    this.leftOf = new int[rights];
    Arrays.fill(rightOf, -1);
    Arrays.fill(leftOf, -1);
  }

  private Matching(Matching other) {
    this.pairs = other.pairs;
    this.rightOf = other.rightOf.clone();
    this.leftOf = other.leftOf.clone();
    this.size = other.size;
  }

  Matching copy() {
    return new Matching(this);
  }

  int size() {
    return size;
  }

  /** The partner, -1 = none. */
  int rightOf(int left) {
    return rightOf[left];
  }

  /** Whether all before and this one too find a partner. */
  boolean add(int left) {
    boolean isAdded = augment(left, new boolean[leftOf.length]);
    size += isAdded ? 1 : 0;
    return isAdded;
  }

  private boolean augment(int left, boolean[] isTried) {
    for (int right = 0; right < leftOf.length; right++) {
      if (!isTried[right] && pairs.fit(left, right)) {
        isTried[right] = true;
        if (leftOf[right] < 0 || augment(leftOf[right], isTried)) {
          leftOf[right] = left;
          rightOf[left] = right;
          return true;
        }
      }
    }
    return false;
  }
}
