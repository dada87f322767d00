package io.clientela.job.history;

import java.time.Instant;
import java.time.LocalDate;

/** One run: what all that it writes names. */
public record Run(String id, LocalDate asOf, Instant startedAt) {}
