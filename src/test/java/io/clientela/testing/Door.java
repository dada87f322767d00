package io.clientela.testing;

import io.clientela.contract.Admission;
import io.clientela.contract.Entrance;
import io.clientela.contract.Terms;
import io.clientela.table.Input;
import io.clientela.table.VersionChoice;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The way in of a run, on the terms that a test sets. */
public record Door(Terms terms) {

  public static Door asOf(String date) {
    return new Door(terms(LocalDate.parse(date), Sessions.UTC, List.of()));
  }

  static Door of(Shop shop) {
    return new Door(terms(shop.asOf(), shop.zone(), shop.dimensions()));
  }

  public Door in(String zone) {
    return new Door(terms(terms.asOf(), ZoneId.of(zone), terms.dimensions()));
  }

  public Door by(String... dimensions) {
    return new Door(terms(terms.asOf(), terms.zone(), List.of(dimensions)));
  }

  /** The same where one of several rows with one id is chosen. */
  public Door choosing(VersionChoice.Order order, String column) {
    return new Door(terms.with(Optional.empty(), Optional.of(new VersionChoice(order, column))));
  }

  public Dataset<Row> rows(Input input, String text) {
    return RawRows.of(Sessions.in(terms.zone()), input, text);
  }

  public Admission judge(Input input, String text) {
    return judge(input, rows(input, text));
  }

  public Admission judge(Input input, Dataset<Row> rows) {
    return Entrance.to(input, rows, terms).judge(rows);
  }

  /** The way in of a small table. */
  public Admission keep(Input input, Dataset<Row> rows) {
    return Entrance.to(input, rows, terms).judge(rows, Dataset::cache);
  }

  private static Terms terms(LocalDate asOf, ZoneId zone, List<String> dimensions) {
    LocalDate from = LocalDate.parse("1990-01-01");
    LocalDate to = LocalDate.parse("2100-01-01");
    return new Terms(asOf, zone, "BRL", dimensions, from, to);
  }
}
