package apex.spend.replay;

/// How many blocks all simulations of one replay may hold together. Used by one thread.
final class Room {
  private final int most;
  private int held;

  Room(int most) {
    this.most = most;
  }

  boolean full() {
    return held >= most;
  }

  void take() {
    held++;
  }

  void leave() {
    held--;
  }

  int held() {
    return held;
  }
}
