package io.clientela.table;

/**
 * What people read of a table, in both languages.
 *
 * @param portuguese empty where nobody reads it, as of raw tables
 */
public record Text(String english, String portuguese) {

  static final Text NONE = new Text("", "");
}
