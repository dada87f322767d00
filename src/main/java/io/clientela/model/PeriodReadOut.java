package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.ReadOut;
import java.util.List;

/** A table of periods, read out of cells that each lie in one. */
public interface PeriodReadOut extends ReadOut {

  @Override
  default List<Field> series() {
    return PeriodSeries.SERIES;
  }

  @Override
  default List<Field> order() {
    return List.of(Activity.PERIOD);
  }
}
