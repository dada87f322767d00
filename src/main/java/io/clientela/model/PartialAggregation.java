package io.clientela.model;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/**
 * The rows of a partition, counted by cell. What the buffer holds is handed on whenever it is much,
 * so that a large partition needs no more memory than a small one; a cell may then come more than
 * once.
 */
public final class PartialAggregation implements Iterator<Row> {

  /** What is counted so far. */
  public interface Buffer {

    void clear();

    boolean isFull();

    void update(Row fact);

    Iterator<Row> cells();
  }

  private final Iterator<Row> facts;
  private final Buffer buffer;
  private Iterator<Row> cells = Collections.emptyIterator();

  public PartialAggregation(Iterator<Row> facts, Buffer buffer) {
    this.facts = facts;
    this.buffer = buffer;
  }

  @Override
  public boolean hasNext() {
    while (!cells.hasNext() && facts.hasNext()) {
      buffer.clear();
      while (facts.hasNext() && !buffer.isFull()) {
        buffer.update(facts.next());
      }
      cells = buffer.cells();
    }
    return cells.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return cells.next();
  }
}
