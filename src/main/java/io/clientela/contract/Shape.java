package io.clientela.contract;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Unit;
import io.clientela.table.UnreadRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;

/**
 * What of an input a source has.
 *
 * @param columns those of the contract, each with where it comes from
 * @param given names of all columns of the source
 */
record Shape(Input input, List<Conforming> columns, List<String> given) {

  /** The id, if the source has the column. */
  Optional<Conforming> id() {
    return columns.stream()
        .filter(column -> input.id().equals(Optional.of(column.field())) && !column.isMissing())
        .findFirst();
  }

  Stream<Field> fields() {
    return columns.stream().map(Conforming::field);
  }

  Optional<Field> currency() {
    return fields().filter(field -> field.unit() == Unit.CURRENCY).findFirst();
  }

  Stream<Field> instants() {
    return fields().filter(field -> field.unit() == Unit.INSTANT);
  }

  /** The business date. */
  Column happensOn() {
    return input.happensAt().businessDate().col();
  }

  /** Without those that tell of unread rows. */
  List<String> givenColumns() {
    return given.stream().filter(name -> !UnreadRow.isColumn(name)).toList();
  }

  /** Whether the source hands on rows that could not be taken apart. */
  boolean hasUnreadRows() {
    return given.contains(UnreadRow.REASON);
  }

  /** The row as it came: as JSON, or as it stands in its file where it could not be taken apart. */
  Column asText() {
    Column[] values =
        givenColumns().stream()
            .map(name -> Accepted.column(Conforming.rawName(name)).as(name))
            .toArray(Column[]::new);
    Column json = to_json(struct(values));
    return hasUnreadRows() ? coalesce(unreadText(), json) : json;
  }

  /** Why a row could not be taken apart; null for every other row. */
  Column unreadReason() {
    return col(Conforming.rawName(UnreadRow.REASON));
  }

  private Column unreadText() {
    return col(Conforming.rawName(UnreadRow.TEXT));
  }
}
