package apex.backend.agents.triage;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A stretch of time that a text names, and where it stands in it.
///
/// @param named a month or quarter without a year: the reader guessed which
record Mention(int start, int end, Stretch stretch, boolean named) {

  /// A way to say a stretch.
  private record Phrase(
      Pattern pattern, boolean named, BiFunction<BillingCalendar, MatchResult, Stretch> meaning) {}

  private static final List<Phrase> PHRASES =
      List.of(
          phrase(
              "(20\\d{2})-(\\d{2})-(\\d{2})",
              (calendar, m) -> calendar.day(LocalDate.of(num(m, 1), num(m, 2), num(m, 3)))),
          phrase(
              "(20\\d{2})-(\\d{2})(?!-?\\d)",
              (calendar, m) -> month(calendar, YearMonth.of(num(m, 1), num(m, 2)))),
          phrase(
              TimeWords.DAY_OF_MONTH + " (?:of )?" + TimeWords.MONTH + ",? " + TimeWords.YEAR,
              (calendar, m) -> day(calendar, num(m, 3), m.group(2), num(m, 1))),
          phrase(
              TimeWords.MONTH + " (?:the )?" + TimeWords.DAY_OF_MONTH + ",? " + TimeWords.YEAR,
              (calendar, m) -> day(calendar, num(m, 3), m.group(1), num(m, 2))),
          guess(
              TimeWords.DAY_OF_MONTH + " (?:of )?" + TimeWords.MONTH,
              (calendar, m) -> calendar.newest(year -> day(calendar, year, m.group(2), num(m, 1)))),
          guess(
              TimeWords.MONTH
                  + " (?:the )?"
                  + TimeWords.DAY_OF_MONTH
                  + "(?! ?(?:%|percent|usd))\\b",
              (calendar, m) -> calendar.newest(year -> day(calendar, year, m.group(1), num(m, 2)))),
          phrase(
              TimeWords.MONTH + ",? (?:of )?" + TimeWords.YEAR,
              (calendar, m) -> calendar.month(num(m, 2), TimeWords.month(m.group(1)))),
          phrase(
              "q([1-4]),? (?:of )?" + TimeWords.YEAR,
              (calendar, m) -> calendar.quarter(num(m, 2), num(m, 1))),
          phrase(
              TimeWords.YEAR + "[- ]?q([1-4])",
              (calendar, m) -> calendar.quarter(num(m, 1), num(m, 2))),
          phrase(
              TimeWords.ORDINAL + " quarter (?:of )?" + TimeWords.YEAR,
              (calendar, m) -> calendar.quarter(num(m, 2), TimeWords.ordinal(m.group(1)))),
          guess(
              TimeWords.ORDINAL + " quarter",
              (calendar, m) ->
                  calendar.newest(year -> calendar.quarter(year, TimeWords.ordinal(m.group(1))))),
          guess(
              "q([1-4])",
              (calendar, m) -> calendar.newest(year -> calendar.quarter(year, num(m, 1)))),
          phrase(
              "h([12]),? (?:of )?" + TimeWords.YEAR,
              (calendar, m) -> calendar.half(num(m, 2), num(m, 1))),
          phrase(
              "(first|second) half (?:of )?" + TimeWords.YEAR,
              (calendar, m) -> calendar.half(num(m, 2), TimeWords.ordinal(m.group(1)))),
          phrase(
              "(first|second) half of (?:the|this) year",
              (calendar, m) ->
                  calendar.half(calendar.now().getYear(), TimeWords.ordinal(m.group(1)))),
          phrase("the day before yesterday", (calendar, _) -> calendar.daysAgo(2)),
          phrase(
              "the " + TimeWords.UNIT + " before last",
              (calendar, m) -> calendar.calendar(TimeWords.unit(m.group(1)), 2)),
          phrase("today", (calendar, _) -> calendar.daysAgo(0).endingAt(calendar.now())),
          phrase("yesterday", (calendar, _) -> calendar.daysAgo(1)),
          phrase(
              TimeWords.COUNT + " " + TimeWords.UNIT + "s? ago",
              (calendar, m) ->
                  calendar.calendar(TimeWords.unit(m.group(2)), TimeWords.count(m.group(1)))),
          phrase(
              "(?:last|past|previous|recent|trailing) "
                  + TimeWords.COUNT
                  + " "
                  + TimeWords.UNIT
                  + "s?",
              (calendar, m) ->
                  calendar.rolling(TimeWords.unit(m.group(2)), TimeWords.count(m.group(1)))),
          phrase(
              "past " + TimeWords.UNIT,
              (calendar, m) -> calendar.rolling(TimeWords.unit(m.group(1)), 1)),
          phrase(
              "(?:last|previous) " + TimeWords.UNIT,
              (calendar, m) -> calendar.calendar(TimeWords.unit(m.group(1)), 1)),
          phrase(
              "(?:this|current) " + TimeWords.UNIT,
              (calendar, m) -> calendar.calendar(TimeWords.unit(m.group(1)), 0)),
          phrase(
              TimeWords.UNIT + "[- ]to[- ]date",
              (calendar, m) -> calendar.calendar(TimeWords.unit(m.group(1)), 0)),
          phrase("(y|m|q)td", (calendar, m) -> calendar.calendar(toDate(m.group(1)), 0)),
          phrase(
              "(?:(?:last|on|this|since|past|until|till|from) )" + TimeWords.WEEKDAY,
              (calendar, m) -> calendar.weekday(TimeWords.weekday(m.group(1)))),
          guess(
              TimeWords.MONTH,
              (calendar, m) ->
                  calendar.newest(year -> calendar.month(year, TimeWords.month(m.group(1))))),
          phrase(
              "(?:(?:in|during|for|of|since|from|until|till|to|and|year|before|through) )"
                  + TimeWords.YEAR
                  + "(?! ?(?:-|tokens?|calls?|requests?|dollars?|usd|euros?|%|percent))",
              (calendar, m) -> calendar.year(num(m, 1))));

  /// Words that name a month only beside a word that says so: `may`, `march`, `mar`, `dec`.
  private static final Pattern VERBS = Pattern.compile("(?:may|march|mar)");

  private static final Pattern BEFORE_A_MONTH =
      Pattern.compile(
          ".*\\b(?:in|since|for|from|until|till|to|of|during|and|between|before|through|last|by"
              + "|after|this|compared to|with|than|vs)\\s+$");

  /// What `text` (lower case) names, in its order; where two phrases meet, the earlier and then the
  /// longer one holds.
  static List<Mention> in(String text, BillingCalendar calendar) {
    var found = PHRASES.stream().flatMap(phrase -> mentions(phrase, text, calendar));
    var byPlace = Comparator.comparingInt(Mention::start).thenComparing(m -> -m.end());
    var kept = new ArrayList<Mention>();
    found
        .sorted(byPlace)
        .filter(mention -> kept.isEmpty() || mention.start >= kept.getLast().end)
        .forEach(kept::add);
    return List.copyOf(kept);
  }

  private static Stream<Mention> mentions(Phrase phrase, String text, BillingCalendar calendar) {
    return phrase
        .pattern
        .matcher(text)
        .results()
        .filter(match -> !verb(text, match))
        .flatMap(match -> mention(phrase, match, calendar).stream());
  }

  private static java.util.Optional<Mention> mention(
      Phrase phrase, MatchResult match, BillingCalendar calendar) {
    try {
      var stretch = phrase.meaning.apply(calendar, match);
      return java.util.Optional.of(new Mention(match.start(), match.end(), stretch, phrase.named));
    } catch (DateTimeException noSuchDay) {
      return java.util.Optional.empty();
    }
  }

  private static boolean verb(String text, MatchResult match) {
    return VERBS.matcher(match.group()).matches()
        && !BEFORE_A_MONTH.matcher(text.substring(0, match.start())).matches();
  }

  private static Phrase phrase(
      String pattern, BiFunction<BillingCalendar, MatchResult, Stretch> meaning) {
    return new Phrase(Pattern.compile("\\b" + pattern + "\\b"), false, meaning);
  }

  private static Phrase guess(
      String pattern, BiFunction<BillingCalendar, MatchResult, Stretch> meaning) {
    return new Phrase(Pattern.compile("\\b" + pattern + "\\b"), true, meaning);
  }

  private static BillingCalendar.Unit toDate(String letter) {
    return switch (letter) {
      case "y" -> BillingCalendar.Unit.YEAR;
      case "q" -> BillingCalendar.Unit.QUARTER;
      default -> BillingCalendar.Unit.MONTH;
    };
  }

  private static Stretch day(BillingCalendar calendar, int year, String month, int day) {
    return calendar.day(LocalDate.of(year, TimeWords.month(month), day));
  }

  private static Stretch month(BillingCalendar calendar, YearMonth month) {
    return calendar.month(month.getYear(), month.getMonth());
  }

  private static int num(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }
}
