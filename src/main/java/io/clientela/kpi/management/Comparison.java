package io.clientela.kpi.management;

import static org.apache.spark.sql.functions.udf;

import io.clientela.kpi.management.TwoGroups.Difference;
import io.clientela.model.CampaignMembers;
import io.clientela.table.Field;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The statistics of {@link TwoGroups} as expressions over the samples of {@link CampaignOutcomes}:
 * a few rows per campaign.
 */
final class Comparison {

  private static final String ESTIMATE = "estimate";
  private static final String LOW = "low";
  private static final String HIGH = "high";
  private static final String P_VALUE = "p_value";
  private static final StructType DIFFERENCE =
      new StructType()
          .add(ESTIMATE, DataTypes.DoubleType)
          .add(LOW, DataTypes.DoubleType)
          .add(HIGH, DataTypes.DoubleType)
          .add(P_VALUE, DataTypes.DoubleType);

  private static final int MONEY_DECIMALS = 4;

  private final Column difference;

  private Comparison(Column difference) {
    this.difference = difference;
  }

  /** Of shares, or of money where that is the outcome. */
  static Comparison ofOutcomes() {
    return by(
        (treatment, control, outcome) -> {
          TwoGroups groups = groups(treatment, control, outcome);
          return row(isMoney(outcome) ? groups.means() : groups.shares());
        },
        CampaignOutcomes.VALUE);
  }

  /** Of the means of any other measure of members. */
  static Comparison ofMeans(Field measure) {
    return by(
        (treatment, control, outcome) -> row(groups(treatment, control, outcome).means()), measure);
  }

  /** Mean outcome of one group; null without members. */
  static Column mean(String group) {
    UDF2<Row, String, Double> mean =
        (row, outcome) -> {
          Sample sample = sample(row, outcome);
          return sample.size() == 0 ? null : sample.mean();
        };
    return udf(mean, DataTypes.DoubleType)
        .apply(sample(group, CampaignOutcomes.VALUE), CampaignOutcomes.OUTCOME.col());
  }

  /** Null for campaigns without planned share. */
  static Column sampleRatio(Map<String, Double> plannedShares) {
    UDF3<String, Long, Long, Double> pValue =
        (campaign, treatment, control) ->
            plannedShares.containsKey(campaign)
                ? TwoGroups.sampleRatio(treatment, control, plannedShares.get(campaign))
                : null;
    return udf(pValue, DataTypes.DoubleType)
        .apply(
            CampaignMembers.CAMPAIGN.col(),
            CampaignOutcomes.TREATMENT_ASSIGNED.col(),
            CampaignOutcomes.CONTROL_ASSIGNED.col());
  }

  Column estimate() {
    return difference.getField(ESTIMATE);
  }

  Column low() {
    return difference.getField(LOW);
  }

  Column high() {
    return difference.getField(HIGH);
  }

  Column pValue() {
    return difference.getField(P_VALUE);
  }

  private static Comparison by(UDF3<Row, Row, String, Row> compare, Field measure) {
    return new Comparison(
        udf(compare, DIFFERENCE)
            .apply(
                sample(CampaignMembers.TREATMENT, measure),
                sample(CampaignMembers.CONTROL, measure),
                CampaignOutcomes.OUTCOME.col()));
  }

  private static Column sample(String group, Field measure) {
    return CampaignOutcomes.sampleOf(group, measure).col();
  }

  private static TwoGroups groups(Row treatment, Row control, String outcome) {
    return new TwoGroups(sample(treatment, outcome), sample(control, outcome));
  }

  private static Sample sample(Row sums, String outcome) {
    long size = sums.getAs(CampaignOutcomes.SIZE);
    BigDecimal sum = size == 0 ? BigDecimal.ZERO : sums.getAs(CampaignOutcomes.SUM);
    BigDecimal squares = size == 0 ? BigDecimal.ZERO : sums.getAs(CampaignOutcomes.SQUARES);
    int decimals = isMoney(outcome) ? MONEY_DECIMALS : 0;
    return new Sample(size, sum.movePointLeft(decimals), squares.movePointLeft(2 * decimals));
  }

  private static boolean isMoney(String outcome) {
    return outcome.equals(CampaignOutcomes.REVENUE);
  }

  private static Row row(Difference found) {
    return RowFactory.create(found.estimate(), found.low(), found.high(), found.pValue());
  }
}
