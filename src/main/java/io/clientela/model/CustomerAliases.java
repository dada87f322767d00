package io.clientela.model;

import io.clientela.table.Field;
import io.clientela.table.Input;
import io.clientela.table.Table;

/** The raw aliases that the job accepts: ids under which a customer is known beside its own. */
public final class CustomerAliases {

  public static final Field ALIAS =
      Field.id("alias", "Id that stands for another customer, in the type of customer_id");
  public static final Field CUSTOMER_ID =
      Field.id("customer_id", "Customer whom it stands for; may be an alias itself");
  public static final Field MERGED_AT =
      Field.instant("merged_at", "When the two were found to be one; null = before as-of").orNull();

  public static final Table TABLE =
      Table.named("customer_aliases")
          .titled("Customer aliases", "Apelidos de clientes")
          .grain("One row per alias")
          .key(ALIAS)
          .values(CUSTOMER_ID, MERGED_AT)
          .definedBy(
              "Takes the place of customer_id in every raw table before anything is computed; chains"
                  + " are followed to their end");

  public static final Input INPUT = Input.of(TABLE, MERGED_AT).identifiedBy(ALIAS);

  private CustomerAliases() {}
}
