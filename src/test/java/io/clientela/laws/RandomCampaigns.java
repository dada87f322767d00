package io.clientela.laws;

import io.clientela.model.CampaignMembers;
import io.clientela.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Random members: most are assigned once, some again, and a few of these to the other group. */
final class RandomCampaigns {

  private static final StructType MEMBERS =
      StructType.fromDDL(
          "campaign STRING, customer_id BIGINT, assigned_at TIMESTAMP, `group` STRING");
  private static final int DAYS = 200;

  private RandomCampaigns() {}

  static Shop into(Shop shop, Luck luck) {
    List<Row> members = new ArrayList<>();
    for (long customer = 1; customer <= RandomCustomers.CUSTOMERS; customer++) {
      for (int i = luck.below(4); i > 0; i--) {
        members.add(
            RowFactory.create(
                luck.oneOf("welcome", "loyalty"),
                customer,
                luck.at(luck.below(DAYS)),
                customer % 2 == 0 || luck.oneIn(9) ? "treatment" : "control"));
      }
    }
    return shop.with(CampaignMembers.INPUT, spark -> spark.createDataFrame(members, MEMBERS));
  }
}
