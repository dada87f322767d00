package io.clientela.job;

import io.clientela.contract.CustomerCoverage;
import java.util.Locale;
import java.util.Optional;

/** What a run reports where the customers of a table are not those of the raw table customers. */
final class UnknownCustomers {

  private static final double FEW = 0.5;

  private UnknownCustomers() {}

  /** Where customers has none of them: every breakdown by customer would be empty. */
  static Optional<String> breach(String table, CustomerCoverage coverage) {
    boolean isNone = coverage.known() == 0 && coverage.customerId().isPresent();
    return isNone
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s: none of its %,d customers is in customers: customer_id is '%s' here and '%s'"
                    + " there. Write the ids in the same way in sources.%s.sql or"
                    + " sources.customers.sql, or remove sources.customers",
                table,
                coverage.customers(),
                coverage.unknownId().orElseThrow(),
                coverage.customerId().orElseThrow(),
                table))
        : Optional.empty();
  }

  static Optional<String> warning(String table, CustomerCoverage coverage) {
    boolean isFew = coverage.share() < FEW && coverage.known() > 0;
    return isFew
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %.1f %% of its %,d customers are in customers; customer_id is '%s' here and"
                    + " '%s' there. The others have no attribute of a customer: segment (none)",
                table,
                100 * coverage.share(),
                coverage.customers(),
                coverage.unknownId().orElseThrow(),
                coverage.customerId().orElseThrow()))
        : Optional.empty();
  }
}
