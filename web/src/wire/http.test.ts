import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchFile, Problem } from './http';

let server: Server | undefined;

afterEach(() => server?.close());

async function listening(answer: (asked: IncomingMessage, response: ServerResponse) => void) {
  const opened = createServer(answer).listen(0, '127.0.0.1');
  server = opened;
  await new Promise((done) => opened.once('listening', done));
  return `http://127.0.0.1:${(opened.address() as AddressInfo).port}/`;
}

describe('a file', () => {
  it('is asked for with the token and keeps the name it was given', async () => {
    const asked: (string | undefined)[] = [];
    const address = await listening(({ headers }, response) => {
      asked.push(headers.authorization, headers.accept);
      response.setHeader('Content-Disposition', 'attachment; filename="apex-report-1.csv"');
      response.end('id,what\r\n');
    });
    const file = await fetchFile(address, { token: 't1', fallback: 'report.csv' });
    expect(asked).toEqual(['Bearer t1', '*/*, application/problem+json']);
    expect(file.name).toBe('apex-report-1.csv');
    expect(await file.content.text()).toBe('id,what\r\n');
  });

  it('gets no name that could be a path', async () => {
    const address = await listening((_, response) => {
      response.setHeader('Content-Disposition', 'attachment; filename="../../x.html"');
      response.end();
    });
    expect((await fetchFile(address, { token: 't', fallback: 'report.html' })).name).toBe(
      'report.html',
    );
  });

  it('that is refused says why and what to do', async () => {
    const address = await listening((_, response) => {
      response.statusCode = 409;
      response.end(
        JSON.stringify({
          title: 'conflict',
          status: 409,
          detail: 'It has not ended.',
          error_code: 'CONFLICT',
          remedy: 'Wait.',
        }),
      );
    });
    const refused = fetchFile(address, { token: 't', fallback: 'x' });
    await expect(refused).rejects.toBeInstanceOf(Problem);
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', remedy: 'Wait.' });
  });
});
