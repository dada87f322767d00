package io.clientela.job;

import io.clientela.table.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is wrong with the sources of one run, so that all of it is told at once. */
final class Refusals {

  private final List<Refusal> found = Collections.synchronizedList(new ArrayList<>());

  /** What the work gives, or nothing where it is refused. */
  <T> Optional<T> orElse(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (Refusal refusal) {
      found.add(Failure.whileOpening(refusal));
      return Optional.empty();
    }
  }

  /** Breaches of the contract, if any. */
  void add(List<String> breaches) {
    if (!breaches.isEmpty()) {
      found.add(Refusal.contract(breaches));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw Refusal.all(found);
    }
  }
}
