package io.clientela.contract;

import io.clientela.contract.Verdict.Conflict;
import io.clientela.contract.Verdict.Counts;
import io.clientela.contract.Verdict.Reject;
import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Rule;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the rows of an input by what becomes of them; what parts of it counted is merged. */
final class Tally implements Serializable {

  private static final long serialVersionUID = 1;

  /** Whose hashes the driver holds of a table: 32 MB. */
  private static final int MOST_CUSTOMERS = 1 << 22;

  /** What all parts together may bring to it. */
  private static final int PART_OF_HEAP = 16;

  private final long[] byRule;
  private final Examples examples;
  private final long unreadableRules;
  private long read;
  private long rejected;
  private long unreadable;
  private long later;
  private long duplicates;
  private long superseded;
  private long conflicts;
  private BigDecimal rejectedAmount = BigDecimal.ZERO;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private int versionForms;
  private String unordered;
  private final DifferentIds customers;

  /** What of the rules an executor has to know. */
  record Asked(List<List<String>> columns, long unreadable, long customers)
      implements Serializable {

    static Asked of(List<Rule> rules) {
      long unreadable = 0;
      for (int i = 0; i < rules.size(); i++) {
        unreadable |= rules.get(i).kind() == Rule.Kind.UNREADABLE ? 1L << i : 0;
      }
      long customers = Runtime.getRuntime().maxMemory() / (PART_OF_HEAP * Long.BYTES);
      return new Asked(rules.stream().map(Rule::columns).toList(), unreadable, customers);
    }
  }

  /**
   * @param parts that are counted like this one, and merged
   */
  Tally(Asked asked, int parts) {
    byRule = new long[asked.columns().size()];
    examples = new Examples(asked.columns());
    unreadableRules = asked.unreadable();
    customers = new DifferentIds((int) Math.min(MOST_CUSTOMERS, asked.customers() / parts));
  }

  /** Counts a row that is not rejected, by its {@link RowState}. */
  void add(long state) {
    read++;
    if (state == RowState.LATER) {
      later++;
    } else if (state == RowState.DUPLICATE) {
      duplicates++;
    } else if (state == RowState.SUPERSEDED) {
      superseded++;
    } else if (state == RowState.CONFLICT) {
      conflicts++;
    } else if (state != RowState.NO_DAY) {
      first = Math.min(first, RowState.day(state));
      last = Math.max(last, RowState.day(state));
    }
  }

  /** Counts a row that breaks rules. */
  void reject(long broken, String row, BigDecimal amount) {
    read++;
    rejected++;
    unreadable += (broken & unreadableRules) != 0 ? 1 : 0;
    rejectedAmount = amount == null ? rejectedAmount : rejectedAmount.add(amount);
    for (int i = 0; i < byRule.length; i++) {
      byRule[i] += (broken & (1L << i)) != 0 ? 1 : 0;
    }
    examples.add(broken, row);
  }

  /** Counts the text of a version that can be ordered. */
  void addVersion(int form) {
    versionForms |= form;
  }

  void addUnordered(String version) {
    boolean isFirst = unordered == null || unordered.compareTo(version) < 0;
    unordered = isFirst ? version : unordered;
  }

  /**
   * @param hash of the id of a customer
   */
  void addCustomer(long hash) {
    customers.add(hash);
  }

  void merge(Tally other) {
    read += other.read;
    rejected += other.rejected;
    unreadable += other.unreadable;
    later += other.later;
    duplicates += other.duplicates;
    superseded += other.superseded;
    conflicts += other.conflicts;
    rejectedAmount = rejectedAmount.add(other.rejectedAmount);
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    versionForms |= other.versionForms;
    customers.addAll(other.customers);
    other.unorderedVersion().ifPresent(this::addUnordered);
    for (int i = 0; i < byRule.length; i++) {
      byRule[i] += other.byRule[i];
    }
    examples.addAll(other.examples);
  }

  /** The forms that texts of versions have, a bit for each. */
  int versionForms() {
    return versionForms;
  }

  /** A text of a version that can't be ordered. */
  Optional<String> unorderedVersion() {
    return Optional.ofNullable(unordered);
  }

  /** The customers of the admitted rows, by the hashes of their ids; empty if they are many. */
  Optional<long[]> customers() {
    return customers.all();
  }

  boolean hasConflicts() {
    return conflicts > 0;
  }

  Verdict verdict(Input input, List<Rule> rules, Optional<Conflict> conflict) {
    boolean isDated = first <= last;
    return new Verdict(
        input.name(),
        new Counts(read, rejected, unreadable, later, duplicates, superseded, conflicts),
        rejects(rules, input.id().map(Field::name)),
        input.amount().map(field -> rejectedAmount),
        conflict,
        isDated ? Optional.of(LocalDate.ofEpochDay(first)) : Optional.empty(),
        isDated ? Optional.of(LocalDate.ofEpochDay(last)) : Optional.empty(),
        Optional.empty());
  }

  private List<Reject> rejects(List<Rule> rules, Optional<String> id) {
    List<Reject> rejects = new ArrayList<>();
    for (int i = 0; i < byRule.length; i++) {
      if (byRule[i] > 0) {
        Rule rule = rules.get(i);
        List<String> values = examples.of(i);
        Optional<String> idColumn =
            id.filter(
                name -> rule.columns().size() == 1 && name.equalsIgnoreCase(rule.columns().get(0)));
        rejects.add(
            new Reject(
                rule.reason(), rule.kind(), byRule[i], values, idColumn, Advice.of(rule, values)));
      }
    }
    return rejects;
  }
}
