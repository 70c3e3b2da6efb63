import { number, object, optional, parsed, type Reader, text } from './parse';

const problem = object({
  title: text,
  status: number,
  detail: text,
  error_code: text,
  remedy: text,
  request_id: optional(text),
});

/** The server refused, and said why and what to do. */
export class Problem extends Error {
  override name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }

  /** Whether signing in again is the way on. */
  get unauthenticated(): boolean {
    return this.status === 401;
  }

  sentence(): string {
    return `${this.message} ${this.remedy}`.trim();
  }
}

/** No answer at all: the house or the network is not there. */
export class Unreachable extends Error {
  override name = 'Unreachable';

  constructor(cause: unknown) {
    super('The server did not answer.', { cause });
  }
}

export interface Ask {
  method: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  token?: string;
}

/** Asks one address of this origin and reads the JSON it answers. */
export async function ask<T>(path: string, what: Ask, read: Reader<T>): Promise<T> {
  const response = await send(path, what);
  return parsed(read, await response.text(), path);
}

/** Asks where no answer but "done" is expected. */
export async function tell(path: string, what: Ask): Promise<void> {
  await send(path, what);
}

export interface SavedFile {
  readonly name: string;
  readonly content: Blob;
}

/**
 * Fetches a file, which needs the token like everything else. Its name is the one the server
 * gives, or `fallback` where that is none or could be a path.
 */
export async function fetchFile(
  path: string,
  { token, fallback }: { token: string; fallback: string },
): Promise<SavedFile> {
  const response = await send(path, { method: 'GET', token, accept: '*/*' });
  const said = response.headers.get('Content-Disposition') ?? '';
  const name = /filename="([A-Za-z0-9._-]+)"/.exec(said)?.[1] ?? fallback;
  return { name, content: await response.blob() };
}

async function send(path: string, what: Ask & { accept?: string }): Promise<Response> {
  const response = await fetch(path, {
    method: what.method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      Accept: `${what.accept ?? 'application/json'}, application/problem+json`,
      ...(what.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(what.token === undefined ? {} : { Authorization: `Bearer ${what.token}` }),
    },
    ...(what.body === undefined ? {} : { body: JSON.stringify(what.body) }),
  }).catch((cause: unknown) => {
    throw new Unreachable(cause);
  });
  if (!response.ok) throw refusal(response.status, await response.text());
  return response;
}

/** What a response that is not 2xx says; one that is not a problem document keeps its status. */
export function refusal(status: number, body: string): Problem {
  try {
    const found = parsed(problem, body, 'problem');
    return new Problem(status, found.error_code, found.detail, found.remedy);
  } catch {
    return new Problem(status, 'UNKNOWN', `The server answered ${status}.`, 'Try again.');
  }
}

/** What to tell a person about anything that was thrown. */
export function sentence(trouble: unknown): string {
  if (trouble instanceof Problem) return trouble.sentence();
  if (trouble instanceof Unreachable) return `${trouble.message} Check that the house is up.`;
  return trouble instanceof Error ? trouble.message : String(trouble);
}
