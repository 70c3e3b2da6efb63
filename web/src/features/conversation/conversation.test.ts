import { describe, expect, it } from 'vitest';
import { accepted, connected, RUN, script, THREAD } from '../../testing/events';
import { parseFrame } from '../../wire/frames';
import {
  announcement,
  type Conversation,
  EMPTY,
  missing,
  next,
  owed,
  type Turn,
  underWay,
} from './conversation';

function hear(chat: Conversation, ...frames: readonly unknown[]): Conversation {
  return frames.reduce<Conversation>(
    (at, frame) => next(at, { type: 'heard', frame: parseFrame(JSON.stringify(frame)) }),
    chat,
  );
}

function ask(content = 'What did we spend?'): Conversation {
  return next(EMPTY, { type: 'asked', clientMessageId: 'm1', content });
}

function running(): Conversation {
  return hear(ask(), connected(), accepted('m1'));
}

function last(chat: Conversation): Turn {
  const turn = chat.turns.at(-1);
  if (!turn) throw new Error('no turn');
  return turn;
}

function wholeRun() {
  const run = script();
  return [
    run.started('workflow'),
    run.started('triage'),
    run.thinking('triage', 'It is about money'),
    run.completed('triage', 5),
    run.started('data'),
    run.executing('data', 'spend_by_model'),
    run.executed('data', 'spend_by_model', 12),
    run.completed('data', 20),
    run.started('optimization'),
    run.completed('optimization'),
    run.started('actions'),
    run.completed('actions'),
    run.started('reporting'),
    run.completed('reporting'),
    run.answered(),
  ];
}

const step = (chat: Conversation, agent: string) =>
  last(chat).steps.find((each) => each.agent === agent);

describe('a question', () => {
  it('waits until the server has accepted it', () => {
    expect(last(ask())).toMatchObject({ status: 'pending', question: 'What did we spend?' });
    expect(last(running())).toMatchObject({ status: 'running', runId: RUN });
    expect(running().threadId).toBe(THREAD);
  });

  it('shows all five agents from the start', () => {
    expect(last(running()).steps.map(({ agent, status }) => `${agent} ${status}`)).toEqual([
      'triage pending',
      'data pending',
      'optimization pending',
      'actions pending',
      'reporting pending',
    ]);
  });

  it('accepted for someone else changes nothing', () => {
    expect(hear(ask(), accepted('another'))).toEqual(ask());
  });

  it('that was refused says why and can be asked again under the same id', () => {
    const error = { error_code: 'RATE_LIMITED', message: 'Too many.', remedy: 'Wait.' };
    const refused = hear(ask(), { type: 'error', data: error });
    expect(last(refused)).toMatchObject({ status: 'failed', trouble: { message: 'Too many.' } });
    expect(owed(refused)).toEqual([]);
    const again = next(refused, { type: 'asked again', key: 'm1' });
    expect(owed(again)).toMatchObject([{ type: 'user_message', client_message_id: 'm1' }]);
  });
});

describe('the steps', () => {
  it('arrive in order and end in the answer', () => {
    const chat = hear(running(), ...wholeRun());
    expect(last(chat)).toMatchObject({ status: 'completed', seq: 15, ms: 310 });
    expect(last(chat).result?.total_cost_usd).toBe('96.791325');
    expect(last(chat).steps.every(({ status }) => status === 'completed')).toBe(true);
  });

  it('show thoughts, tools and durations of their agent', () => {
    const chat = hear(running(), ...wholeRun());
    expect(step(chat, 'triage')).toMatchObject({ thoughts: ['It is about money'], ms: 5 });
    expect(step(chat, 'data')?.tools).toEqual([
      {
        name: 'spend_by_model',
        parameters: { by: 'model' },
        status: 'completed',
        ms: 12,
        evidence: ['e1'],
      },
    ]);
  });

  it('count once when they come twice', () => {
    const twice = wholeRun().flatMap((event) => [event, event]);
    expect(hear(running(), ...twice)).toEqual(hear(running(), ...wholeRun()));
  });

  it('are the same whatever order they come in', () => {
    expect(hear(running(), ...wholeRun().reverse())).toEqual(hear(running(), ...wholeRun()));
  });

  it('after a gap wait for what is missing', () => {
    const [first, , third] = wholeRun();
    const chat = hear(running(), first, third);
    expect(last(chat)).toMatchObject({ seq: 1, known: 3 });
    expect(missing(chat)).toEqual([{ type: 'resume', run_id: RUN, after_seq: 1 }]);
    expect(missing(hear(chat, ...wholeRun().slice(1, 3)))).toEqual([]);
  });

  it('of an unknown kind take their place and show nothing', () => {
    const run = script();
    const chat = hear(running(), run.started('data'), run.other('agent_dreaming'));
    const after = hear(chat, run.completed('data'));
    expect(last(after)).toMatchObject({ seq: 3, held: [] });
    expect(step(after, 'data')?.status).toBe('completed');
  });

  it('of a run not shown here are let go', () => {
    const other = script('99999999-9999-4999-8999-999999999999');
    expect(hear(running(), other.started('data'))).toEqual(running());
  });

  it('told by a heartbeat but not received are asked for', () => {
    const chat = hear(running(), { type: 'heartbeat', data: { run_id: RUN, last_seq: 2 } });
    expect(missing(chat)).toEqual([{ type: 'resume', run_id: RUN, after_seq: 0 }]);
  });
});

describe('a failure', () => {
  it('of a tool is shown with its reason, and the step goes on', () => {
    const run = script();
    const chat = hear(
      running(),
      run.executing('data', 'spend'),
      run.broke('data', 'spend', 'the store is down'),
      run.completed('data'),
    );
    expect(step(chat, 'data')?.tools[0]).toMatchObject({
      status: 'failed',
      error: 'the store is down',
    });
    expect(step(chat, 'data')?.status).toBe('completed');
  });

  it('of an agent leaves the run alive', () => {
    const run = script();
    const chat = hear(running(), run.started('actions'), run.failed('actions'), run.answered());
    expect(step(chat, 'actions')).toMatchObject({
      status: 'failed',
      trouble: { message: 'It went wrong.' },
    });
    expect(last(chat).status).toBe('completed');
  });

  it('of the workflow ends the run and everything in it', () => {
    const run = script();
    const chat = hear(
      running(),
      run.started('data'),
      run.executing('data', 'spend'),
      run.failed('workflow'),
    );
    expect(last(chat)).toMatchObject({ status: 'failed', trouble: { remedy: 'Try again.' } });
    expect(step(chat, 'data')).toMatchObject({
      status: 'cancelled',
      tools: [{ status: 'cancelled' }],
    });
    expect(underWay(chat)).toBeUndefined();
  });
});

describe('stopping', () => {
  it('is shown at once and true only when the server says so', () => {
    const run = script();
    const asked = next(hear(running(), run.started('data')), { type: 'stop asked', runId: RUN });
    expect(last(asked)).toMatchObject({ stopping: true, status: 'running' });
    const stopped = hear(asked, run.failed('workflow', 'CANCELLED'));
    expect(last(stopped)).toMatchObject({ stopping: false, status: 'cancelled' });
    expect(step(stopped, 'data')?.status).toBe('cancelled');
  });

  it('of a run that has ended changes nothing', () => {
    const chat = hear(running(), ...wholeRun());
    expect(next(chat, { type: 'stop asked', runId: RUN })).toEqual(chat);
  });
});

describe('on a new connection', () => {
  it('an unaccepted question is sent again under its own id', () => {
    expect(owed(ask())).toEqual([
      { type: 'user_message', client_message_id: 'm1', content: 'What did we spend?' },
    ]);
  });

  it('a run is resumed after the last step applied', () => {
    const chat = hear(running(), ...wholeRun().slice(0, 4));
    expect(owed(chat)).toEqual([{ type: 'resume', run_id: RUN, after_seq: 4 }]);
  });

  it('what has ended is left alone', () => {
    expect(owed(hear(running(), ...wholeRun()))).toEqual([]);
  });

  it('a second question stays in its thread', () => {
    const chat = next(hear(running(), ...wholeRun()), {
      type: 'asked',
      clientMessageId: 'm2',
      content: 'And by route?',
    });
    expect(owed(chat)).toMatchObject([{ client_message_id: 'm2', thread_id: THREAD }]);
  });
});

describe('an earlier conversation', () => {
  const message = {
    message_id: 'm9',
    role: 'user' as const,
    content: 'What did we spend?',
    run_id: RUN,
    created_at: '2026-01-01T00:00:00Z',
  };
  const opened = () =>
    next(EMPTY, { type: 'thread opened', threadId: THREAD, messages: [message] });
  const stored = (status: 'completed' | 'running' | 'failed', count: number) => ({
    run_id: RUN,
    thread_id: THREAD,
    status,
    question: message.content,
    started_at: message.created_at,
    ended_at: undefined,

    events: wholeRun()
      .slice(0, count)
      .map((event) => {
        const frame = parseFrame(JSON.stringify(event));
        if (frame.kind !== 'run') throw new Error('not a step');
        return frame.event;
      }),
  });

  it('lists its questions, whose answers are read when fetched', () => {
    expect(last(opened())).toMatchObject({ unread: true, question: 'What did we spend?' });
    const read = next(opened(), { type: 'run fetched', run: stored('completed', 15) });
    expect(last(read)).toMatchObject({ status: 'completed', result: { calls: 19366 } });
    expect(last(read).unread).toBeUndefined();
  });

  it('goes on live where a run is not over', () => {
    const read = next(opened(), { type: 'run fetched', run: stored('running', 4) });
    expect(owed(read)).toEqual([{ type: 'resume', run_id: RUN, after_seq: 4 }]);
    expect(last(hear(read, ...wholeRun().slice(4))).status).toBe('completed');
  });

  it('shows a run without a last word as it is stored', () => {
    const read = next(opened(), { type: 'run fetched', run: stored('failed', 4) });
    expect(last(read).status).toBe('failed');
    expect(owed(read)).toEqual([]);
  });

  it('is left empty-handed', () => {
    expect(next(opened(), { type: 'thread left' })).toEqual(EMPTY);
  });
});

describe('what is read out', () => {
  it('follows the question from sending to the answer', () => {
    const run = wholeRun();
    expect(announcement(EMPTY)).toBe('');
    expect(announcement(ask())).toBe('Sending your question.');
    expect(announcement(running())).toBe('Your question was accepted.');
    expect(announcement(hear(running(), ...run.slice(0, 5)))).toBe('Data, step 2 of 5: running.');
    expect(announcement(hear(running(), ...run))).toBe('The answer is here.');
  });
});
