package io.clientela.laws;

import static io.clientela.testing.Tables.columnsOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.clientela.contract.Exit;
import io.clientela.table.Field;
import io.clientela.table.Table;
import io.clientela.table.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The law book, first part: every table is as it is declared, also where there is nothing to count.
 */
final class ShapeLawsTest {

  static Stream<Named<Table>> outputs() {
    return Published.outputs().map(table -> Named.of(table.name(), table));
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void aTableHasTheColumnsTheKeyAndTheUnitsThatItDeclares(Table table) {
    Dataset<Row> rows = Published.ONCE.rows(table);
    StructType ids = new StructType().add("customer_id", DataTypes.LongType);

    assertEquals(columnsOf(table.schema(ids)), columnsOf(rows.schema()));
    assertTrue(Exit.check(table, rows) > 0, "the shop should fill every table");
  }

  @Test
  void withoutRowsATableHasItsColumnsAndNoRows() {
    Published nothing = Published.of(RandomShop.empty(Published.SHOP), Map.of());

    Published.outputs()
        .forEach(
            table -> {
              Dataset<Row> rows = nothing.rows(table);
              assertEquals(
                  columnsOf(Published.ONCE.rows(table).schema()), columnsOf(rows.schema()));
              assertEquals(0, rows.count(), table.name());
            });
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void aTableExplainsItselfInBothLanguages(Table table) {
    for (Text text : List.of(table.title(), table.grain(), table.definition())) {
      assertFalse(text.english().isBlank() || text.portuguese().isBlank(), text.toString());
      assertEquals(figuresAndNames(text.english()), figuresAndNames(text.portuguese()));
    }
    assertEquals(
        table.fields().size(), table.fields().stream().map(Field::name).distinct().count());
    assertTrue(table.fields().stream().noneMatch(field -> field.meaning().isBlank()));
  }

  /** What is the same in both languages: parameters, tables and columns. */
  private static Set<String> figuresAndNames(String text) {
    return Pattern.compile("\\w+_\\w+|\\d+([.,]\\d+)*")
        .matcher(text)
        .results()
        .map(found -> found.group().replace(',', '.'))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
