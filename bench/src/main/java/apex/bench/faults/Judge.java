package apex.bench.faults;

import apex.edge.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Reads the JSON of one examination and says what in it is not as it should be.
final class Judge {
  private Judge() {}

  /// Empty when all is right.
  static List<String> faults(Fault fault, String diagnosis) {
    var root = Json.tree(diagnosis);
    var wrong = new ArrayList<String>();
    var service = service(root, fault.service());
    var state = service.path("status").asString("absent");
    if (!state.equals(fault.state())) wrong.add("state " + state);
    var category = text(service, "category");
    if (!category.equals(fault.category())) wrong.add("category " + category.orElse("-"));
    var causes = causes(root);
    if (!causes.equals(fault.causes())) wrong.add("causes " + String.join(" ", causes));
    if (!remedy(root, fault.service()).contains(fault.remedy().toLowerCase(Locale.ROOT)))
      wrong.add("remedy");
    wrong.addAll(blamed(root, fault));
    return wrong;
  }

  /// Nothing but a cause may be called unhealthy.
  private static List<String> blamed(JsonNode root, Fault fault) {
    return root.path("services")
        .valueStream()
        .filter(service -> service.path("status").asString("").equals("unhealthy"))
        .map(service -> service.path("name").asString(""))
        .filter(name -> !fault.causes().contains(name))
        .map(name -> "blames " + name)
        .toList();
  }

  static TreeSet<String> causes(JsonNode root) {
    var causes = new TreeSet<String>();
    for (var cause : root.path("causes")) {
      var scope = cause.path("scope").asString("");
      var prefix = scope.equals("service") ? "" : scope + ":";
      causes.add(prefix + cause.path("service").asString(""));
    }
    return causes;
  }

  static JsonNode service(JsonNode root, String name) {
    return root.path("services")
        .valueStream()
        .filter(service -> service.path("name").asString("").equals(name))
        .findFirst()
        .orElse(root.path("absent"));
  }

  private static String remedy(JsonNode root, String service) {
    return root.path("causes")
        .valueStream()
        .filter(cause -> cause.path("service").asString("").equals(service))
        .map(cause -> cause.path("remedy").asString(""))
        .findFirst()
        .orElse("")
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<String> text(JsonNode node, String field) {
    var value = node.path(field);
    return value.isString() ? Optional.of(value.asString()) : Optional.empty();
  }
}
