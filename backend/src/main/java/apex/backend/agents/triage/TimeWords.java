package apex.backend.agents.triage;

import java.time.DayOfWeek;
import java.time.Month;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The English words that time is told with, as pattern parts and as numbers.
final class TimeWords {
  private static final List<String> NUMBERS =
      List.of(
          "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve");
  private static final Map<String, Integer> MORE_NUMBERS =
      Map.of(
          "a",
          1,
          "couple of",
          2,
          "couple",
          2,
          "few",
          3,
          "fourteen",
          14,
          "thirty",
          30,
          "sixty",
          60,
          "ninety",
          90);
  private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth");

  static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?";
  static final String WEEKDAY = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\\b";
  static final String UNIT = "(hour|day|week|month|quarter|year)";
  static final String COUNT =
      "(\\d{1,3}|a couple of|couple of|a few|few|"
          + Stream.concat(NUMBERS.stream(), Stream.of("fourteen", "thirty", "sixty", "ninety"))
              .collect(Collectors.joining("|"))
          + ")";
  static final String ORDINAL = "(first|second|third|fourth|1st|2nd|3rd|4th)";
  static final String DAY_OF_MONTH = "(\\d{1,2})(?:st|nd|rd|th)?";
  static final String YEAR = "(20\\d{2})";

  private TimeWords() {}

  static Month month(String word) {
    var start = word.substring(0, 3);
    return Stream.of(Month.values())
        .filter(month -> month.name().toLowerCase(Locale.ROOT).startsWith(start))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no month is called " + word));
  }

  static DayOfWeek weekday(String word) {
    return DayOfWeek.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static BillingCalendar.Unit unit(String word) {
    return BillingCalendar.Unit.valueOf(word.toUpperCase(Locale.ROOT));
  }

  static int ordinal(String word) {
    return Character.isDigit(word.charAt(0)) ? word.charAt(0) - '0' : ORDINALS.indexOf(word) + 1;
  }

  static int count(String word) {
    var bare = word.startsWith("a ") ? word.substring(2) : word;
    return spelled(bare).orElseGet(() -> Integer.parseInt(bare));
  }

  private static OptionalInt spelled(String word) {
    if (NUMBERS.contains(word)) return OptionalInt.of(NUMBERS.indexOf(word) + 1);
    var more = MORE_NUMBERS.get(word);
    return more == null ? OptionalInt.empty() : OptionalInt.of(more);
  }
}
