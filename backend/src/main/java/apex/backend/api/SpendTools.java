package apex.backend.api;

import apex.edge.mcp.Argument;
import apex.edge.mcp.Argument.Rule;
import apex.edge.mcp.Arguments;
import apex.edge.mcp.Tool;
import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.spend.analysis.Outlook;
import apex.spend.figures.Dimension;
import apex.spend.figures.InputSet;
import apex.spend.figures.Slice;
import apex.spend.price.Usd;
import apex.stores.clickhouse.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What was spent and what will be, as tools.
final class SpendTools {
  private static final int DAYS_MOST = 90;
  private static final int DAYS_USUAL = 30;
  private static final Rule NAMES = new Rule.Names(50, 256);
  private static final Rule MOMENT = new Rule.Form("[0-9TZ:.+-]{10,40}", "2026-01-31");
  private static final List<Argument> NARROWED =
      List.of(
          Argument.optional(
              "from",
              "First day that counts, in the workspace's billing zone, or a moment such as"
                  + " 2026-01-31T00:00:00Z. All usage from the first on when left out.",
              MOMENT),
          Argument.optional("to", "First day or moment that no longer counts.", MOMENT),
          Argument.optional("providers", "Only these providers.", NAMES),
          Argument.optional("models", "Only these models, named as in the usage.", NAMES),
          Argument.optional("routes", "Only these routes.", NAMES));

  private final SpendApi spend;
  private final UsageQuery usage;

  SpendTools(SpendApi spend, UsageQuery usage) {
    this.spend = spend;
    this.usage = usage;
  }

  List<Tool> tools() {
    return List.of(spend(), forecast());
  }

  private Tool spend() {
    return new Tool(
        "spend",
        "What was spent",
        """
        What the workspace's language model calls cost in a period, in US dollars, with the total \
        and its parts by model, route, provider or day. Amounts come from stored costs and are \
        texts; a cost that is null is unknown, never zero, and `why` says why. `coverage` tells \
        which share of the tokens has a known price. Use it for "how much" and "by what". For what \
        to change use ask or findings.\
        """,
        with(
            Argument.optional(
                "by",
                "What the parts are: model when left out.",
                Rule.Word.of("model", "route", "provider", "day"))),
        Shapes.of(SpendApi.Answer.class),
        Tool.Effect.READS,
        this::spent);
  }

  private Tool.Answer spent(Identity caller, Arguments arguments) {
    caller.require(Permission.READ);
    var by = arguments.text("by", SpendApi::dimension).orElse(Dimension.MODEL);
    var asked = new SpendApi.Asked(by, slice(caller, arguments), Optional.empty());
    return Tool.Answer.of(spend.answer(caller, asked));
  }

  private Tool forecast() {
    return new Tool(
        "forecast",
        "What will be spent",
        """
        What the coming days will cost if they go on as the whole days so far: the middle (p50) and \
        the ends of an interval that holds in 80 of 100 cases (p10, p90), in US dollars, and how the \
        same method did on weeks it had not seen (backtest_*: mase below 1 is better than repeating \
        the week before). It needs 14 whole days of usage and fails with INVALID_DATA and what to \
        send when there are fewer. It is what will be spent, not what can be saved.\
        """,
        with(
            Argument.optional(
                "days",
                "How many days ahead, counted from the last whole day.",
                new Rule.Whole(1, DAYS_MOST, DAYS_USUAL))),
        Shapes.of(Forecasted.class),
        Tool.Effect.READS,
        this::forecasted);
  }

  /// @param after the last whole day; the forecast is of the days after it
  /// @param template and what it read: the same input set gives the same forecast
  record Forecasted(
      int days,
      LocalDate after,
      int wholeDays,
      String p10Usd,
      String p50Usd,
      String p90Usd,
      int backtestWeeks,
      double backtestMase,
      double backtestCovered,
      boolean sample,
      String template,
      InputSet inputSet,
      List<String> assumptions) {}

  private Tool.Answer forecasted(Identity caller, Arguments arguments) {
    caller.require(Permission.READ);
    var slice = slice(caller, arguments);
    var workspace = caller.workspace();
    var reading = usage.at(workspace.id(), slice, usage.asOf(), usage.adopted(workspace.id()));
    var byDay = reading.by(Dimension.DAY);
    var outlook =
        Outlook.of(slice.period(), reading.shape().value(), byDay.value(), arguments.whole("days"));
    return switch (outlook) {
      case Outlook.Refused(var why, var send) ->
          throw new ApexException(ErrorCode.INVALID_DATA, why, "Send " + send + ".");
      case Outlook.Foreseen seen ->
          Tool.Answer.of(
              new Forecasted(
                  seen.days(),
                  seen.after(),
                  seen.wholeDays(),
                  Usd.text(seen.p10Usd()),
                  Usd.text(seen.p50Usd()),
                  Usd.text(seen.p90Usd()),
                  seen.backtestWeeks(),
                  seen.backtestMase(),
                  seen.backtestCovered(),
                  workspace.sample(),
                  byDay.source().template(),
                  byDay.source().inputSet(),
                  List.of(
                      "The days to come are like the %d whole days so far: the same trend, the same weekends."
                          .formatted(seen.wholeDays()),
                      "Prices stay as they are.")));
    };
  }

  private Slice slice(Identity caller, Arguments arguments) {
    var zone = spend.zone(caller);
    Optional<Instant> from = arguments.text("from", text -> SpendApi.instant(text, zone));
    Optional<Instant> to = arguments.text("to", text -> SpendApi.instant(text, zone));
    return new Slice(
        spend.period(from, to, zone),
        arguments.names("providers"),
        arguments.names("models"),
        arguments.names("routes"));
  }

  private static List<Argument> with(Argument first) {
    var all = new java.util.ArrayList<>(List.of(first));
    all.addAll(NARROWED);
    return all;
  }
}
