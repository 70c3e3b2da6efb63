import { describe, expect, it } from 'vitest';
import { counted, duration, moment, share, spoken } from './words';

describe('words', () => {
  it('count with separators and the right form', () => {
    expect(counted(1, 'call')).toBe('1 call');
    expect(counted(19366, 'call')).toBe('19,366 calls');
  });

  it.each([
    [1, '100 %'],
    [0, '0 %'],
    [0.052, '5.2 %'],
    [0.9999, '> 99.9 %'],
    [0.0001, '< 0.1 %'],
    [-0.274, '−27.4 %'],
  ])('never round a share of %d to all or nothing: %s', (value, words) => {
    expect(share(value)).toBe(words);
  });

  it.each([
    [41, '41 ms'],
    [1530, '1.5 s'],
    [61_000, '1 min 1 s'],
  ])('tell %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('tell a moment in the zone of the workspace', () => {
    expect(moment('2026-01-01T00:30:00Z', 'UTC')).toBe('1 Jan 2026, 00:30');
    expect(moment('2026-01-01T00:30:00Z', 'America/New_York')).toBe('31 Dec 2025, 19:30');
    expect(moment('2026-01-01T00:30:00Z', 'Nowhere/Land')).toBe('1 Jan 2026, 00:30');
  });

  it('make a name readable', () => {
    expect(spoken('spend_by_model')).toBe('Spend by model');
  });
});
