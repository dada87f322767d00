package io.clientela.sink;

import io.clientela.table.LocalRows;
import io.clientela.table.Table;
import java.time.LocalDate;
import java.util.Optional;

/** Where published tables are found. */
public interface ReadableLake {

  /** Where the tables lie, each in a folder of its name. */
  String root();

  /** Where a table lies. */
  default String path(Table table) {
    return root() + "/" + table.name();
  }

  /** Who has the lake now, in words; a process that died without giving it back may be named. */
  Optional<String> holder();

  /** The newest as-of date that the table holds, if it exists. */
  Optional<LocalDate> newest(Table table);

  /**
   * The rows of one as-of date, of all where none is given, in the driver; none where there is no
   * table.
   */
  Optional<LocalRows> fetch(Table table, Optional<LocalDate> asOf);

  /** The first rows of the newest as-of date by their key, nulls before others. */
  Optional<LocalRows> head(Table table, int most);
}
