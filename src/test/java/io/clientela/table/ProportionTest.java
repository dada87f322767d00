package io.clientela.table;

import static io.clientela.testing.Tables.assertTable;

import io.clientela.testing.Sessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

final class ProportionTest {

  private static final Field PART = Field.count("part", "");
  private static final Field WHOLE = Field.count("whole", "");
  private static final Field RATE = Field.share("rate", PART.over(WHOLE));
  private static final Table TABLE =
      Table.named("shares").key(PART, WHOLE).values(Proportion.fields(RATE));

  /** Bounds as in Wilson (1927); of nothing there is neither share nor bound. */
  @Test
  void aShareAndItsBoundsFollowFromItsParts() {
    List<InternalRow> rows = new ArrayList<>();
    RowsOut out = new RowsOut(TABLE, rows::add);
    for (long[] share : new long[][] {{8, 10}, {0, 10}, {10, 10}, {0, 0}}) {
      out.put(PART, share[0]).put(WHOLE, share[1]).add();
    }
    LocalRows shares = new LocalRows(TABLE.schema(new StructType()), rows);

    assertTable(
        Sessions.utc().createDataFrame(shares.outside(), shares.schema()),
        """
        part | whole | rate | rate_low | rate_high
        8    | 10    | 0.8  | 0.4902   | 0.9433
        0    | 10    | 0    | 0        | 0.2775
        10   | 10    | 1    | 0.7225   | 1
        0    | 0     | -    | -        | -
        """);
  }
}
