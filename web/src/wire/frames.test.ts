import { describe, expect, it } from 'vitest';
import { connected, RESULT, script } from '../testing/events';
import { parseFrame, runEvent } from './frames';
import { WireError } from './parse';
import { result } from './result';
import { executionStatus, STATUSES } from './status';

const frame = (value: unknown) => parseFrame(JSON.stringify(value));
const bad = (path: string, value: unknown) => {
  const copy = structuredClone(RESULT);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    copy,
  );
  holder[last] = value;
  return () => result(copy, 'result');
};

describe('a frame', () => {
  it('with a seq is a step of a run', () => {
    expect(frame(script().started('data'))).toMatchObject({
      kind: 'run',
      event: { type: 'agent_started', seq: 1, agent_name: 'data' },
    });
  });

  it('carries the whole answer in the last word of the workflow', () => {
    const heard = frame(script().answered());
    expect(heard).toMatchObject({ kind: 'run', event: { data: { result: { calls: 19366 } } } });
  });

  it('about the connection is told apart', () => {
    expect(frame(connected()).kind).toBe('established');
    expect(frame({ type: 'heartbeat', data: { run_id: 'r', last_seq: 3 } })).toEqual({
      kind: 'heartbeat',
      data: { run_id: 'r', last_seq: 3 },
    });
  });

  it('of an unknown type is let through by name', () => {
    expect(frame({ type: 'news', data: {} })).toEqual({ kind: 'unknown', name: 'news' });
  });

  it('of an unknown type keeps its place among the steps of a run', () => {
    expect(frame(script().other('agent_dreaming'))).toMatchObject({
      kind: 'run',
      event: { type: 'unknown', name: 'agent_dreaming', seq: 1 },
    });
  });

  it.each([
    ['not JSON', '{"type":'],
    ['no type', '{}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an unknown agent', JSON.stringify({ ...script().started('data'), agent_name: 'janitor' })],
    ['a seq in text', JSON.stringify({ ...script().started('data'), seq: '1' })],
    ['another protocol', JSON.stringify(connected()).replace('apex.v1', 'apex.v2')],
  ])('with %s is refused', (_, json) => {
    expect(() => parseFrame(json)).toThrow(WireError);
  });
});

describe('an answer', () => {
  it('is read whole', () => {
    expect(result(RESULT, 'result').total_cost_usd).toBe('96.791325');
  });

  it('may have an unknown total, which is null and not zero', () => {
    expect(bad('total_cost_usd', null)().total_cost_usd).toBeNull();
    expect(bad('own_cost_usd', null)().own_cost_usd).toBeNull();
  });

  it.each([
    ['money as a number', 'total_cost_usd', 96.79],
    ['money in another form', 'own_cost_usd', '1e3'],
    ['a missing list', 'findings', undefined],
    ['an unknown status', 'status', 'COMPLETED'],
    ['a status of a run that goes on', 'status', 'running'],
    ['an unknown confidence', 'findings.0.confidence', 'GUESSED'],
    ['a share in text', 'coverage.dated', '0'],
  ])('with %s is refused', (_, path, value) => {
    expect(bad(path, value)).toThrow(WireError);
  });

  it('says where it is wrong and what was there', () => {
    expect(bad('findings.1.saving.p50_usd', 3)).toThrow(
      'result.findings[1].saving.p50_usd must be an amount as text, was 3',
    );
  });

  it('may carry more than this page knows', () => {
    expect(() => result({ ...RESULT, charts: [] }, 'result')).not.toThrow();
  });
});

describe('a status', () => {
  it('is one of six words', () => {
    expect(STATUSES.map((each) => executionStatus(each, 'status'))).toEqual(STATUSES);
  });

  it.each(['COMPLETED', 'done', '', null])('is never %j', (value) => {
    expect(() => executionStatus(value, 'status')).toThrow(WireError);
  });
});

describe('a failed tool', () => {
  it('may carry its error as text', () => {
    expect(runEvent(script().broke('data', 'spend', 'too slow'), 'event')).toMatchObject({
      data: { success: false, error: 'too slow' },
    });
  });
});
