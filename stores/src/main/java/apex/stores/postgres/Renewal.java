package apex.stores.postgres;

/// What the owner of a run learns when it renews its lease.
public enum Renewal {
  HELD,
  /// Still held, and the user asked to stop.
  STOP_REQUESTED,
  /// Taken over by another owner, or ended: nothing more can be written.
  LOST
}
