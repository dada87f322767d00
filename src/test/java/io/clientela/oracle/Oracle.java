package io.clientela.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * DuckDB with the oracles of {@code src/test/resources/oracles}; prelude.sql there says how they
 * are called.
 */
final class Oracle implements AutoCloseable {

  private static final int SHOWN = 5;

  private final Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");

  private final Path folder;

  /**
   * @param folder which the oracles call {folder}
   */
  Oracle(Path folder) throws SQLException {
    this.folder = folder;
    run("SET TimeZone = 'UTC'; SET threads = 2");
  }

  void run(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  void runFile(String name) throws IOException, SQLException {
    run(text(name + ".sql"));
  }

  /**
   * Fails with the first rows that only one of the two has; doubles may differ in the seventh
   * decimal. What ends in a half there, as a median of two whole numbers may, is rounded alike.
   */
  void assertSame(String table, String published) throws IOException, SQLException {
    String query = text(table + ".sql").strip().replaceAll(";$", "");
    run("CREATE OR REPLACE TABLE expected AS " + query);
    run("CREATE OR REPLACE TABLE actual AS FROM " + published);
    String columns =
        rows(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'expected' ORDER BY column_index")
            .stream()
            .map(Oracle::comparable)
            .collect(Collectors.joining(", "));
    String expected = "SELECT " + columns + " FROM expected";
    String actual = "SELECT " + columns + " FROM actual";
    String difference =
        "missing:\n" + first(expected, actual) + "\nunexpected:\n" + first(actual, expected);
    assertEquals("missing:\n\nunexpected:\n", difference, table);
    assertEquals(rows("SELECT count(*) FROM expected"), rows("SELECT count(*) FROM actual"));
  }

  List<String> rows(String query) throws SQLException {
    try (Statement statement = duckdb.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          cells.add(String.valueOf(found.getObject(i)));
        }
        rows.add(String.join("|", cells));
      }
      return rows;
    }
  }

  private String first(String these, String notThose) throws SQLException {
    String only = "FROM (" + these + " EXCEPT ALL " + notThose + ") ORDER BY ALL LIMIT " + SHOWN;
    return String.join("\n", rows(only));
  }

  private static String comparable(String column) {
    String[] nameAndType = column.split("\\|");
    String name = "\"" + nameAndType[0] + "\"";
    return nameAndType[1].equals("DOUBLE") ? "round(" + name + " + 1e-9, 7) AS " + name : name;
  }

  String text(String name) throws IOException {
    try (InputStream file = Oracle.class.getResourceAsStream("/oracles/" + name)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("{folder}", folder.toString());
    }
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
