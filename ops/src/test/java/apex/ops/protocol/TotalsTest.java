package apex.ops.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import apex.edge.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every shape that tells a total tells how much of it is known and the interval it lies in.
class TotalsTest {
  private static final Path SHAPES =
      Path.of(System.getProperty("apex.root", "..")).resolve("docs/protocol");
  private static final Set<String> AMOUNTS =
      Set.of("cost_usd", "total_cost_usd", "usd", "usd_at_a", "usd_at_b");

  /// Amounts that are no total of ours: what others reported, and the models of a comparison, of
  /// which one without a price is null and the interval stands at the sum.
  private static final Set<String> NO_TOTALS =
      Set.of(
          "spend/reported: usd",
          "spend/groups/reported: usd",
          "price_diff/usage: usd_at_a",
          "price_diff/usage: usd_at_b",
          "price_announced/changes/usage: usd_at_a",
          "price_announced/changes/usage: usd_at_b");

  private record Total(String where, boolean bounded) {}

  @Test
  void everyTotalHasItsInterval() throws IOException {
    var totals = totals();
    assertThat(totals.stream().filter(total -> !total.bounded).map(Total::where))
        .containsExactlyInAnyOrderElementsOf(NO_TOTALS);
    assertThat(new TreeSet<>(totals.stream().filter(Total::bounded).map(Total::where).toList()))
        .containsExactly(
            "demo_result: total_cost_usd",
            "import_result: cost_usd",
            "import_row: cost_usd",
            "price_announced/changes/at_a: usd",
            "price_announced/changes/at_b: usd",
            "price_announced/changes: usd_at_a",
            "price_announced/changes: usd_at_b",
            "price_diff/at_a: usd",
            "price_diff/at_b: usd",
            "price_diff: usd_at_a",
            "price_diff: usd_at_b",
            "removal: cost_usd",
            "removal_receipt: cost_usd",
            "repricing/outcome/first: cost_usd",
            "repricing/outcome/models/first: cost_usd",
            "repricing/outcome/models/second: cost_usd",
            "repricing/outcome/second: cost_usd",
            "repricings/repricings/outcome/first: cost_usd",
            "repricings/repricings/outcome/models/first: cost_usd",
            "repricings/repricings/outcome/models/second: cost_usd",
            "repricings/repricings/outcome/second: cost_usd",
            "result: total_cost_usd",
            "spend/groups: cost_usd",
            "spend: total_cost_usd");
  }

  @Test
  void aTotalWithoutItsIntervalWouldBeFound() {
    var found = new ArrayList<Total>();
    walk("x", Json.tree("{\"properties\":{\"cost_usd\":{}}}"), found);
    assertThat(found).containsExactly(new Total("x: cost_usd", false));
  }

  private static List<Total> totals() throws IOException {
    var totals = new ArrayList<Total>();
    try (var files = Files.list(SHAPES)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList())
        walk(
            file.getFileName().toString().replace(".schema.json", ""),
            Json.tree(Files.readString(file)),
            totals);
    }
    return totals;
  }

  private static void walk(String where, JsonNode shape, List<Total> totals) {
    for (var choice : List.of("anyOf", "items"))
      if (shape.path(choice).isArray())
        shape.path(choice).forEach(each -> walk(where, each, totals));
      else if (shape.path(choice).isObject()) walk(where, shape.path(choice), totals);
    var fields = shape.path("properties");
    fields.propertyNames().stream()
        .filter(AMOUNTS::contains)
        .forEach(amount -> totals.add(new Total(where + ": " + amount, bounded(fields))));
    fields
        .properties()
        .forEach(field -> walk(where + "/" + field.getKey(), field.getValue(), totals));
  }

  /// By fields of its own, in its coverage, or in the sides that it sums up.
  private static boolean bounded(JsonNode fields) {
    return fields.has("low_usd") && fields.has("high_usd")
        || fields.has("coverage")
        || fields.has("at_a") && fields.has("at_b");
  }
}
