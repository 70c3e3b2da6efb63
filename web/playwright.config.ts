import { defineConfig } from '@playwright/test';

/** Debian's Chromium, never one that a test tool downloads. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.APEX_E2E_URL,
    launchOptions: {
      executablePath: process.env.APEX_CHROMIUM ?? '/usr/bin/chromium',
      args: FLAGS,
    },
  },
});
