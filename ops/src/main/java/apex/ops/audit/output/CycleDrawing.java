package apex.ops.audit.output;

import static apex.ops.audit.output.HtmlReport.safe;

import apex.ops.audit.graph.Cycle;
import apex.ops.audit.graph.Edge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A cycle as a standalone SVG: modules on a ring, imports as arrows, those of the cut dashed and
/// red, one line each way. Of a large cycle the modules at the cut are drawn and the rest is
/// counted.
final class CycleDrawing {
  private static final int MODULES_MAX = 24;
  private static final int WIDTH = 960;

  /// Above and below the ring, for the names there.
  private static final int MARGIN = 44;

  /// How far an arrow bends to its right, so that one each way between two modules are two lines.
  private static final double BEND = 24;

  private static final double DOT = 9;

  private final Cycle cycle;
  private final List<String> drawn;
  private final double radius;

  CycleDrawing(Cycle cycle) {
    this.cycle = cycle;
    var first = new java.util.LinkedHashSet<String>();
    if (cycle.modules().size() <= MODULES_MAX) first.addAll(cycle.modules());
    for (var edge : cycle.cut()) {
      if (first.size() + 2 > MODULES_MAX) break;
      first.add(edge.from());
      first.add(edge.to());
    }
    drawn = new ArrayList<>(first);
    drawn.sort(null);
    radius = Math.clamp(50 + 22L * drawn.size(), 90, 290);
  }

  String svg() {
    var text = new StringBuilder();
    int height = (int) (2 * (radius + MARGIN));
    text.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" width=\"%d\" height=\"%d\">"
            .formatted(WIDTH, height, WIDTH, height));
    text.append("<title>").append(safe(String.join(", ", drawn))).append("</title><defs>");
    text.append(head("a", "#777")).append(head("c", "#c62828")).append("</defs>");
    Set<String> cut = new HashSet<>();
    cycle.cut().forEach(edge -> cut.add(edge.from() + " " + edge.to()));
    var told = new HashSet<String>();
    for (var edge : cycle.edges())
      if (drawn.contains(edge.from())
          && drawn.contains(edge.to())
          && told.add(edge.from() + " " + edge.to()))
        arrow(edge, cut.contains(edge.from() + " " + edge.to()), text);
    for (int i = 0; i < drawn.size(); i++) name(i, text);
    if (drawn.size() < cycle.modules().size())
      text.append(
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"13\" fill=\"currentColor\">and %d more</text>"
              .formatted(WIDTH - 8, height - 8, cycle.modules().size() - drawn.size()));
    return text.append("</svg>").toString();
  }

  private static String head(String id, String colour) {
    return "<marker id=\"%s\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"11\" orient=\"auto\"><path d=\"M0 1L10 5L0 9z\" fill=\"%s\"/></marker>"
        .formatted(id, colour);
  }

  private double x(int i, double from) {
    return WIDTH / 2.0 + from * Math.cos(2 * Math.PI * i / drawn.size() - Math.PI / 2);
  }

  private double y(int i, double from) {
    return radius + MARGIN + from * Math.sin(2 * Math.PI * i / drawn.size() - Math.PI / 2);
  }

  /// From dot to dot, short of both.
  private void arrow(Edge edge, boolean cut, StringBuilder text) {
    int from = drawn.indexOf(edge.from());
    int to = drawn.indexOf(edge.to());
    double dx = x(to, radius) - x(from, radius);
    double dy = y(to, radius) - y(from, radius);
    double length = Math.hypot(dx, dy);
    double mx = x(from, radius) + dx / 2 - dy / length * BEND;
    double my = y(from, radius) + dy / 2 + dx / length * BEND;
    double out = DOT / Math.hypot(mx - x(from, radius), my - y(from, radius));
    double in = DOT / Math.hypot(mx - x(to, radius), my - y(to, radius));
    text.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" %smarker-end=\"url(#%s)\"><title>%s:%d</title></path>",
            x(from, radius) + (mx - x(from, radius)) * out,
            y(from, radius) + (my - y(from, radius)) * out,
            mx,
            my,
            x(to, radius) + (mx - x(to, radius)) * in,
            y(to, radius) + (my - y(to, radius)) * in,
            cut ? "#c62828" : "#777",
            cut ? "2.4" : "1.3",
            cut ? "stroke-dasharray=\"7 5\" " : "",
            cut ? "c" : "a",
            safe(edge.path()),
            edge.line()));
  }

  private void name(int i, StringBuilder text) {
    double x = x(i, radius + 14);
    boolean middle = Math.abs(x - WIDTH / 2.0) < 20;
    var anchor = middle ? "middle" : x > WIDTH / 2.0 ? "start" : "end";
    double y = y(i, radius + (middle ? 22 : 14)) + 4;
    text.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#1565c0\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"13\" font-family=\"system-ui,sans-serif\" fill=\"currentColor\">%s</text>",
            x(i, radius),
            y(i, radius),
            x,
            y,
            anchor,
            safe(drawn.get(i))));
  }
}
