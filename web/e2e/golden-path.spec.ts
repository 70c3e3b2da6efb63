import { readFileSync } from 'node:fs';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';

const QUESTION = 'What did we spend and how do we spend less?';
const SHOTS = 'test-results';

/** What a quiet page must not do: complain, or speak to anyone but its own house. */
function watch(page: Page): { complaints: string[]; strangers: string[] } {
  const seen = { complaints: [] as string[], strangers: [] as string[] };
  const own = new URL(process.env.APEX_E2E_URL ?? '').host;
  const meet = (address: string) => {
    if (new URL(address).host !== own) seen.strangers.push(address);
  };
  page.on('request', (request) => meet(request.url()));
  page.on('websocket', (socket) => meet(socket.url()));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => {
    // Whether the browser holds a session can only be found out by asking: no is a 401.
    const asked = message.location().url.endsWith('/auth/refresh');
    const wrong = message.type() === 'error' || message.type() === 'warning';
    if (wrong && !asked) seen.complaints.push(message.text());
  });
  return seen;
}

/** 200 calls at $2.50 and $10 per million: 1,000 tokens in and 100 out each, $0.70 in all. */
function usage(): string {
  const rows = Array.from({ length: 200 }, (_, n) => {
    const at = new Date(Date.UTC(2026, 0, 1 + (n % 14), n % 24, n % 60)).toISOString();
    return `${at},openai,gpt-4o,${n % 2 ? 'chat' : 'search'},1000,100`;
  });
  return ['timestamp,provider,model,route,input_tokens,output_tokens', ...rows, ''].join('\n');
}

async function importUsage(request: APIRequestContext, email: string, password: string) {
  const login = await request.post('/auth/login', { data: { email, password } });
  const { access_token } = await login.json();
  const response = await request.post('/api/usage/import?name=browser.csv', {
    headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'text/csv' },
    data: usage(),
  });
  expect(response.status(), await response.text()).toBe(200);
  expect(await response.json()).toMatchObject({ read: 200, accepted: 200, rejected: 0 });
}

async function ask(page: Page, question: string) {
  await page.getByLabel('Your question').fill(question);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  return page.getByRole('article', { name: question }).last();
}

test('a newcomer registers, imports, asks, reads the answer, stops another and comes back', async ({
  page,
  playwright,
  baseURL,
}) => {
  const seen = watch(page);
  const email = `asha-${Date.now()}@example.com`;
  const password = `correct horse ${Date.now()} battery`;

  await page.goto('/');
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Connected')).toBeVisible();
  await expect(page.getByText('This workspace has no usage yet')).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/1-empty.png` });

  const outside = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  await importUsage(outside, email, password);
  await outside.dispose();

  const first = await ask(page, QUESTION);
  await expect(first.locator('.step')).toHaveCount(5);
  await expect(first.getByTestId('total')).toHaveText('$0.70');
  await expect(first.locator('.step.completed')).toHaveCount(5);
  await expect(page.getByTestId('announcement')).toHaveText(/The answer is here/);
  expect(await first.locator('.finding').count()).toBeGreaterThan(0);
  await expect(first.getByText('P50').first()).toBeVisible();
  await page.screenshot({ path: `${SHOTS}/2-answer.png` });

  const written = page.waitForEvent('download');
  await first.getByRole('button', { name: 'Page with charts' }).click();
  const report = await written;
  expect(report.suggestedFilename()).toMatch(/^apex-report-[0-9a-f]{8}\.html$/);
  expect(readFileSync(await report.path(), 'utf8')).toContain('Spend by day');

  await first
    .getByRole('button', { name: /^Evidence e/ })
    .first()
    .click();
  const evidence = page.getByRole('dialog');
  await expect(evidence).toContainText('Formula');
  await page.screenshot({ path: `${SHOTS}/3-evidence.png` });
  await page.keyboard.press('Escape');
  await expect(evidence).toBeHidden();

  const address = page.url();
  expect(address).toMatch(/#\/threads\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(page.getByText('Connected')).toBeVisible();
  await expect(page.getByTestId('total')).toHaveText('$0.70');
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toContainText(QUESTION);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('a question that is stopped says so and leaves the conversation open', async ({ page }) => {
  const seen = watch(page);
  await signInAsOwner(page);
  const stopped = await askAndStop(page);
  await expect(stopped).toContainText('Stopped before an answer.');
  await page.screenshot({ path: `${SHOTS}/4-stopped.png` });

  const next = await ask(page, QUESTION);
  await expect(next.getByTestId('total')).toBeVisible();
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('the sample is marked, and the page is readable in the dark and on a phone', async ({
  page,
}) => {
  const seen = watch(page);
  await signInAsOwner(page);
  const answer = await ask(page, QUESTION);
  await expect(answer.getByText('Sample data.')).toBeVisible();
  for (const [name, width, height, colorScheme] of [
    ['desk-light', 1280, 900, 'light'],
    ['desk-dark', 1280, 900, 'dark'],
    ['phone-light', 390, 844, 'light'],
    ['phone-dark', 390, 844, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${SHOTS}/5-${name}.png` });
    const wider = await page.evaluate(() => document.body.scrollWidth - window.innerWidth);
    expect(wider, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  }
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

// Stop is pressed by the page's own next breath, as an answer may take only some milliseconds. One that came before the
// stop is no failure of the page: it is asked again, a few times.
async function askAndStop(page: Page) {
  for (let attempt = 1; ; attempt++) {
    await page.evaluate(() => {
      const watcher = new MutationObserver(() => {
        const stop = document.querySelector<HTMLButtonElement>('button.stop');
        if (!stop) return;
        watcher.disconnect();
        stop.click();
      });
      watcher.observe(document.body, { childList: true, subtree: true });
    });
    const asked = await ask(page, `Which model costs us the most${'?'.repeat(attempt)}`);
    await expect(asked).toHaveAttribute('data-status', /cancelled|completed|degraded/);
    const status = await asked.getAttribute('data-status');
    if (status === 'cancelled') return asked;
    expect(attempt, 'every answer came before its stop').toBeLessThan(6);
  }
}

async function signInAsOwner(page: Page) {
  const path = process.env.APEX_E2E_CREDENTIALS ?? '';
  const { email, password } = JSON.parse(readFileSync(path, 'utf8'));
  await page.goto('/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Connected')).toBeVisible();
}
