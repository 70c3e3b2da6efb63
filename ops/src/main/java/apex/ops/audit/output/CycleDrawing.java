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
/// red. Of a large cycle the modules at the cut are drawn and the rest is counted.
final class CycleDrawing {
  private static final int MODULES_MAX = 24;
  private static final int SIZE = 640;

  private final Cycle cycle;
  private final List<String> drawn;

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
  }

  String svg() {
    var text = new StringBuilder();
    text.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 640\" role=\"img\" width=\"960\" height=\"640\">");
    text.append("<title>").append(safe(String.join(", ", drawn))).append("</title>");
    text.append(
            "<defs><marker id=\"a\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">")
        .append("<path d=\"M0 0L10 5L0 10z\" fill=\"#777\"/></marker></defs>");
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
          "<text x=\"480\" y=\"630\" text-anchor=\"middle\" font-size=\"13\" fill=\"#777\">and %d more</text>"
              .formatted(cycle.modules().size() - drawn.size()));
    return text.append("</svg>").toString();
  }

  private double x(int i, double radius) {
    return 480 + radius * Math.cos(2 * Math.PI * i / drawn.size() - Math.PI / 2);
  }

  private double y(int i, double radius) {
    return SIZE / 2.0 + radius * Math.sin(2 * Math.PI * i / drawn.size() - Math.PI / 2);
  }

  private void arrow(Edge edge, boolean cut, StringBuilder text) {
    int from = drawn.indexOf(edge.from());
    int to = drawn.indexOf(edge.to());
    text.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fQ%.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" %s marker-end=\"url(#a)\"><title>%s:%d</title></path>",
            x(from, 220),
            y(from, 220),
            480 + (x(from, 110) + x(to, 110) - 960) / 4,
            320 + (y(from, 110) + y(to, 110) - 640) / 4,
            x(to, 212),
            y(to, 212),
            cut ? "#c62828" : "#777",
            cut ? "2.5" : "1.2",
            cut ? "stroke-dasharray=\"7 5\"" : "",
            safe(edge.path()),
            edge.line()));
  }

  private void name(int i, StringBuilder text) {
    double x = x(i, 236);
    var anchor = Math.abs(x - 480) < 20 ? "middle" : x > 480 ? "start" : "end";
    text.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#1565c0\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"13\" font-family=\"system-ui,sans-serif\" fill=\"#777\">%s</text>",
            x(i, 220),
            y(i, 220),
            x,
            y(i, 240) + 4,
            anchor,
            safe(drawn.get(i))));
  }
}
