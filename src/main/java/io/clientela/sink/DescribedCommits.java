package io.clientela.sink;

import io.delta.kernel.Operation;
import io.delta.kernel.commit.CommitFailedException;
import io.delta.kernel.commit.CommitMetadata;
import io.delta.kernel.commit.CommitResponse;
import io.delta.kernel.commit.Committer;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.CommitInfo;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.commit.DefaultFileSystemManagedTableOnlyCommitter;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Commits of Delta Kernel that say what those of Spark say and Kernel has no words for.
 *
 * @param comment of the table, where the commit makes it
 * @param run what the commit says of the run that made it
 * @param replaced condition of the rows that were replaced; none where rows were added
 * @param written how many rows
 */
record DescribedCommits(String comment, String run, Optional<String> replaced, long written)
    implements Committer {

  private static final StructType INFO =
      CommitInfo.FULL_SCHEMA.add("userMetadata", StringType.STRING, true);
  private static final StructType ACTION = new StructType().add("commitInfo", INFO, true);

  @Override
  public CommitResponse commit(Engine engine, CloseableIterator<Row> actions, CommitMetadata commit)
      throws CommitFailedException {
    return DefaultFileSystemManagedTableOnlyCommitter.INSTANCE.commit(
        engine, actions.map(this::described), commit);
  }

  private Row described(Row action) {
    if (!action.isNullAt(SingleAction.COMMIT_INFO_ORDINAL)) {
      Row info = told(action.getStruct(SingleAction.COMMIT_INFO_ORDINAL));
      return new GenericRow(ACTION, Map.of(0, info));
    }
    if (!action.isNullAt(SingleAction.METADATA_ORDINAL)) {
      return SingleAction.createMetadataSingleAction(
          commented(action.getStruct(SingleAction.METADATA_ORDINAL)));
    }
    return action;
  }

  private Row commented(Row metadata) {
    int description = Metadata.FULL_SCHEMA.indexOf("description");
    return new DelegateRow(metadata, Map.of(description, comment));
  }

  private Row told(Row info) {
    Map<Integer, Object> values = new HashMap<>();
    for (int i = 0; i < info.getSchema().length(); i++) {
      values.put(i, info.isNullAt(i) ? null : value(info, i));
    }
    values.put(INFO.indexOf("userMetadata"), run);
    if (Operation.WRITE.getDescription().equals(values.get(INFO.indexOf("operation")))) {
      Map<String, String> how = new HashMap<>();
      how.put("mode", replaced.isPresent() ? "Overwrite" : "Append");
      replaced.ifPresent(condition -> how.put("predicate", condition));
      Map<String, String> metrics = Map.of("numOutputRows", String.valueOf(written));
      values.put(INFO.indexOf("operationParameters"), VectorUtils.stringStringMapValue(how));
      values.put(INFO.indexOf("operationMetrics"), VectorUtils.stringStringMapValue(metrics));
    }
    return new GenericRow(INFO, values);
  }

  private static Object value(Row info, int i) {
    DataType type = info.getSchema().at(i).getDataType();
    if (type instanceof LongType) {
      return info.getLong(i);
    } else if (type instanceof BooleanType) {
      return info.getBoolean(i);
    }
    return type instanceof MapType ? info.getMap(i) : info.getString(i);
  }
}
