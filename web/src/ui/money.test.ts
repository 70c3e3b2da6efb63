import { describe, expect, it } from 'vitest';
import { dollars, exactDollars, isNegative, isZero, larger, perMille, same } from './money';

describe('dollars', () => {
  it.each([
    ['96.791325', '$96.79'],
    ['0', '$0.00'],
    ['0.000000', '$0.00'],
    ['12', '$12.00'],
    ['1234567.891', '$1,234,567.89'],
    ['-3.500000', '−$3.50'],
    ['999.999000', '$1,000.00'],
  ])('of %s read %s', (amount, words) => {
    expect(dollars(amount)).toBe(words);
  });

  it.each([
    ['0.125000', '$0.12'],
    ['0.135000', '$0.14'],
    ['0.125001', '$0.13'],
    ['-0.125000', '−$0.12'],
  ])('go half to even: %s is %s', (amount, words) => {
    expect(dollars(amount)).toBe(words);
  });

  it.each([
    ['0.000123', '$0.000123'],
    ['0.001000', '$0.001'],
    ['-0.009999', '−$0.009999'],
    ['0.010000', '$0.01'],
  ])('below a cent keep their digits: %s is %s', (amount, words) => {
    expect(dollars(amount)).toBe(words);
  });

  it('are exact where a binary fraction is not', () => {
    expect(dollars('9007199254740993.015000')).toBe('$9,007,199,254,740,993.02');
    expect(dollars('1.005000')).toBe('$1.00');
    expect(dollars('1.015000')).toBe('$1.02');
  });

  it('are refused in any other form', () => {
    for (const wrong of ['', '1e3', '.5', '5.', 'NaN', '1,000', '+1']) {
      expect(() => dollars(wrong)).toThrow(RangeError);
    }
  });
});

describe('an exact amount', () => {
  it('keeps every digit that says something', () => {
    expect(exactDollars('96.791325')).toBe('$96.791325');
    expect(exactDollars('1000.500000')).toBe('$1,000.50');
  });
});

describe('amounts', () => {
  it('are the same by value, not by spelling', () => {
    expect(same('1.5', '1.500000', '01.50')).toBe(true);
    expect(same('1.5', '1.500001')).toBe(false);
  });

  it('know zero and their sign', () => {
    expect(isZero('0.000000')).toBe(true);
    expect(isZero('0.000001')).toBe(false);
    expect(isNegative('-0.01')).toBe(true);
    expect(isNegative('-0.00')).toBe(false);
  });

  it('are drawn in thousandths of a whole', () => {
    expect(perMille('1', '4')).toBe(250);
    expect(perMille('-1.0', '4.000')).toBe(-250);
    expect(perMille('1', '0')).toBe(0);
  });

  it('are compared by value', () => {
    expect(larger('9', '10.0')).toBe('10.0');
  });
});
