import type { Clock } from '../wire/clock';

/** Time moved by hand. */
export class HandClock implements Clock {
  private at = 0;
  private waiting: { due: number; work: () => void }[] = [];

  now(): number {
    return this.at;
  }

  after(ms: number, work: () => void): () => void {
    const alarm = { due: this.at + ms, work };
    this.waiting.push(alarm);
    return () => {
      this.waiting = this.waiting.filter((each) => each !== alarm);
    };
  }

  /** Lets time pass, ringing what comes due in its order. */
  move(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const due = this.waiting.filter((each) => each.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!due) break;
      this.waiting = this.waiting.filter((each) => each !== due);
      this.at = due.due;
      due.work();
    }
    this.at = end;
  }

  get alarms(): number {
    return this.waiting.length;
  }
}
