/** Time as the page needs it; tests move their own by hand. */
export interface Clock {
  now(): number;
  /** Runs `work` after `ms`; the returned function takes it back. */
  after(ms: number, work: () => void): () => void;
}

export const wallClock: Clock = {
  now: () => Date.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
