import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { accepted, connected, RUN, script, THREAD } from '../../testing/events';
import { HandClock } from '../../testing/HandClock';
import { ScriptedHouse } from '../../testing/ScriptedHouse';
import { Live } from './live';

let house: ScriptedHouse | undefined;
let live: Live | undefined;

afterEach(async () => {
  live?.close();
  await house?.close();
});

async function begin() {
  const opened = await ScriptedHouse.open((house) => house.say(connected()));
  const clock = new HandClock();
  let id = 0;
  const begun = new Live(
    {
      ticket: async () => 't',
      renew: async () => {},
      open: (ticket) => new WebSocket(`ws://127.0.0.1:${opened.port}/ws?ticket=${ticket}`),
      clock,
      random: () => 0,
    },
    { messages: async () => [], run: () => Promise.reject(new Error('not asked for here')) },
    () => `m${++id}`,
  );
  house = opened;
  live = begun;
  begun.start();
  await vi.waitFor(() => expect(begun.look().line.kind).toBe('open'));
  const turn = () => begun.look().chat.turns.at(-1);
  const hears = (...frames: object[]) => vi.waitFor(() => expect(opened.heard).toEqual(frames));
  return { house: opened, live: begun, clock, turn, hears };
}

const message = { type: 'user_message', client_message_id: 'm1', content: 'How much?' };

describe('a live conversation', () => {
  it('goes from question to answer', async () => {
    const { house, live, turn, hears } = await begin();
    live.ask('How much?');
    await hears(message);
    const run = script();
    house.say(accepted('m1'), run.started('workflow'), run.answered());
    await vi.waitFor(() => expect(turn()?.status).toBe('completed'));
  });

  it('gets what it missed after a cut, once and in order', async () => {
    const { house, live, clock, turn, hears } = await begin();
    const run = script();
    const events = [run.started('workflow'), run.started('triage'), run.completed('triage')];
    live.ask('How much?');
    house.say(accepted('m1'), ...events.slice(0, 2));
    await vi.waitFor(() => expect(turn()?.seq).toBe(2));
    house.cut();
    await vi.waitFor(() => expect(live.look().line.kind).toBe('waiting'));
    clock.move(500);
    await hears(message, { type: 'resume', run_id: RUN, after_seq: 2 });
    house.say(...events.slice(1), run.answered());
    await vi.waitFor(() => expect(turn()).toMatchObject({ status: 'completed', seq: 4 }));
  });

  it('sends a question that was cut off before it was accepted again, under the same id', async () => {
    const { house, live, clock, hears } = await begin();
    live.ask('How much?');
    await hears(message);
    house.cut();
    await vi.waitFor(() => expect(live.look().line.kind).toBe('waiting'));
    clock.move(500);
    await hears(message, message);
  });

  it('sends a question asked without a connection once there is one', async () => {
    const { house, live, clock, hears } = await begin();
    house.cut();
    await vi.waitFor(() => expect(live.look().line.kind).toBe('waiting'));
    live.ask('How much?');
    clock.move(500);
    await hears(message);
  });

  it('asks for a missing step, but not for ever', async () => {
    const { house, live, turn, hears } = await begin();
    live.ask('How much?');
    const run = script();
    const [, second, third] = [run.started('workflow'), run.started('data'), run.completed('data')];
    house.say(accepted('m1'), second, third);
    await vi.waitFor(() => expect(turn()?.known).toBe(3));
    await hears(message, { type: 'resume', run_id: RUN, after_seq: 0 });
  });

  it('stops a run by its id', async () => {
    const { house, live, turn, hears } = await begin();
    live.ask('How much?');
    house.say(accepted('m1'));
    await vi.waitFor(() => expect(turn()?.runId).toBe(RUN));
    live.stop(RUN);
    await hears(message, { type: 'stop_agent', run_id: RUN });
    expect(turn()?.stopping).toBe(true);
  });

  it('shows an error that belongs to no question as a notice', async () => {
    const { house, live } = await begin();
    house.say({ type: 'error', data: { error_code: 'NOT_FOUND', message: 'No.', remedy: 'Hm.' } });
    await vi.waitFor(() => expect(live.look().chat.notice).toBe('No. Hm.'));
    live.noticeRead();
    expect(live.look().chat.notice).toBeUndefined();
  });

  it('lets a thread that loads too late go', async () => {
    const opened = await begin();
    const opening = opened.live.open(THREAD);
    opened.live.leave();
    await opening;
    expect(opened.live.look().chat.threadId).toBeUndefined();
  });
});
