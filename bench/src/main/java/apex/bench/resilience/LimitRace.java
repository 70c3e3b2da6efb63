package apex.bench.resilience;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How one limiter fared with one server.
///
/// @param capacity of the server at the end
/// @param foundAfter seconds from the last change of the server on, until the limiter was within a
///   fifth of it for a second; negative when it never was
/// @param least and most that it took the capacity to be later than 5 s after that change
record LimitRace(
    String scene, String limiter, int capacity, double foundAfter, int least, int most, int last) {
  static final double NEAR = 0.2;
  static final Duration SOON = Duration.ofSeconds(5);
  private static final int SAMPLES_A_SECOND = 10;

  /// A scene and how much the server can work on at its end.
  ///
  /// @param changed when its capacity changed last
  record Course(VirtualServer.Scene scene, int capacity, Duration changed) {}

  /// The servers that limiters are held against.
  ///
  /// @param steady how long the steady one runs
  static List<Course> courses(Duration steady) {
    return List.of(
        new Course(
            new VirtualServer.Scene(
                "40 workers, 20 ms on average", _ -> 40, exponential(20), steady),
            40,
            Duration.ZERO),
        new Course(
            new VirtualServer.Scene("25 workers, 8 to 12 ms", _ -> 25, uniform(8, 12), steady),
            25,
            Duration.ZERO),
        new Course(
            new VirtualServer.Scene(
                "60 workers, 20 of them after a minute",
                since -> since.toSeconds() < 60 ? 60 : 20,
                exponential(20),
                Duration.ofMinutes(3)),
            20,
            Duration.ofMinutes(1)),
        new Course(
            new VirtualServer.Scene(
                "20 workers, 60 of them after a minute",
                since -> since.toSeconds() < 60 ? 20 : 60,
                exponential(20),
                Duration.ofMinutes(3)),
            60,
            Duration.ofMinutes(1)),
        new Course(
            new VirtualServer.Scene(
                "every call times out after 5 s",
                _ -> Limiter.MOST,
                _ -> new VirtualServer.Served(Duration.ofSeconds(5).toNanos(), false),
                Duration.ofMinutes(20)),
            0,
            Duration.ZERO));
  }

  static LimitRace of(Course course, Limiter.Named limiter, long seed) {
    var found = VirtualServer.race(course.scene(), limiter.maker().get(), seed);
    var after = found.subList((int) course.changed().toSeconds() * SAMPLES_A_SECOND, found.size());
    var late = after.subList((int) SOON.toSeconds() * SAMPLES_A_SECOND, after.size());
    return new LimitRace(
        course.scene().name(),
        limiter.name(),
        course.capacity(),
        foundAfter(after, course.capacity()),
        late.stream().min(Integer::compare).orElseThrow(),
        late.stream().max(Integer::compare).orElseThrow(),
        found.getLast());
  }

  private static double foundAfter(List<Integer> found, int capacity) {
    for (int at = 0; at + SAMPLES_A_SECOND <= found.size(); at++)
      if (found.subList(at, at + SAMPLES_A_SECOND).stream().allMatch(each -> near(each, capacity)))
        return at / (double) SAMPLES_A_SECOND;
    return -1;
  }

  private static boolean near(int found, int capacity) {
    return Math.abs(found - capacity) <= NEAR * capacity;
  }

  /// Within a fifth from 5 s on, to the end. A server that answers nothing is to be asked less, not
  /// more.
  boolean well() {
    if (capacity == 0) return most <= Limiter.INITIAL;
    return foundAfter >= 0
        && foundAfter <= SOON.toSeconds()
        && near(least, capacity)
        && near(most, capacity);
  }

  Map<String, Object> wire() {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("server", scene);
    wire.put("limiter", limiter);
    wire.put("capacity", capacity);
    wire.put("found_after_s", foundAfter < 0 ? null : foundAfter);
    wire.put("least_after_5_s", least);
    wire.put("most_after_5_s", most);
    wire.put("last", last);
    wire.put("well", well());
    return wire;
  }

  private static VirtualServer.Serving exponential(double meanMillis) {
    return random -> served(-meanMillis * Math.log(1 - random.nextDouble()));
  }

  private static VirtualServer.Serving uniform(double leastMillis, double mostMillis) {
    return random -> served(leastMillis + (mostMillis - leastMillis) * random.nextDouble());
  }

  private static VirtualServer.Served served(double millis) {
    return new VirtualServer.Served(Math.max(1, (long) (millis * 1e6)), true);
  }
}
