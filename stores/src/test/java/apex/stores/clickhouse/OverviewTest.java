package apex.stores.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import apex.spend.figures.Period;
import apex.spend.figures.Spend;
import apex.spend.figures.SpendBy;
import apex.spend.figures.TokenSums;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How the calls of a period are read in pieces.
final class OverviewTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Period OCTOBER =
      new Period(
          Instant.parse("2026-10-24T10:00:00Z"), Instant.parse("2026-10-28T10:00:00Z"), BERLIN);

  @Test
  void fewCallsAreReadInOnePiece() {
    assertThat(pieces(10, 20, 30, 39)).containsExactly(OCTOBER);
  }

  @Test
  void daysAreReadTogetherUntilTheyAreTooMany() {
    assertThat(starts(60, 30, 60, 30))
        .containsExactly(OCTOBER.from(), day("2026-10-25T22:00:00Z").plus(Duration.ofHours(1)));
  }

  @Test
  void aDayOfTooManyCallsIsCutIntoEqualPartsAlsoWhenTheClockIsPutBack() {
    var starts = starts(1, 450, 1, 1);
    assertThat(starts).hasSizeGreaterThanOrEqualTo(5).contains(day("2026-10-24T22:00:00Z"));
    assertThat(Duration.between(starts.get(1), starts.get(2))).isEqualTo(Duration.ofHours(5));
  }

  @Test
  void piecesFollowOneAnotherWithoutAGap() {
    var pieces = pieces(450, 99, 1000, 3);
    assertThat(pieces.getFirst().from()).isEqualTo(OCTOBER.from());
    assertThat(pieces.getLast().to()).isEqualTo(OCTOBER.to());
    for (int i = 1; i < pieces.size(); i++)
      assertThat(pieces.get(i).from()).isEqualTo(pieces.get(i - 1).to());
  }

  private static Instant day(String at) {
    return Instant.parse(at);
  }

  private static List<Instant> starts(long... calls) {
    return pieces(calls).stream().map(Period::from).toList();
  }

  private static List<Period> pieces(long... calls) {
    var days = new ArrayList<Overview.DaySums>();
    for (int i = 0; i < calls.length; i++) days.add(sums("2026-10-" + (24 + i), calls[i]));
    return new Overview(List.of(), days, List.of()).pieces(OCTOBER, 100);
  }

  private static Overview.DaySums sums(String day, long calls) {
    var none = BigDecimal.ZERO;
    var tokens = new TokenSums(calls, 0, 0, 0, 0, 0, 0);
    var spend = new Spend(tokens, none, 0, 0, none, Optional.of(none));
    return new Overview.DaySums(
        new SpendBy(day, spend),
        OCTOBER.from(),
        OCTOBER.from(),
        Collections.nCopies(Told.values().length, 0L),
        0,
        false);
  }
}
