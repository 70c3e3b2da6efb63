package apex.ops.audit.graph;

import java.util.ArrayList;
import java.util.List;

/// Strongly connected components of a graph of numbers, without recursion (Tarjan 1972,
/// "Depth-first search and linear graph algorithms").
final class Components {
  private final int[][] targets;
  private final int[] index;
  private final int[] low;
  private final boolean[] waiting;
  private final List<List<Integer>> found = new ArrayList<>();
  private final int[] stack;

  /// The nodes between the start and where we are, and the next edge of each.
  private final int[] path;

  private final int[] edge;
  private int top;
  private int next = 1;

  Components(int[][] targets) {
    this.targets = targets;
    index = new int[targets.length];
    low = new int[targets.length];
    waiting = new boolean[targets.length];
    stack = new int[targets.length];
    path = new int[targets.length];
    edge = new int[targets.length];
  }

  List<List<Integer>> all() {
    for (int i = 0; i < targets.length; i++) if (index[i] == 0) from(i);
    return found;
  }

  private void from(int start) {
    int depth = 0;
    path[0] = start;
    edge[0] = 0;
    open(start);
    while (depth >= 0) {
      var node = path[depth];
      if (edge[depth] < targets[node].length) {
        var to = targets[node][edge[depth]++];
        if (index[to] == 0) {
          open(to);
          path[++depth] = to;
          edge[depth] = 0;
        } else if (waiting[to]) low[node] = Math.min(low[node], index[to]);
        continue;
      }
      if (low[node] == index[node]) close(node);
      depth--;
      if (depth >= 0) low[path[depth]] = Math.min(low[path[depth]], low[node]);
    }
  }

  private void open(int node) {
    index[node] = low[node] = next++;
    waiting[node] = true;
    stack[top++] = node;
  }

  private void close(int node) {
    var members = new ArrayList<Integer>();
    int member;
    do {
      member = stack[--top];
      waiting[member] = false;
      members.add(member);
    } while (member != node);
    found.add(members);
  }
}
