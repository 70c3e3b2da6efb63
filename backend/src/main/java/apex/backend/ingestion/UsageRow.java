package apex.backend.ingestion;

import apex.spend.usage.Call;
import apex.spend.usage.Circumstances;
import apex.spend.usage.Reading;
import apex.stores.clickhouse.CallIdentity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A row that was understood.
///
/// @param line in the file, from 1; of a record over several lines the first
/// @param reading how the numbers may be read, where they do not decide it
/// @param parts the call; of a row that sums up many, parts that add up to it
/// @param summed present when the row sums up calls
/// @param otherRate why these tokens are charged at a rate that the price book does not hold, such
///   as a batch; empty when they are not
/// @param reportedUsd what the file says it cost: kept beside our figure, never instead of it
/// @param identity by what the call is known again; absent when the file gives it none
/// @param beside what else the row tells of the call
public record UsageRow(
    long line,
    List<Part> parts,
    Optional<Reading> reading,
    Optional<Summed> summed,
    String otherRate,
    Optional<BigDecimal> reportedUsd,
    Optional<CallIdentity> identity,
    Circumstances beside) {

  /// @param requests how many calls the part stands for
  public record Part(Call call, long requests) {}

  public UsageRow {
    parts = List.copyOf(parts);
  }

  static UsageRow of(long line, Call call) {
    return new UsageRow(
        line,
        List.of(new Part(call, 1)),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        Circumstances.NONE);
  }

  public Call first() {
    return parts.getFirst().call();
  }
}
