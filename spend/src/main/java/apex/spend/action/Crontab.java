package apex.spend.action;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line for cron that starts a job in the cheap hours of a day.
///
/// Source: crontab(5) of cronie 1.7 (`CRON_TZ`, five fields); read 2026-11-21.
public final class Crontab {
  private static final Pattern WINDOW =
      Pattern.compile(
          "(outside )?([0-2][0-9]):([0-5][0-9])(?::00)?[^0-9:]+([0-2][0-9]):([0-5][0-9])(?::00)?( .*)?");
  private static final int LATER_MINUTES = 10;

  private Crontab() {}

  /// @param hours in words, UTC: `16:30-00:30 UTC`, or `outside` such a stretch
  /// @throws Withheld when they name no stretch
  public static Artefact within(String file, String hours) {
    var window = WINDOW.matcher(hours);
    if (!window.matches()) throw new Withheld("the cheaper hours are not one stretch of the day.");
    return Artefact.text(
        file,
        "text/plain",
        """
        # The job's schedule, ten minutes into the cheaper hours.
        CRON_TZ=UTC
        %s * * * /usr/local/bin/run-job
        """
            .formatted(start(window)));
  }

  private static String start(Matcher window) {
    int first = window.group(1) == null ? 2 : 4;
    int minutes =
        Integer.parseInt(window.group(first)) * 60
            + Integer.parseInt(window.group(first + 1))
            + LATER_MINUTES;
    return "%d %d".formatted(minutes % 60, minutes / 60 % 24);
  }
}
