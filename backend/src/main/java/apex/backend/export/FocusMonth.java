package apex.backend.export;

import apex.kernel.identity.WorkspaceId;
import apex.spend.figures.Period;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/// Whose month is exported, in the zone in which its days begin.
public record FocusMonth(WorkspaceId workspace, YearMonth month, ZoneId zone) {
  public Period period() {
    return new Period(start(month.atDay(1)), start(month.plusMonths(1).atDay(1)), zone);
  }

  java.time.Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }
}
