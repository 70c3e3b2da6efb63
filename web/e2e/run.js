// Runs the browser's tests against a real house: the one that APEX_E2E_URL and
// APEX_E2E_CREDENTIALS name, or one started here in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const STARTED_WITHIN_MS = 10 * 60_000;

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} given */
async function main(given) {
  if (given.includes('--without-browser')) {
    console.log(`0 passed, ${testCount()} skipped (--without-browser)`);
    return 0;
  }
  const chromium = process.env.APEX_CHROMIUM ?? CHROMIUMS.find((each) => existsSync(each));
  if (!chromium || !existsSync(chromium)) {
    console.error(
      'Chromium was not found: install it with `apt-get install chromium`, or pass --without-browser to count these tests as skipped.',
    );
    return 1;
  }
  const house = process.env.APEX_E2E_URL ? undefined : await start();
  try {
    return run({ ...process.env, ...house?.settings, APEX_CHROMIUM: chromium }, given);
  } finally {
    await house?.stop();
  }
}

function testCount() {
  return readdirSync(here)
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(here, file), 'utf8').match(/^test\(/gm)?.length ?? 0)
    .reduce((sum, each) => sum + each, 0);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} given
 */
function run(env, given) {
  const playwright = join(here, '../node_modules/@playwright/test/cli.js');
  const done = spawnSync(process.execPath, [playwright, 'test', ...given], {
    cwd: join(here, '..'),
    env,
    stdio: 'inherit',
  });
  return done.status ?? 1;
}

/** A demo house in a folder of its own; its own address and sign-in are read from its notes. */
async function start() {
  const home = mkdtempSync(join(tmpdir(), 'apex-browser-'));
  const child = spawn(join(here, '../../apex'), ['demo', '--json'], {
    env: { ...process.env, APEX_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  const answered = new Promise((done) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"demo_result"')) done(true);
    });
  });
  const late = new Promise((done) => setTimeout(done, STARTED_WITHIN_MS, false).unref());
  if ((await Promise.race([answered, ended.then(() => false), late])) !== true) {
    await stop();
    throw new Error('The demo house did not start; what it said stands above.');
  }
  const note = JSON.parse(readFileSync(join(home, 'demo/house.json'), 'utf8'));
  return {
    stop,
    settings: {
      APEX_E2E_URL: note.page,
      APEX_E2E_CREDENTIALS: join(home, 'demo/credentials.json'),
    },
  };
}
