package apex.spend.price;

import java.time.Instant;
import java.util.Optional;

/// A stretch of time, open where an end is empty.
///
/// @param to exclusive
record Stretch(Optional<Instant> from, Optional<Instant> to) {
  static void check(Optional<Instant> from, Optional<Instant> to) {
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get()))
      throw new IllegalArgumentException(
          "valid_to must be after valid_from, were %s and %s".formatted(to.get(), from.get()));
  }

  boolean holds(Instant at) {
    return from.map(begin -> !at.isBefore(begin)).orElse(true) && to.map(at::isBefore).orElse(true);
  }

  boolean overlaps(Stretch other) {
    return from.flatMap(begin -> other.to.map(begin::isBefore)).orElse(true)
        && other.from.flatMap(begin -> to.map(begin::isBefore)).orElse(true);
  }

  String words() {
    return "%s to %s"
        .formatted(
            from.map(Instant::toString).orElse("ever"), to.map(Instant::toString).orElse("ever"));
  }
}
