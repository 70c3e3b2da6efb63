package apex.stores.clickhouse;

import apex.kernel.identity.WorkspaceId;
import java.util.List;

/// Points of token metrics of one workspace.
public record PointBatch(WorkspaceId workspace, List<TokenPoint> points) {
  public PointBatch {
    points = List.copyOf(points);
  }
}
