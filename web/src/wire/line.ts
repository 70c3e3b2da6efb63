import type { Clock } from './clock';
import { type ClientFrame, type Limits, parseFrame, type ServerFrame } from './frames';
import { Problem } from './http';

/** How the connection stands, in words the page can show. */
export type LineState =
  | { kind: 'connecting' }
  | { kind: 'open'; limits: Limits }
  /** Lost or not ready; tries again by itself at `until`. */
  | { kind: 'waiting'; why: 'lost' | 'not ready'; until: number }
  /** Only signing in again helps. */
  | { kind: 'refused'; reason: string }
  | { kind: 'closed' };

/** The part of a browser's WebSocket that is needed here. */
export interface Socket {
  addEventListener(type: 'message', heard: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', lost: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: 'error', failed: () => void): void;
  send(text: string): void;
  close(): void;
}

export interface LineNeeds {
  /** A fresh single-use ticket. */
  ticket(): Promise<string>;
  /** Proves the session anew after a refusal; throws a Problem when it has ended. */
  renew(): Promise<void>;
  open(ticket: string): Socket;
  clock: Clock;
  /** From 0 to below 1: spreads the clients of a server that comes back. */
  random(): number;
}

export interface LineListener {
  state(state: LineState): void;
  frame(frame: ServerFrame): void;
  /** A frame that breaks the protocol; the connection stays. */
  malformed(trouble: unknown): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PING_EVERY_MS = 20_000;
const SILENCE_MS = 45_000;
const POLICY = 1008;
const TRY_AGAIN = 1013;

/**
 * One WebSocket that comes back by itself. It knows nothing of runs: what must be said again after
 * a reconnection is decided by whoever hears of the new `open` state.
 */
export class Line {
  private socket: Socket | undefined;
  private attempt = 0;
  private refusals = 0;
  private heardAt = 0;
  /** Counts connections, so that a late word of an old one is known as such. */
  private turn = 0;
  private forget: () => void = () => {};
  private stopPinging: () => void = () => {};
  private current: LineState = { kind: 'closed' };

  constructor(
    private readonly needs: LineNeeds,
    private readonly listener: LineListener,
  ) {}

  start(): void {
    this.attempt = 0;
    this.refusals = 0;
    void this.connect();
  }

  /** Skips the wait that is running, for instance because the network is back. */
  retryNow(): void {
    if (this.current.kind === 'waiting') void this.connect();
  }

  /** Whether the frame was handed to an open connection; nothing is queued here. */
  send(frame: ClientFrame): boolean {
    if (this.current.kind !== 'open' || !this.socket) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  close(): void {
    this.drop();
    this.become({ kind: 'closed' });
  }

  private async connect(): Promise<void> {
    this.drop();
    const turn = this.turn;
    this.become({ kind: 'connecting' });
    try {
      const ticket = await this.needs.ticket();
      if (turn === this.turn) this.attach(turn, this.needs.open(ticket));
    } catch (trouble) {
      if (turn === this.turn) this.noTicket(trouble);
    }
  }

  private attach(turn: number, socket: Socket): void {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (turn === this.turn) this.heard(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      if (turn === this.turn) this.lost(code, reason);
    });
    // A close follows every error and says more.
    socket.addEventListener('error', () => {});
    this.listenForSilence(turn);
  }

  private heard(data: unknown): void {
    this.heardAt = this.needs.clock.now();
    let frame: ServerFrame;
    try {
      frame = parseFrame(String(data));
    } catch (trouble) {
      this.listener.malformed(trouble);
      return;
    }
    if (frame.kind === 'established') {
      this.attempt = 0;
      this.refusals = 0;
      this.become({ kind: 'open', limits: frame.data.limits });
    }
    this.listener.frame(frame);
  }

  private listenForSilence(turn: number): void {
    this.heardAt = this.needs.clock.now();
    const beat = () => {
      if (turn !== this.turn) return;
      if (this.needs.clock.now() - this.heardAt >= SILENCE_MS) {
        this.lost(1006, 'silent');
        return;
      }
      this.send({ type: 'ping' });
      this.stopPinging = this.needs.clock.after(PING_EVERY_MS, beat);
    };
    this.stopPinging = this.needs.clock.after(PING_EVERY_MS, beat);
  }

  private lost(code: number, reason: string): void {
    this.drop();
    if (code === POLICY) void this.refusedBy(reason);
    else this.wait(code === TRY_AGAIN ? 'not ready' : 'lost');
  }

  /** A ticket may simply have been too old: the session is proven once more before giving up. */
  private async refusedBy(reason: string): Promise<void> {
    const turn = this.turn;
    this.refusals += 1;
    if (this.refusals > 1) {
      this.become({ kind: 'refused', reason });
      return;
    }
    this.become({ kind: 'connecting' });
    try {
      await this.needs.renew();
      if (turn === this.turn) void this.connect();
    } catch (trouble) {
      if (turn === this.turn) this.noTicket(trouble);
    }
  }

  private noTicket(trouble: unknown): void {
    if (trouble instanceof Problem && trouble.unauthenticated) {
      this.become({ kind: 'refused', reason: trouble.code });
    } else {
      this.wait(trouble instanceof Problem && trouble.status === 503 ? 'not ready' : 'lost');
    }
  }

  private wait(why: 'lost' | 'not ready'): void {
    const ms = backoff(this.attempt, this.needs.random());
    this.attempt += 1;
    this.become({ kind: 'waiting', why, until: this.needs.clock.now() + ms });
    this.forget = this.needs.clock.after(ms, () => void this.connect());
  }

  private drop(): void {
    this.turn += 1;
    this.forget();
    this.stopPinging();
    const old = this.socket;
    this.socket = undefined;
    if (old) old.close();
  }

  private become(state: LineState): void {
    this.current = state;
    this.listener.state(state);
  }
}

/** The wait before attempt n: doubled each time up to a limit, and half of it by chance. */
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(whole / 2 + (whole / 2) * random);
}
