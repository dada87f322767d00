package io.clientela.kpi.value;

import io.clientela.table.Cell;
import io.clientela.table.Field;
import io.clientela.table.RowsOut;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The slices of the customers of one model, and what was predicted of each. */
final class LtvSlices {

  private static final Field[] REAL = {
    LtvValidation.PREDICTED, LtvValidation.ABSOLUTE, LtvValidation.SQUARED
  };

  private final Map<String, Map<String, Slice>> all = new LinkedHashMap<>();

  void add(String slice, String value, Cell cell) {
    all.computeIfAbsent(slice, name -> new LinkedHashMap<>())
        .computeIfAbsent(value, name -> new Slice())
        .add(cell);
  }

  void to(RowsOut out, Cell any) {
    all.forEach(
        (name, values) -> {
          double customers = values.values().stream().mapToLong(slice -> slice.customers).sum();
          double actual = values.values().stream().mapToLong(slice -> slice.actual).sum();
          values.forEach(
              (value, slice) ->
                  slice.to(
                      out.put(any, List.of(LtvModel.MODEL))
                          .put(LtvValidation.SLICE, name)
                          .put(LtvValidation.VALUE, value),
                      actual / customers));
        });
  }

  private static final class Slice {
    private long customers;
    private long actual;
    private final BigDecimal[] sums = new BigDecimal[REAL.length];

    void add(Cell cell) {
      customers += cell.count(LtvValidation.CUSTOMERS);
      actual += cell.count(LtvValidation.ACTUAL);
      for (int i = 0; i < sums.length; i++) {
        if (!cell.isNull(REAL[i])) {
          BigDecimal more = cell.exact(REAL[i]);
          sums[i] = sums[i] == null ? more : sums[i].add(more);
        }
      }
    }

    void to(RowsOut out, double perCustomerOfAll) {
      out.put(LtvValidation.CUSTOMERS, customers)
          .put(LtvValidation.PREDICTED, sums[0])
          .put(LtvValidation.ACTUAL, actual)
          .put(
              LtvValidation.MEAN_ABSOLUTE_ERROR,
              sums[1] == null ? null : sums[1].doubleValue() / customers)
          .put(
              LtvValidation.ROOT_MEAN_SQUARED_ERROR,
              sums[2] == null ? null : Math.sqrt(sums[2].doubleValue() / customers))
          .put(
              LtvValidation.LIFT,
              perCustomerOfAll == 0 ? null : actual / (double) customers / perCustomerOfAll)
          .add();
    }
  }
}
