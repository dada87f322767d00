package io.clientela.contract;

import static org.apache.spark.sql.functions.col;

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
 * @param hasUnreadRows whether the source hands on rows that could not be taken apart
 */
record Shape(Input input, List<Conforming> columns, boolean hasUnreadRows) {

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

  /** Why a row could not be taken apart; null for every other row. */
  Column unreadReason() {
    return col(Conforming.rawName(UnreadRow.REASON));
  }

  /** Such a row as it stands in its file; null for every other row. */
  Column unreadText() {
    return col(Conforming.rawName(UnreadRow.TEXT));
  }
}
