import { describe, expect, it } from 'vitest';
import { tooLongBy } from '../features/conversation/Composer';
import { connectionWords } from '../features/conversation/Connection';
import { hashOf, threadIn } from './address';
import { newId } from './ids';
import { socketAddress } from './live';

const THREAD = '22222222-2222-4222-8222-222222222222';

describe('the address', () => {
  it('names the open conversation and nothing else', () => {
    expect(threadIn(hashOf(THREAD))).toBe(THREAD);
    expect(threadIn(hashOf(undefined))).toBeUndefined();
    expect(threadIn('#/threads/../../auth')).toBeUndefined();
  });

  it('of the socket is of the same origin, and safe where the page is', () => {
    expect(socketAddress({ protocol: 'https:', host: 'a:1' }, 'x+y')).toBe(
      'wss://a:1/ws?ticket=x%2By',
    );
    expect(socketAddress({ protocol: 'http:', host: 'a' }, 't')).toBe('ws://a/ws?ticket=t');
  });
});

describe('an id', () => {
  it('is a random UUID', () => {
    const ids = new Set(Array.from({ length: 100 }, newId));
    expect(ids.size).toBe(100);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

describe('a question', () => {
  it('fits one frame, counted in bytes and not in letters', () => {
    expect(tooLongBy('a'.repeat(7678), 8192)).toBe(0);
    expect(tooLongBy('a'.repeat(7679), 8192)).toBe(1);
    expect(tooLongBy('ü'.repeat(4000), 8192)).toBeGreaterThan(0);
  });
});

describe('the connection', () => {
  it('is told in words', () => {
    expect(connectionWords({ kind: 'waiting', why: 'not ready', until: 0 })).toBe(
      'Not ready, trying again',
    );
    expect(connectionWords({ kind: 'waiting', why: 'lost', until: 0 })).toBe(
      'Connection lost, trying again',
    );
  });
});
