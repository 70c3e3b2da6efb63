package apex.ops.command;

import apex.ops.terminal.Table;
import apex.ops.terminal.Terminal;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What the commands about prices show to people.
record PriceText(Terminal terminal) {
  private static final int SHOWN = 30;

  private PrintStream out() {
    return terminal.out();
  }

  /// A price with how its name was found, or what to do when there is none.
  void model(JsonNode shown) {
    if (shown.path("price").isNull()) unknown(shown);
    else found(shown);
    periods(shown);
  }

  private void found(JsonNode shown) {
    var price = shown.path("price");
    out()
        .printf(
            "%s %s (%s)%n",
            Rows.text(price, "provider"), Rows.text(price, "model"), Rows.text(shown, "book"));
    out().printf("found by: %s: %s%n", Rows.text(shown, "match"), Rows.text(shown, "how"));
    new Table(HEADING, List.of(row(price))).print(terminal);
    out().println("  US dollars for a million tokens; " + basis(Rows.text(price, "basis")));
    price.path("rules").valueStream().forEach(rule -> out().println("  " + rule.asString("")));
    var tiers =
        shown
            .path("tiers")
            .valueStream()
            .filter(tier -> !Rows.text(tier, "tier").equals("local_cache"))
            .map(tier -> "%s x %s".formatted(Rows.text(tier, "tier"), Rows.text(tier, "factor")))
            .toList();
    if (!tiers.isEmpty())
      out().printf("  other terms: %s (--tier WORD)%n", String.join(", ", tiers));
  }

  private static String basis(String basis) {
    return switch (basis) {
      case "dated" -> "the book says since when";
      case "override" -> "the workspace's own price";
      default -> "a list price that the book does not date";
    };
  }

  private void unknown(JsonNode shown) {
    out().printf("No price: %s.%n", Rows.text(shown, "why"));
    var nearest = shown.path("nearest").valueStream().map(name -> name.asString("")).toList();
    if (!nearest.isEmpty()) out().printf("Nearest known names: %s.%n", String.join(", ", nearest));
    advice(shown, nearest).forEach(line -> out().println("  " + line));
  }

  private static List<String> advice(JsonNode shown, List<String> nearest) {
    var model = Rows.text(shown, "model");
    var like = nearest.isEmpty() ? "openai gpt-4o" : nearest.getFirst();
    var alias = "./apex prices alias %s --as %s".formatted(model, like.replaceFirst(" ", "/"));
    return switch (Rows.text(shown, "reason")) {
      case "unknown_model", "unknown_provider" ->
          List.of(
              "A slip of the pen in what sends the usage: name the model as its provider does.",
              "Another provider: name it, as in --provider azure.",
              "A deployment's name, or one of your own: say what it stands for, as in",
              "  " + alias,
              "Until then its calls count with their tokens and an interval, never as zero.");
      case "no_tier_price" ->
          List.of(
              "Its calls count between half and 2.5 times the ordinary price, never as ordinary ones.",
              "If you know what you pay: PUT /api/prices/overrides sets a price of your own.");
      case "no_price_listed", "no_output_price" ->
          List.of("If you know what you pay: PUT /api/prices/overrides sets a price of your own.");
      default -> List.of();
    };
  }

  private static final List<String> HEADING =
      List.of("input", "cache read", "write 5m", "write 1h", "output", "from", "to", "basis");

  private void periods(JsonNode shown) {
    var rows = shown.path("periods").valueStream().map(PriceText::row).toList();
    if (rows.size() < 2) return;
    out().println("List prices of all times:");
    new Table(HEADING, rows).print(terminal);
  }

  private static List<String> row(JsonNode price) {
    var rates = price.path("rates");
    var row = new ArrayList<String>();
    for (var kind : List.of("input", "cache_read", "cache_write_5m", "cache_write_1h", "output"))
      row.add(rate(rates.path(kind)));
    row.add(day(price, "valid_from"));
    row.add(day(price, "valid_to"));
    row.add(Rows.text(price, "basis").replace('_', ' '));
    return row;
  }

  /// A price that the size of the request changes is shown with its steps: `3, over 200000: 6`.
  private static String rate(JsonNode rate) {
    if (rate.isMissingNode() || rate.isNull()) return "-";
    var text = new StringBuilder(rate.path("usd_per_million").asString(""));
    rate.path("steps")
        .valueStream()
        .forEach(step ->
            text.append(", over ")
                .append(step.path("above").asLong())
                .append(": ")
                .append(step.path("usd_per_million").asString("")));
    return text.toString();
  }

  private static String day(JsonNode price, String field) {
    var moment = Rows.text(price, field);
    return moment.length() < 10 ? "-" : moment.substring(0, 10);
  }

  void difference(JsonNode diff) {
    var changes = diff.path("changes").valueStream().toList();
    if (changes.isEmpty()) terminal.out().println("No list price differs.");
    else
      new Table(
              List.of("provider", "model", "kind", "before", "after"),
              changes.stream().limit(SHOWN).flatMap(change -> lines(change).stream()).toList())
          .print(terminal);
    if (changes.size() > SHOWN)
      terminal.out().printf("… and %d more (--json shows all).%n", changes.size() - SHOWN);
    var period = diff.path("period");
    out().printf("The usage of %s to %s costs%n", day(period, "from"), day(period, "to"));
    out()
        .printf(
            "  at the prices of %s: %s%n", day(diff, "a"), Totals.words(diff.path("at_a"), "usd"));
    out()
        .printf(
            "  at the prices of %s: %s%n", day(diff, "b"), Totals.words(diff.path("at_b"), "usd"));
    out()
        .printf(
            "  difference, of the models priced on both days: %s USD%n",
            Rows.text(diff, "difference_usd"));
  }

  /// Every announced change and what it would do to the usage of the last 30 days.
  void announced(JsonNode announced) {
    var changes = announced.path("changes").valueStream().toList();
    if (changes.isEmpty()) out().println("The book announces no change.");
    for (var change : changes) {
      out().printf("From %s on:%n", day(change, "b"));
      difference(change);
    }
  }

  /// Which names were used and how each was found.
  void names(JsonNode names) {
    var rows = names.path("names").valueStream().map(PriceText::name).toList();
    if (rows.isEmpty()) out().println("No usage yet.");
    else
      new Table(List.of("calls", "tokens", "provider", "model", "tier", "found by", "as"), rows)
          .print(terminal);
    names
        .path("names")
        .valueStream()
        .filter(name -> name.path("match").isNull())
        .forEach(name -> out().println("No price: " + without(name)));
  }

  private static List<String> name(JsonNode name) {
    return List.of(
        Rows.count(name, "calls"),
        Rows.count(name, "tokens"),
        Rows.text(name, "provider"),
        Rows.text(name, "model"),
        Rows.text(name, "tier"),
        name.path("match").isNull() ? "no price" : Rows.text(name, "match"),
        Rows.text(name, "found"));
  }

  private static String without(JsonNode name) {
    var nearest = name.path("nearest").valueStream().map(near -> near.asString("")).toList();
    return "%s; nearest: %s; its %s tokens would be %s to %s USD"
        .formatted(
            Rows.text(name, "why"),
            nearest.isEmpty() ? "none" : String.join(", ", nearest),
            Rows.count(name, "tokens"),
            Rows.text(name, "low_usd"),
            name.path("high_usd").isNull() ? "an unknown number of" : Rows.text(name, "high_usd"));
  }

  /// The second sets of costs, and which counts.
  void sets(JsonNode listed) {
    var rows = listed.path("repricings").valueStream().map(PriceText::set).toList();
    if (rows.isEmpty()) out().println("Nothing was priced again yet.");
    else
      new Table(List.of("repricing", "state", "from", "to", "prices of", "calls"), rows)
          .print(terminal);
    counting(listed.path("adopted"));
  }

  void counting(JsonNode adopted) {
    var costs = adopted.path("costs");
    if (Rows.text(costs, "set").equals("first"))
      out().println("The first costs count: each call by the book of its day.");
    else
      out()
          .printf(
              "Repricing %s counts for the calls of %s to %s (%s), the first costs for all others; adopted %s.%n",
              Rows.text(costs, "repricing"),
              day(costs, "from"),
              day(costs, "to"),
              Rows.text(costs, "book"),
              Rows.moment(adopted, "at"));
  }

  private static List<String> set(JsonNode line) {
    return List.of(
        Rows.text(line, "id"),
        Rows.text(line, "state"),
        day(line, "from"),
        day(line, "to"),
        line.path("prices_at").isNull() ? "each call's day" : day(line, "prices_at"),
        Rows.count(line, "entries"));
  }

  /// What a finished repricing changes, beside the first costs.
  void outcome(JsonNode repricing) {
    var outcome = repricing.path("outcome");
    var rows =
        outcome
            .path("models")
            .valueStream()
            .map(model ->
                List.of(
                    Rows.text(model.path("first"), "cost_usd"),
                    model.path("second").isNull()
                        ? "-"
                        : Rows.text(model.path("second"), "cost_usd"),
                    Rows.text(model, "model")))
            .toList();
    new Table(List.of("first USD", "then USD", "model"), rows).print(terminal);
    out().printf("first: %s%n", Totals.words(outcome.path("first"), "cost_usd"));
    out().printf("then:  %s%n", Totals.words(outcome.path("second"), "cost_usd"));
    out().printf("It counts in no total yet: ./apex prices adopt %s%n", Rows.text(repricing, "id"));
  }

  private static List<List<String>> lines(JsonNode change) {
    return change.path("rates").properties().stream()
        .map(rate ->
            List.of(
                Rows.text(change, "provider"),
                Rows.text(change, "model"),
                rate.getKey().replace('_', ' '),
                rate(rate.getValue().path("before")),
                rate(rate.getValue().path("after"))))
        .toList();
  }

  void agreement(JsonNode check) {
    var differing =
        check
            .path("models")
            .valueStream()
            .filter(model -> Rows.text(model, "accord").equals("DIFFERS"))
            .flatMap(model -> pairs(model).stream())
            .toList();
    if (!differing.isEmpty())
      new Table(List.of("provider", "model", "kind", "book", "second"), differing).print(terminal);
    terminal
        .out()
        .printf(
            "%s against %s: %s models compared, %s agree, %s differ, %s are not in the book.%n",
            Rows.text(check, "book"),
            Rows.text(check, "second"),
            Rows.count(check, "compared"),
            Rows.count(check, "agreeing"),
            Rows.count(check, "differing"),
            Rows.count(check, "not_in_book"));
  }

  private static List<List<String>> pairs(JsonNode model) {
    return model.path("differences").properties().stream()
        .map(kind ->
            List.of(
                Rows.text(model, "provider"),
                Rows.text(model, "model"),
                kind.getKey().replace('_', ' '),
                kind.getValue().path("book").asString(""),
                kind.getValue().path("second").asString("")))
        .toList();
  }
}
