/** An exact decimal: `units` of ten to the minus `scale`. */
interface Decimal {
  units: bigint;
  scale: number;
}

/**
 * US dollars for reading, from the exact text of the wire: cents, half to even; what is smaller
 * than a cent keeps its digits. No binary fraction is involved.
 */
export function dollars(amount: string): string {
  const exact = decimal(amount);
  const shown = belowOneCent(exact) ? exact : rounded(exact, 2);
  return (shown.units < 0n ? '−$' : '$') + plain(shown);
}

/** Every digit the wire gave, grouped. */
export function exactDollars(amount: string): string {
  const exact = decimal(amount);
  return (exact.units < 0n ? '−$' : '$') + plain(exact);
}

/** Whether the three are one number: an exact saving rather than an interval. */
export function same(...amounts: readonly string[]): boolean {
  const scale = Math.max(...amounts.map((each) => decimal(each).scale));
  const units = amounts.map((each) => atScale(decimal(each), scale));
  return units.every((each) => each === units[0]);
}

export function isZero(amount: string): boolean {
  return decimal(amount).units === 0n;
}

export function isNegative(amount: string): boolean {
  return decimal(amount).units < 0n;
}

/** Where `amount` lies between 0 and `whole`, in thousandths; for drawing only. */
export function perMille(amount: string, whole: string): number {
  const [a, b] = [decimal(amount), decimal(whole)];
  const scale = Math.max(a.scale, b.scale);
  const of = atScale(b, scale);
  return of === 0n ? 0 : Number((atScale(a, scale) * 1000n) / of);
}

export function larger(a: string, b: string): string {
  const scale = Math.max(decimal(a).scale, decimal(b).scale);
  return atScale(decimal(a), scale) >= atScale(decimal(b), scale) ? a : b;
}

function decimal(amount: string): Decimal {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!found) throw new RangeError(`not an amount: ${amount}`);
  const [, sign = '', whole = '', fraction = ''] = found;
  return { units: BigInt(sign + whole + fraction), scale: fraction.length };
}

function belowOneCent({ units, scale }: Decimal): boolean {
  return units !== 0n && magnitude(units) * 100n < 10n ** BigInt(scale);
}

function rounded({ units, scale }: Decimal, places: number): Decimal {
  if (scale <= places) return { units: units * 10n ** BigInt(places - scale), scale: places };
  const step = 10n ** BigInt(scale - places);
  const size = magnitude(units);
  const [kept, rest] = [size / step, size % step];
  const up = rest * 2n > step || (rest * 2n === step && kept % 2n === 1n);
  const whole = up ? kept + 1n : kept;
  return { units: units < 0n ? -whole : whole, scale: places };
}

function plain({ units, scale }: Decimal): string {
  const digits = magnitude(units)
    .toString()
    .padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return scale === 0 ? whole : `${whole}.${fraction.padEnd(Math.min(2, scale), '0')}`;
}

function atScale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function magnitude(units: bigint): bigint {
  return units < 0n ? -units : units;
}
