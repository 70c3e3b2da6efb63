package apex.backend.agents.triage;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the time that a question names: single days to years, ranges, and open ends.
final class PeriodRules {
  private static final Pattern OPENING =
      Pattern.compile("(?:since|from|after|starting(?: in| on| from)?)\\s+(?:the )?$");
  private static final Pattern CLOSING =
      Pattern.compile("(?:until|till|up to|before|through|up until)\\s+(?:the )?$");
  private static final Pattern DEADLINE =
      Pattern.compile(
          "(?:by|before|until|for|at) (?:the )?(?:end|close|start|beginning) of\\s+(?:the )?$|\\bby $");
  private static final Pattern JOINT =
      Pattern.compile("\\s*(?:and|to|until|till|through|-|–|up to)\\s*(?:the )?");
  private static final Pattern RANGE_OPENING = Pattern.compile("(?:between|from)\\s+(?:the )?$");
  private static final Pattern FORECAST =
      Pattern.compile("\\b(?:forecast|predict|project(?:ed|ion)?|expect|will we|next)\\b");

  private final BillingCalendar calendar;

  PeriodRules(BillingCalendar calendar) {
    this.calendar = calendar;
  }

  /// Empty when the question names no time, or only one that is still to come.
  Optional<Stretch> find(String question) {
    var text = question.toLowerCase(Locale.ROOT);
    var mentions = Mention.in(text, calendar).stream().filter(m -> told(text, m)).toList();
    if (mentions.isEmpty()) return Optional.empty();
    return range(text, mentions).or(() -> Optional.of(single(text, mentions.getFirst())));
  }

  /// A deadline is not a period, nor is a month that a forecast is about.
  private boolean told(String text, Mention mention) {
    if (DEADLINE.matcher(text.substring(0, mention.start())).find()) return false;
    var future = FORECAST.matcher(text).find() && mention.named();
    return !(future && calendar.data().stream().noneMatch(mention.stretch()::overlaps));
  }

  private Optional<Stretch> range(String text, List<Mention> mentions) {
    for (int i = 0; i + 1 < mentions.size(); i++) {
      var first = mentions.get(i);
      var second = mentions.get(i + 1);
      if (joined(text, first, second)) return Optional.of(span(first.stretch(), second.stretch()));
    }
    return Optional.empty();
  }

  private static boolean joined(String text, Mention first, Mention second) {
    var between = text.substring(first.end(), second.start());
    if (!JOINT.matcher(between).matches()) return covers(text, first, second);
    return !between.strip().equals("and") || opens(text, first);
  }

  /// A phrase such as `until 2026` may hold its own joint.
  private static boolean covers(String text, Mention first, Mention second) {
    var between = text.substring(first.end(), second.start()).isBlank();
    return between && JOINT.matcher(text.substring(second.start(), second.end())).lookingAt();
  }

  private static boolean opens(String text, Mention first) {
    return RANGE_OPENING.matcher(text.substring(0, first.start())).find();
  }

  private static Stretch span(Stretch first, Stretch second) {
    var from = first.from();
    while (!from.isBefore(second.to())) from = from.minusYears(1);
    return new Stretch(from, second.to());
  }

  private Stretch single(String text, Mention mention) {
    var before = text.substring(0, mention.start());
    var within = text.substring(mention.start(), mention.end());
    var stretch = mention.stretch();
    if (OPENING.matcher(before).find() || within.startsWith("since ") || within.startsWith("from "))
      return stretch.from().isBefore(calendar.now())
          ? new Stretch(stretch.from(), calendar.now())
          : stretch;
    if (CLOSING.matcher(before).find() || within.startsWith("until ") || within.startsWith("till "))
      return calendar
          .data()
          .filter(data -> data.from().isBefore(stretch.from()))
          .map(data -> new Stretch(data.from(), closing(before, stretch)))
          .orElse(stretch);
    return stretch;
  }

  /// `before June` ends where June begins, `until June` holds it.
  private static java.time.ZonedDateTime closing(String before, Stretch stretch) {
    return before.stripTrailing().endsWith("before") ? stretch.from() : stretch.to();
  }
}
