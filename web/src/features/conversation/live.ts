import type { ClientFrame, ServerFrame } from '../../wire/frames';
import type { Message, StoredRun } from '../../wire/house';
import { sentence } from '../../wire/http';
import { Line, type LineListener, type LineNeeds, type LineState } from '../../wire/line';
import { ended } from '../../wire/status';
import { type Conversation, EMPTY, type Happening, missing, next, owed } from './conversation';

export interface Seen {
  readonly chat: Conversation;
  readonly line: LineState;
}

export interface History {
  messages(threadId: string): Promise<readonly Message[]>;
  run(runId: string): Promise<StoredRun>;
}

/** Answers fetched at once when a thread is opened; older ones are fetched when asked for. */
const ANSWERS_AT_ONCE = 10;

/**
 * The conversation on the screen and the connection under it. All decisions are in `next`, `owed`
 * and `missing`; here they meet the socket.
 */
export class Live implements LineListener {
  private seen: Seen = { chat: EMPTY, line: { kind: 'closed' } };
  private readonly watchers = new Set<() => void>();
  private readonly line: Line;
  /** Gaps already asked about, so that a server that cannot fill one is not asked for ever. */
  private readonly asked = new Set<string>();

  /** Counts what was opened or left, so that a slow answer about an old thread is let go. */
  private visit = 0;

  constructor(
    needs: LineNeeds,
    private readonly history: History,
    private readonly newId: () => string,
  ) {
    this.line = new Line(needs, this);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly look = (): Seen => this.seen;

  start(): void {
    this.line.start();
  }

  close(): void {
    this.line.close();
  }

  retryNow(): void {
    this.line.retryNow();
  }

  ask(content: string): void {
    this.happened({ type: 'asked', clientMessageId: this.newId(), content });
    this.sayOwed('user_message');
  }

  askAgain(key: string): void {
    this.happened({ type: 'asked again', key });
    this.sayOwed('user_message');
  }

  stop(runId: string): void {
    if (this.line.send({ type: 'stop_agent', run_id: runId })) {
      this.happened({ type: 'stop asked', runId });
    } else {
      this.notice('There is no connection just now: press Stop again when it is back.');
    }
  }

  notice(notice: string): void {
    this.happened({ type: 'noticed', notice });
  }

  noticeRead(): void {
    this.happened({ type: 'notice read' });
  }

  leave(): void {
    this.visit += 1;
    this.happened({ type: 'thread left' });
  }

  async open(threadId: string): Promise<void> {
    this.visit += 1;
    const { visit } = this;
    try {
      const messages = await this.history.messages(threadId);
      if (visit !== this.visit) return;
      this.happened({ type: 'thread opened', threadId, messages });
      const unread = this.seen.chat.turns.filter((turn) => turn.unread && turn.runId);
      await Promise.all(
        unread.slice(-ANSWERS_AT_ONCE).map((turn) => this.fetchRun(turn.runId ?? '')),
      );
    } catch (trouble) {
      this.notice(sentence(trouble));
    }
  }

  async fetchRun(runId: string): Promise<void> {
    try {
      this.happened({ type: 'run fetched', run: await this.history.run(runId) });
      const turn = this.seen.chat.turns.find((each) => each.runId === runId);
      if (turn && !ended(turn.status)) {
        this.line.send({ type: 'resume', run_id: runId, after_seq: turn.seq });
      }
    } catch (trouble) {
      this.notice(sentence(trouble));
    }
  }

  state(line: LineState): void {
    this.show({ ...this.seen, line });
    if (line.kind === 'open') {
      this.asked.clear();
      this.sayOwed();
    }
  }

  frame(frame: ServerFrame): void {
    if (frame.kind === 'unknown') console.info(`ignored a frame of unknown type '${frame.name}'`);
    if (frame.kind === 'run' && frame.event.type === 'unknown') {
      console.info(`ignored an event of unknown type '${frame.event.name}'`);
    }
    this.happened({ type: 'heard', frame });
    this.fillGaps();
  }

  malformed(trouble: unknown): void {
    this.notice(`The server sent something this page cannot read: ${sentence(trouble)}`);
  }

  private fillGaps(): void {
    for (const gap of missing(this.seen.chat)) {
      const name = `${gap.run_id} ${gap.after_seq}`;
      if (!this.asked.has(name) && this.line.send(gap)) this.asked.add(name);
    }
  }

  private sayOwed(only?: ClientFrame['type']): void {
    for (const frame of owed(this.seen.chat)) {
      if (!only || frame.type === only) this.line.send(frame);
    }
  }

  private happened(happening: Happening): void {
    this.show({ ...this.seen, chat: next(this.seen.chat, happening) });
  }

  private show(seen: Seen): void {
    this.seen = seen;
    for (const watcher of this.watchers) watcher();
  }
}
