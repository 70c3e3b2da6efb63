/** Something arrived that is not what the protocol promises; the message says where and what. */
export class WireError extends Error {
  override name = 'WireError';
}

/** Reads one value strictly: the value in its type, or a WireError naming the place. */
export type Reader<T> = (value: unknown, at: string) => T;

type Shape = Record<string, Reader<unknown>>;
type Read<S extends Shape> = { [K in keyof S]: ReturnType<S[K]> };
export type Of<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = (value, at) =>
  typeof value === 'string' ? value : wrong(at, 'text', value);

export const number: Reader<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong(at, 'a number', value);

export const flag: Reader<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : wrong(at, 'true or false', value);

/** A decimal in text. It stays text: money never becomes a binary fraction. */
export const money: Reader<string> = (value, at) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
    ? value
    : wrong(at, 'an amount as text', value);

export const anything: Reader<unknown> = (value) => value;

export function one<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, at) =>
    allowed.find((each) => each === value) ?? wrong(at, `one of ${allowed.join(', ')}`, value);
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((each, index) => item(each, `${at}[${index}]`))
      : wrong(at, 'a list', value);
}

export function mapOf<T>(item: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, at) =>
    Object.fromEntries(
      Object.entries(fields(value, at)).map(([key, each]) => [key, item(each, `${at}.${key}`)]),
    );
}

/** Known to be unknown: null on the wire, null here. */
export function nullable<T>(item: Reader<T>): Reader<T | null> {
  return (value, at) => (value === null ? null : item(value, at));
}

/** May be left out. */
export function optional<T>(item: Reader<T>): Reader<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : item(value, at));
}

/** Every named field must be there and right; fields this page does not know are let go. */
export function object<S extends Shape>(shape: S): Reader<Read<S>> {
  return (value, at) => {
    const found = fields(value, at);
    return Object.fromEntries(
      Object.entries(shape).map(([key, read]) => [key, read(found[key], `${at}.${key}`)]),
    ) as Read<S>;
  };
}

export function fields(value: unknown, at: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : wrong(at, 'an object', value);
}

export function parsed<T>(read: Reader<T>, json: string, at: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new WireError(`${at} is not JSON`);
  }
  return read(value, at);
}

function wrong(at: string, rule: string, value: unknown): never {
  const shown = JSON.stringify(value)?.slice(0, 60) ?? 'missing';
  throw new WireError(`${at} must be ${rule}, was ${shown}`);
}
