package io.clientela;

import io.clientela.demo.DemoShop;
import io.clientela.job.Session;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the raw tables of a believable shop. */
@Command(
    name = "demo-data",
    description = "Makes the raw tables of a believable shop.",
    mixinStandardHelpOptions = true)
final class DemoDataCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder to write; replaced.")
  private String out;

  @Option(
      names = "--customers",
      required = true,
      paramLabel = "N",
      description = "Customers of the shop.")
  private long customers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Another seed, another shop. Default: ${DEFAULT-VALUE}.")
  private long seed = 42;

  @Option(
      names = "--days",
      paramLabel = "D",
      description = "Days of history before 2025-01-01. Default: ${DEFAULT-VALUE}.")
  private int days = 730;

  @Option(
      names = "--without-interactions",
      description = "Makes orders and customers only; the other tables are most of the rows.")
  private boolean withoutInteractions;

  @Override
  public Integer call() {
    DemoShop shop = new DemoShop(customers, seed, days);
    SparkSession spark = Session.open(ZoneId.of("UTC"));
    if (withoutInteractions) {
      shop.writeOrdersAndCustomers(spark, out);
    } else {
      shop.write(spark, out);
    }
    System.out.println("Wrote the raw tables of the shop to " + out);
    return 0;
  }
}
