package io.clientela.job;

import io.clientela.contract.Verdict;
import io.clientela.contract.Verdict.Conflict;
import io.clientela.contract.Verdict.Counts;
import io.clientela.contract.Verdict.Reject;
import io.clientela.source.Source;
import io.clientela.table.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What of an input keeps the run from going on. */
final class Breaches {

  private final Source source;
  private final Verdict verdict;
  private final String where;

  /**
   * @param where the rejected rows are kept, to be appended to a message; empty if nowhere
   */
  Breaches(Source source, Verdict verdict, String where) {
    this.source = source;
    this.verdict = verdict;
    this.where = where;
  }

  /** In words, with the remedy; empty if nothing. */
  List<String> told() {
    Counts counts = verdict.counts();
    Source.Limits limits = source.limits();
    List<String> breaches = new ArrayList<>();
    if (counts.read() == 0 && !limits.allowEmpty()) {
      breaches.add(
          told("%s: %s has no rows. Load it, or set sources.%s.allow-empty: true", source.path()));
    }
    List<Reject> unreadable = ofKind(Rule.Kind.UNREADABLE);
    boolean isUnreadable = verdict.share(counts.unreadable()) > limits.maxUnreadableShare();
    if (isUnreadable) {
      String shares = shares(counts.unreadable(), limits.maxUnreadableShare());
      String form =
          "%s: %s rows hold values that can't be read (%s)%s. Convert them in sources.%s.sql, or"
              + " mend the files";
      breaches.add(told(form, of(counts.unreadable()), shares, reasons(unreadable)) + where);
    }
    boolean isAllSaid = isUnreadable && unreadable.size() == verdict.rejects().size();
    if (verdict.share(counts.rejected()) > limits.maxRejectShare() && !isAllSaid) {
      String shares = shares(counts.rejected(), limits.maxRejectShare());
      String form =
          "%s: %s rows are rejected (%s)%s. Fix the feed or raise sources.%s.max-reject-share";
      breaches.add(told(form, of(counts.rejected()), shares, reasons(verdict.rejects())) + where);
    }
    if (verdict.share(counts.conflicts()) > limits.maxConflictShare()) {
      breaches.add(conflicting(shares(counts.conflicts(), limits.maxConflictShare())) + where);
    }
    return breaches;
  }

  private List<Reject> ofKind(Rule.Kind kind) {
    return verdict.rejects().stream().filter(reject -> reject.kind() == kind).toList();
  }

  private String conflicting(String shares) {
    Conflict conflict = verdict.conflict().orElseThrow();
    String example =
        String.format(
            Locale.ROOT,
            "%,d %s, such as %s: %s",
            conflict.ids(),
            conflict.column(),
            conflict.id(),
            String.join("; ", conflict.differences()));
    String table = source.table();
    String remedies =
        String.format(
            ". For versions of one thing set sources.%s.versions: {last-by: COLUMN}, a column that"
                + " grows with each version, such as updated_at; for parts of it, such as order"
                + " lines, GROUP BY %s in sources.%s.sql; for ids of several shops make the id"
                + " longer there, such as concat(shop, '-', %s)",
            table, conflict.column(), table, conflict.column());
    return String.format(
        "%s: %s rows share an id with a row that differs (%s): %s%s",
        table, of(verdict.counts().conflicts()), shares, example, remedies);
  }

  /** The first gap and the last one are the table. */
  private String told(String form, String... gaps) {
    List<Object> all = new ArrayList<>(List.of(gaps));
    all.add(0, source.table());
    all.add(source.table());
    return String.format(form, all.toArray());
  }

  private String of(long rows) {
    return String.format(Locale.ROOT, "%,d of %,d", rows, verdict.counts().read());
  }

  private String shares(long rows, double allowed) {
    return String.format(
        Locale.ROOT, "%.2f %%, allowed %.2f %%", 100 * verdict.share(rows), 100 * allowed);
  }

  private static String reasons(List<Reject> rejects) {
    return rejects.stream().map(Breaches::told).collect(Collectors.joining("; ", ": ", ""));
  }

  private static String told(Reject reject) {
    return String.format(
        Locale.ROOT, "%s (%,d%s)", reject.reason(), reject.rows(), details(reject));
  }

  /** What was found and what is expected, to be appended. */
  static String details(Reject reject) {
    String values = "'" + String.join("', '", reject.examples()) + "'";
    String shown = reject.idColumn().map(id -> "such as " + id).orElse("found");
    String found = reject.examples().isEmpty() ? "" : ", " + shown + " " + values;
    String expected = reject.expected().isEmpty() ? "" : ", expected " + reject.expected();
    return found + expected;
  }
}
