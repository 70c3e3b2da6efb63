import type { Clock } from '../../wire/clock';
import type { Grant } from '../../wire/house';
import { Problem, sentence } from '../../wire/http';

export type Standing =
  | { kind: 'checking' }
  | { kind: 'signed out'; why?: string }
  | { kind: 'signed in'; user: Grant['user']; workspace: Grant['workspace'] };

export interface Doors {
  login(email: string, password: string): Promise<Grant>;
  register(email: string, password: string, invitation: string): Promise<void>;
  refresh(): Promise<Grant>;
  logout(token: string): Promise<void>;
}

/** Runs one piece of work at a time, across all tabs where the browser can. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** A token is renewed this long before it ends, so that none is sent in its last moments. */
const MARGIN_MS = 60_000;
const RETRY_MS = 10_000;

/**
 * Who is signed in. The access token lives here and nowhere else; the refresh token is a cookie
 * that this code never sees. Refreshing rotates that cookie, and using an old one ends the whole
 * session, so two refreshes never run at once: not here, and not in another tab.
 */
export class Session {
  private standing: Standing = { kind: 'checking' };
  private grant: { token: string; goodUntil: number } | undefined;
  private refreshing: Promise<void> | undefined;
  private forget: () => void = () => {};
  /** Counts sign-outs, so that a refresh that was under way does not sign in again. */
  private era = 0;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly doors: Doors,
    private readonly clock: Clock,
    private readonly alone: Alone,
  ) {}

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly look = (): Standing => this.standing;

  /** Finds out whether the browser still holds a session; having none is no trouble. */
  async restore(): Promise<void> {
    try {
      await this.renew();
    } catch (trouble) {
      if (this.standing.kind !== 'checking') return;
      this.leave(isRefusal(trouble) ? undefined : sentence(trouble));
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    this.take(await this.alone(() => this.doors.login(email, password)));
  }

  async register(email: string, password: string, invitation: string): Promise<void> {
    await this.doors.register(email, password, invitation);
    await this.signIn(email, password);
  }

  /** The server ends the session; the page forgets it even if the server cannot be told. */
  async signOut(): Promise<void> {
    const token = this.grant?.token;
    this.leave();
    if (token) await this.doors.logout(token);
  }

  /** The session is over, for the reason given. */
  end(why: string): void {
    this.leave(why);
  }

  /** A token that is good for a while yet. Throws a Problem when the session has ended. */
  async token(): Promise<string> {
    if (!this.grant || this.grant.goodUntil <= this.clock.now()) await this.renew();
    if (!this.grant) throw new Problem(401, 'SESSION_ENDED', 'You are signed out.', 'Sign in.');
    return this.grant.token;
  }

  /** Proves the session anew by the cookie. Callers at the same time share one refresh. */
  renew(): Promise<void> {
    const { era } = this;
    this.refreshing ??= this.alone(() => this.doors.refresh())
      .then((grant) => {
        if (era === this.era) this.take(grant);
      })
      .catch((trouble: unknown) => {
        if (this.standing.kind === 'signed in' && isRefusal(trouble)) {
          this.leave('Your session has ended. Sign in again.');
        }
        throw trouble;
      })
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  private take(grant: Grant): void {
    const goodFor = Math.max(grant.expires_in * 1000 - MARGIN_MS, (grant.expires_in * 1000) / 2);
    this.grant = { token: grant.access_token, goodUntil: this.clock.now() + goodFor };
    this.renewAfter(goodFor);
    this.become({ kind: 'signed in', user: grant.user, workspace: grant.workspace });
  }

  private renewAfter(ms: number): void {
    this.forget();
    this.forget = this.clock.after(ms, () => {
      // Signed out by the refusal itself; anything else is tried again.
      this.renew().catch(() => {
        if (this.standing.kind === 'signed in') this.renewAfter(RETRY_MS);
      });
    });
  }

  private leave(why?: string): void {
    this.era += 1;
    this.forget();
    this.grant = undefined;
    this.become(why === undefined ? { kind: 'signed out' } : { kind: 'signed out', why });
  }

  private become(standing: Standing): void {
    if (sameStanding(this.standing, standing)) return;
    this.standing = standing;
    for (const watcher of this.watchers) watcher();
  }
}

function isRefusal(trouble: unknown): boolean {
  return trouble instanceof Problem && (trouble.status === 401 || trouble.status === 403);
}

/** A renewed token changes nothing on the screen. */
function sameStanding(a: Standing, b: Standing): boolean {
  return (
    a.kind === 'signed in' &&
    b.kind === 'signed in' &&
    a.user.id === b.user.id &&
    a.workspace.id === b.workspace.id
  );
}
