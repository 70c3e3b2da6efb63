import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { connected } from '../testing/events';
import { HandClock } from '../testing/HandClock';
import { ScriptedHouse } from '../testing/ScriptedHouse';
import type { ServerFrame } from './frames';
import { Problem, Unreachable } from './http';
import { backoff, Line, type LineState } from './line';

const ended = new Problem(401, 'SESSION_ENDED', 'Ended.', 'Sign in.');

let house: ScriptedHouse | undefined;
let line: Line | undefined;

afterEach(async () => {
  line?.close();
  await house?.close();
});

interface Given {
  greet?: (house: ScriptedHouse, visit: number) => void;
  ticket?: () => Promise<string>;
  renew?: () => Promise<void>;
}

async function dial({ greet, ticket, renew }: Given = {}) {
  const opened = await ScriptedHouse.open(greet ?? ((house) => house.say(connected())));
  const clock = new HandClock();
  const states: LineState[] = [];
  const frames: ServerFrame[] = [];
  const broken: unknown[] = [];
  let tickets = 0;
  const dialled = new Line(
    {
      ticket: ticket ?? (async () => `t${++tickets}`),
      renew: renew ?? (async () => {}),
      open: (ticket) => new WebSocket(`ws://127.0.0.1:${opened.port}/ws?ticket=${ticket}`),
      clock,
      random: () => 1,
    },
    {
      state: (state) => states.push(state),
      frame: (frame) => frames.push(frame),
      malformed: (trouble) => broken.push(trouble),
    },
  );
  house = opened;
  line = dialled;
  dialled.start();
  const reaches = (kind: LineState['kind']) =>
    vi.waitFor(() => expect(states.at(-1)?.kind).toBe(kind));
  return { house: opened, line: dialled, clock, states, frames, broken, reaches };
}

describe('the line', () => {
  it('is open once the server has said so, and tells the limits', async () => {
    const { reaches, states, house } = await dial();
    await reaches('open');
    expect(states.at(-1)).toMatchObject({ limits: { frame_bytes_max: 8192 } });
    expect(house.tickets).toEqual(['t1']);
  });

  it('comes back after a cut, with a new ticket, after its wait and not before', async () => {
    const { reaches, house, clock } = await dial();
    await reaches('open');
    house.cut();
    await reaches('waiting');
    clock.move(499);
    expect(house.tickets).toHaveLength(1);
    clock.move(1);
    await reaches('open');
    expect(house.tickets).toEqual(['t1', 't2']);
  });

  it('waits longer each time while nothing answers', async () => {
    const { reaches, states, clock } = await dial({
      ticket: () => Promise.reject(new Unreachable('down')),
    });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await reaches('waiting');
      const state = states.at(-1);
      const wait = state?.kind === 'waiting' ? state.until - clock.now() : 0;
      waits.push(wait);
      clock.move(wait);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it('says that the house is not ready when closed with 1013, and tries again', async () => {
    const { reaches, states, clock } = await dial({
      greet: (house, visit) =>
        visit === 1 ? house.hangUp(1013, 'NOT_READY') : house.say(connected()),
    });
    await reaches('waiting');
    expect(states.at(-1)).toMatchObject({ why: 'not ready' });
    clock.move(500);
    await reaches('open');
  });

  it('proves the session once after 1008, since a ticket may only have been too old', async () => {
    let renewed = 0;
    const { reaches, house } = await dial({
      greet: (house, visit) =>
        visit === 1 ? house.hangUp(1008, 'TOKEN_EXPIRED') : house.say(connected()),
      renew: async () => {
        renewed += 1;
      },
    });
    await reaches('open');
    expect(renewed).toBe(1);
    expect(house.tickets).toHaveLength(2);
  });

  it('gives up after a second 1008 in a row, with its reason', async () => {
    const { reaches, states } = await dial({
      greet: (house) => house.hangUp(1008, 'SESSION_ENDED'),
    });
    await reaches('refused');
    expect(states.at(-1)).toEqual({ kind: 'refused', reason: 'SESSION_ENDED' });
  });

  it('gives up when the session can no longer be proven', async () => {
    const { reaches } = await dial({
      greet: (house) => house.hangUp(1008, 'SESSION_ENDED'),
      renew: () => Promise.reject(ended),
    });
    await reaches('refused');
  });

  it('gives up when no ticket is given to this session', async () => {
    const { reaches, house } = await dial({ ticket: () => Promise.reject(ended) });
    await reaches('refused');
    expect(house.tickets).toEqual([]);
  });

  it('pings, and takes long silence for a lost connection', async () => {
    const { reaches, house, clock, states } = await dial();
    await reaches('open');
    clock.move(20_000);
    await vi.waitFor(() => expect(house.heard).toEqual([{ type: 'ping' }]));
    clock.move(40_000);
    expect(states.at(-1)?.kind).toBe('waiting');
  });

  it('stays open as long as anything is heard', async () => {
    const { reaches, house, clock, states, frames } = await dial();
    await reaches('open');
    for (let minute = 1; minute <= 3; minute++) {
      clock.move(30_000);
      house.say({ type: 'pong', data: { timestamp: '2026-01-01T00:00:00Z' } });
      await vi.waitFor(() => expect(frames).toHaveLength(1 + minute));
    }
    expect(states.at(-1)?.kind).toBe('open');
  });

  it('keeps the connection when a frame breaks the protocol, and says so', async () => {
    const { reaches, house, broken, states } = await dial();
    await reaches('open');
    house.say('not json', { type: 'error', data: {} });
    await vi.waitFor(() => expect(broken).toHaveLength(2));
    expect(String(broken[0])).toContain('not JSON');
    expect(String(broken[1])).toContain('frame.data.error_code must be text');
    expect(states.at(-1)?.kind).toBe('open');
  });

  it('hands over nothing while it is not open', async () => {
    const { reaches, line, house } = await dial();
    expect(line.send({ type: 'ping' })).toBe(false);
    await reaches('open');
    expect(line.send({ type: 'ping' })).toBe(true);
    await vi.waitFor(() => expect(house.heard).toHaveLength(1));
  });

  it('does not come back once closed', async () => {
    const { reaches, line, clock, house } = await dial();
    await reaches('open');
    line.close();
    clock.move(600_000);
    expect(clock.alarms).toBe(0);
    expect(house.tickets).toHaveLength(1);
    await reaches('closed');
  });

  it('skips its wait when asked to', async () => {
    const { reaches, house, line } = await dial();
    await reaches('open');
    house.cut();
    await reaches('waiting');
    line.retryNow();
    await reaches('open');
  });
});

describe('the wait before trying again', () => {
  it('doubles up to a limit, and half of it is chance', () => {
    expect([0, 1, 2, 20].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 15_000]);
    expect(backoff(2, 0)).toBe(1000);
    expect(backoff(2, 0.5)).toBe(1500);
  });
});
