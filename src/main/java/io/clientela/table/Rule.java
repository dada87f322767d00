package io.clientela.table;

import org.apache.spark.sql.Column;

/**
 * A reason to reject a row.
 *
 * @param reason in words, without a value of the row in it
 * @param broken true for the rows to reject; null counts as false
 */
public record Rule(String reason, Column broken) {}
