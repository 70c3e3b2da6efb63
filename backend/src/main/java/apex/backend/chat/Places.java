package apex.backend.chat;

import apex.kernel.failure.ApexException;
import apex.kernel.failure.ErrorCode;
import java.util.concurrent.Semaphore;

/// How many runs are answered at once, and how many may wait for that. Shared by all who ask.
final class Places {
  private final Semaphore house;
  private final Semaphore desks;

  Places(int atOnce, int queuedMax) {
    this.house = new Semaphore(atOnce + queuedMax);
    this.desks = new Semaphore(atOnce, true);
  }

  /// Takes a place in the house, or refuses with OVER_CAPACITY.
  void enter() {
    if (!house.tryAcquire())
      throw new ApexException(
          ErrorCode.OVER_CAPACITY, "too many questions are being answered already");
  }

  /// As [#enter], for as many as there are, at most `wanted`.
  int enter(int wanted) {
    int taken = 0;
    while (taken < wanted && house.tryAcquire()) taken++;
    return taken;
  }

  void leave() {
    house.release();
  }

  void leave(int places) {
    house.release(places);
  }

  /// Waits for one of the desks and works there.
  void atDesk(Runnable work) throws InterruptedException {
    desks.acquire();
    try {
      work.run();
    } finally {
      desks.release();
    }
  }
}
