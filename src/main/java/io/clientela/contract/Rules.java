package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.clientela.table.Field;
import io.clientela.table.Rule;
import io.clientela.table.Unit;
import io.clientela.table.UnreadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * Every reason to reject a row of a source.
 *
 * @param terms of the run
 */
record Rules(Shape shape, Terms terms) {

  private static final String REPLACED = "\ufffd";

  /** Each of them true or false, never null; only those of unread rows hold for an unread row. */
  List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    shape.columns().forEach(column -> rules.addAll(column.rules()));
    codeRules(rules);
    characterRule().ifPresent(rules::add);
    rules.addAll(shape.input().rules());
    if (shape.currency().isPresent()) {
      terms
          .conversion()
          .map(rates -> rates.missing(shape.currency().orElseThrow(), shape.happensOn(), terms))
          .ifPresent(rules::add);
    }
    List<Rule> decided =
        rules.stream()
            .map(rule -> rule.when(coalesce(rule.broken(), lit(false)).and(not(isUnread()))))
            .map(this::shown)
            .collect(Collectors.toCollection(ArrayList::new));
    if (shape.hasUnreadRows()) {
      decided.addAll(UnreadRow.rules(shape.unreadReason()));
    }
    return decided;
  }

  /** A rule over several columns is shown by the ids of such rows. */
  private Rule shown(Rule rule) {
    return rule.columns().isEmpty()
        ? shape.id().map(id -> rule.shownBy(id.name())).orElse(rule)
        : rule;
  }

  private Column isUnread() {
    return shape.hasUnreadRows() ? shape.unreadReason().isNotNull() : lit(false);
  }

  private void codeRules(List<Rule> rules) {
    for (Conforming column : shape.columns()) {
      List<String> codes = column.codes();
      if (!codes.isEmpty() && !column.isMissing()) {
        Field field = column.field();
        rules.add(
            Rule.unreadable(
                field.name() + " is none of " + codes,
                not(field.col().isin(codes.toArray())),
                "one of " + String.join(", ", codes),
                column.name()));
      }
    }
  }

  /** Where a file was read in another encoding than its own, a replacement character stands. */
  private Optional<Rule> characterRule() {
    List<Conforming> texts =
        shape.columns().stream()
            .filter(column -> column.isText() && !column.isMissing())
            .filter(column -> Set.of(Unit.ID, Unit.LABEL).contains(column.field().unit()))
            .toList();
    return texts.stream()
        .map(column -> column.field().col().contains(lit(REPLACED)))
        .reduce(Column::or)
        .map(
            isReplaced ->
                new Rule(
                    "a text holds a character that could not be read (U+FFFD)",
                    isReplaced,
                    Rule.Kind.UNREADABLE,
                    "the encoding of the files, by options: {encoding: ISO-8859-1} for example",
                    texts.stream().map(Conforming::name).toList()));
  }
}
