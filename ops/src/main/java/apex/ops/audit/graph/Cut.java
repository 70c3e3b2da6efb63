package apex.ops.audit.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Which imports to take out of a component so that no cycle is left.
///
/// Up to [#EXACT_MAX] modules the cut with the fewest statements is found (the best order of the
/// modules, by dynamic programming over their subsets: Lawler 1964, "A comment on minimum feedback
/// arc sets"). Beyond, a good order is made by the rule of Eades, Lin and Smyth (1993, "A fast and
/// effective heuristic for the feedback arc set problem"); then every import that could stay after
/// all is put back.
final class Cut {
  static final int EXACT_MAX = 14;

  private final List<String> modules;
  private final List<Edge> inside;
  private final int[][] weight;
  private final int[][] targets;

  Cut(List<String> modules, List<Edge> inside) {
    this.modules = modules;
    this.inside = inside;
    weight = new int[modules.size()][modules.size()];
    for (var edge : inside) weight[number(edge.from())][number(edge.to())]++;
    targets = new int[weight.length][];
    for (int i = 0; i < weight.length; i++) {
      var row = weight[i];
      targets[i] =
          java.util.stream.IntStream.range(0, row.length).filter(j -> row[j] > 0).toArray();
    }
  }

  private int number(String module) {
    return Collections.binarySearch(modules, module);
  }

  boolean exact() {
    return modules.size() <= EXACT_MAX;
  }

  List<Edge> edges() {
    var place = exact() ? bestOrder() : goodOrder();
    var cut = new boolean[modules.size()][modules.size()];
    for (int i = 0; i < place.length; i++)
      for (int j = 0; j < place.length; j++) cut[i][j] = weight[i][j] > 0 && place[i] > place[j];
    putBack(cut);
    return inside.stream().filter(edge -> cut[number(edge.from())][number(edge.to())]).toList();
  }

  /// The place of each module in the order that leaves the least weight pointing backwards.
  private int[] bestOrder() {
    int n = modules.size();
    var cost = new int[1 << n];
    var last = new byte[1 << n];
    Arrays.fill(cost, Integer.MAX_VALUE);
    cost[0] = 0;
    for (int set = 0; set < 1 << n; set++)
      for (int next = 0; next < n; next++) {
        if ((set & 1 << next) != 0) continue;
        int more = cost[set];
        for (int before = 0; before < n; before++)
          if ((set & 1 << before) != 0) more += weight[next][before];
        var with = set | 1 << next;
        if (more < cost[with]) {
          cost[with] = more;
          last[with] = (byte) next;
        }
      }
    var place = new int[n];
    for (int set = (1 << n) - 1, at = n - 1; at >= 0; at--) {
      place[last[set]] = at;
      set &= ~(1 << last[set]);
    }
    return place;
  }

  private int[] goodOrder() {
    int n = modules.size();
    var place = new int[n];
    var out = new int[n];
    var in = new int[n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        out[i] += weight[i][j];
        in[j] += weight[i][j];
      }
    var taken = new boolean[n];
    int front = 0;
    int back = n - 1;
    while (front <= back) {
      int pick = pick(taken, out, in);
      boolean sink = out[pick] == 0;
      place[pick] = sink ? back-- : front++;
      taken[pick] = true;
      for (int i = 0; i < n; i++) {
        out[i] -= weight[i][pick];
        in[i] -= weight[pick][i];
      }
    }
    return place;
  }

  /// A sink, else a source, else the one with the most going out for what comes in; the first by
  /// name.
  private static int pick(boolean[] taken, int[] out, int[] in) {
    int best = -1;
    for (int i = 0; i < taken.length; i++) {
      if (taken[i]) continue;
      if (out[i] == 0) return i;
      if (best < 0 || rank(i, out, in) > rank(best, out, in)) best = i;
    }
    return best;
  }

  private static int rank(int i, int[] out, int[] in) {
    return in[i] == 0 ? Integer.MAX_VALUE : out[i] - in[i];
  }

  private void putBack(boolean[][] cut) {
    for (int i = 0; i < cut.length; i++)
      for (int j = 0; j < cut.length; j++) if (cut[i][j] && !reaches(j, i, cut)) cut[i][j] = false;
  }

  private boolean reaches(int from, int to, boolean[][] cut) {
    var seen = new boolean[cut.length];
    var open = new int[cut.length];
    int waiting = 1;
    open[0] = from;
    seen[from] = true;
    while (waiting > 0) {
      int at = open[--waiting];
      if (at == to) return true;
      for (var next : targets[at])
        if (!cut[at][next] && !seen[next]) {
          seen[next] = true;
          open[waiting++] = next;
        }
    }
    return false;
  }
}
