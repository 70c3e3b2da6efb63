package apex.stores.postgres;

import apex.kernel.identity.SessionId;

/// What became of a refresh token that was presented.
public sealed interface Rotation {
  /// It was good: it is used up now, and the next one is good instead.
  record Rotated(Session session) implements Rotation {}

  /// It had been used before, so two hold it: its session has just been ended.
  record Reused(SessionId session) implements Rotation {}

  record Expired() implements Rotation {}

  record Ended() implements Rotation {}

  record Unknown() implements Rotation {}
}
