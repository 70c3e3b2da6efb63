import type { Alone } from './session';

/** One at a time across the browser's tabs; where it has no locks, the session's own care remains. */
export const aloneInThisBrowser: Alone = (work) =>
  'locks' in navigator
    ? (navigator.locks.request('apex-session', work) as ReturnType<typeof work>)
    : work();
