package io.clientela.kpi.sales;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.clientela.model.OpportunityStages;
import io.clientela.table.Field;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;

/** The places of the stages in the sales process: as they are named, or as the data has them. */
final class StagePositions {

  private static final String STAGES = "stages";
  private static final Field FIRST = Field.any("first", "When the opportunity first entered it");
  private static final Field RANK =
      Field.integer("rank", "Place among the opportunity's own stages, from 1");
  private static final Field MEAN_RANK = Field.points("mean_rank", "Over opportunities");
  private static final Field NAMED =
      Field.integer("named", "Place among the stages that are named, last where it is not");

  private StagePositions() {}

  /**
   * The entries with the position of their stage. All stages fit into one array, so that it is a
   * look-up: the rows that are ranked and those that get a position are then the same, and moved
   * once.
   *
   * @param named stages that go first, in this order
   */
  static Dataset<Row> join(Dataset<Row> entries, List<String> named) {
    Column order = struct(NAMED.is(placeIn(named)), MEAN_RANK.col(), PipelineStages.STAGE.col());
    Dataset<Row> inOrder =
        entries
            .transform(StagePositions::rank)
            .groupBy(PipelineStages.STAGE.col())
            .agg(MEAN_RANK.is(avg(RANK.col())))
            .agg(sort_array(collect_list(order)).as(STAGES))
            .select(col(STAGES).getField(PipelineStages.STAGE.name()).as(STAGES));
    Column place = array_position(col(STAGES), PipelineStages.STAGE.col());
    return entries
        .crossJoin(broadcast(inOrder))
        .withColumn(PipelineStages.POSITION.name(), place.cast(DataTypes.IntegerType))
        .drop(STAGES);
  }

  private static Dataset<Row> rank(Dataset<Row> entries) {
    WindowSpec inTime =
        Window.partitionBy(OpportunityStages.OPPORTUNITY_ID.col())
            .orderBy(FIRST.col(), PipelineStages.STAGE.col());
    return entries
        .groupBy(OpportunityStages.OPPORTUNITY_ID.col(), PipelineStages.STAGE.col())
        .agg(FIRST.is(min(StageVisits.ENTERED.col())))
        .select(PipelineStages.STAGE.col(), RANK.is(row_number().over(inTime)));
  }

  private static Column placeIn(List<String> named) {
    if (named.isEmpty()) {
      return lit(0);
    }
    Column names = array(named.stream().map(name -> lit(name)).toArray(Column[]::new));
    Column place = array_position(names, PipelineStages.STAGE.col());
    return when(place.gt(0), place).otherwise(Integer.MAX_VALUE);
  }
}
