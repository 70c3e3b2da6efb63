import { describe, expect, it } from 'vitest';
import { HandClock } from '../../testing/HandClock';
import type { Grant } from '../../wire/house';
import { Problem, Unreachable } from '../../wire/http';
import { type Doors, Session } from './session';

const REFUSED = new Problem(401, 'UNAUTHENTICATED', 'No session.', 'Sign in.');

function grant(token: string): Grant {
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: 900,
    user: { id: 'u1', email: 'asha@example.com' },
    workspace: { id: 'w1', name: 'Acme', role: 'owner', sample: false },
  };
}

function arrive(doors: Partial<Doors> = {}) {
  const clock = new HandClock();
  const calls: string[] = [];
  const session = new Session(
    {
      login: async () => {
        calls.push('login');
        return grant('first');
      },
      register: async () => {
        calls.push('register');
      },
      refresh: async () => {
        calls.push('refresh');
        return grant(`fresh ${calls.length}`);
      },
      logout: async (token) => {
        calls.push(`logout ${token}`);
      },
      ...doors,
    },
    clock,
    (work) => work(),
  );
  return { session, clock, calls };
}

const settled = () => new Promise((done) => setImmediate(done));

describe('a session', () => {
  it('is restored by the cookie alone', async () => {
    const { session } = arrive();
    expect(session.look().kind).toBe('checking');
    await session.restore();
    expect(session.look()).toMatchObject({
      kind: 'signed in',
      user: { email: 'asha@example.com' },
    });
  });

  it('that is not there shows the door without a reproach', async () => {
    const { session } = arrive({ refresh: () => Promise.reject(REFUSED) });
    await session.restore();
    expect(session.look()).toEqual({ kind: 'signed out' });
  });

  it('that cannot be asked about says so', async () => {
    const { session } = arrive({ refresh: () => Promise.reject(new Unreachable('down')) });
    await session.restore();
    expect(session.look()).toMatchObject({ why: expect.stringContaining('did not answer') });
  });

  it('is renewed before its token ends', async () => {
    const { session, clock, calls } = arrive();
    await session.signIn('a', 'b');
    clock.move(839_999);
    expect(calls).toEqual(['login']);
    clock.move(1);
    await settled();
    expect(calls).toEqual(['login', 'refresh']);
    expect(await session.token()).toBe('fresh 2');
  });

  it('refreshes once for all who ask at the same time', async () => {
    const { session, calls } = arrive();
    await Promise.all([session.token(), session.token(), session.renew()]);
    expect(calls).toEqual(['refresh']);
  });

  it('tries again when the house was away for a moment', async () => {
    let away = true;
    const { session, clock } = arrive({
      refresh: () => (away ? Promise.reject(new Unreachable('down')) : Promise.resolve(grant('b'))),
    });
    await session.signIn('a', 'b');
    clock.move(840_000);
    await settled();
    expect(session.look().kind).toBe('signed in');
    away = false;
    clock.move(10_000);
    await settled();
    expect(await session.token()).toBe('b');
  });

  it('ends where the server no longer knows it', async () => {
    const { session, clock } = arrive({ refresh: () => Promise.reject(REFUSED) });
    await session.signIn('a', 'b');
    clock.move(840_000);
    await settled();
    expect(session.look()).toMatchObject({ kind: 'signed out', why: expect.any(String) });
  });

  it('is forgotten at once on signing out, and the server is told', async () => {
    const { session, clock, calls } = arrive();
    await session.signIn('a', 'b');
    await session.signOut();
    expect(session.look()).toEqual({ kind: 'signed out' });
    expect(calls).toEqual(['login', 'logout first']);
    expect(clock.alarms).toBe(0);
  });

  it('is not brought back by a refresh that was under way', async () => {
    let answer: (grant: Grant) => void = () => {};
    const { session } = arrive({
      refresh: () =>
        new Promise((done) => {
          answer = done;
        }),
    });
    await session.signIn('a', 'b');
    const renewing = session.renew();
    await session.signOut();
    answer(grant('late'));
    await renewing;
    expect(session.look()).toEqual({ kind: 'signed out' });
  });

  it('begins with registering, then signing in', async () => {
    const { session, calls } = arrive();
    await session.register('a', 'b', '');
    expect(calls).toEqual(['register', 'login']);
  });
});
