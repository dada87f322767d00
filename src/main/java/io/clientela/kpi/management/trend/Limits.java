package io.clientela.kpi.management.trend;

import java.io.Serializable;

/**
 * What a value has to be to be worth an alert.
 *
 * @param history periods to compare with that there must be
 * @param cases behind a value, below which chance is too large
 * @param change relative to what is expected, below which nobody would act
 * @param distance from what is expected, in standard deviations
 */
public record Limits(int history, long cases, double change, double distance)
    implements Serializable {}
