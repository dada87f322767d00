package io.clientela.table;

import java.io.Serializable;
import java.util.Map;

/**
 * What people read of a table or KPI, in both languages.
 *
 * @param portuguese empty where nobody reads it, as of raw tables
 */
public record Text(String english, String portuguese) implements Serializable {

  static final Text NONE = new Text("", "");

  /** As two fields of what programs read: {@code name} and {@code name_pt}. */
  public void addTo(Map<String, Object> fields, String name) {
    fields.put(name, english);
    fields.put(name + "_pt", portuguese);
  }
}
