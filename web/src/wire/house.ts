import { runEvent } from './frames';
import { ask, fetchFile, tell } from './http';
import { flag, listOf, number, type Of, object, one, optional, text } from './parse';
import { executionStatus } from './status';

const workspace = object({
  id: text,
  name: text,
  role: one('owner', 'editor', 'viewer'),
  sample: flag,
});

const grant = object({
  access_token: text,
  token_type: one('Bearer'),
  expires_in: number,
  user: object({ id: text, email: text }),
  workspace,
});
/** What signing in answers: a short-lived token, and who it speaks for. */
export type Grant = Of<typeof grant>;

const thread = object({ thread_id: text, title: text, updated_at: text });
export type Thread = Of<typeof thread>;

const message = object({
  message_id: text,
  role: one('user', 'assistant'),
  content: text,
  run_id: optional(text),
  created_at: text,
});
export type Message = Of<typeof message>;

const run = object({
  run_id: text,
  thread_id: text,
  status: executionStatus,
  question: text,
  started_at: text,
  ended_at: optional(text),
  events: listOf(runEvent),
});
export type StoredRun = Of<typeof run>;

/** What an answer can be written as. */
export const REPORT_FORMS = ['html', 'markdown', 'csv', 'json'] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

/** The addresses of the house that the page uses, one function each. */
export const house = {
  register: (email: string, password: string, invitation: string) =>
    tell('/auth/register', {
      method: 'POST',
      body: { email, password, ...(invitation ? { invitation } : {}) },
    }),

  login: (email: string, password: string) =>
    ask('/auth/login', { method: 'POST', body: { email, password } }, grant),

  /** By the cookie that only the browser and the server can see. */
  refresh: () => ask('/auth/refresh', { method: 'POST' }, grant),

  logout: (token: string) => tell('/auth/logout', { method: 'POST', token }),

  ticket: async (token: string) =>
    (await ask('/api/ws-tickets', { method: 'POST', token }, object({ ticket: text }))).ticket,

  threads: async (token: string) =>
    (await ask('/api/threads', { method: 'GET', token }, object({ threads: listOf(thread) })))
      .threads,

  messages: async (token: string, threadId: string) =>
    (
      await ask(
        `/api/threads/${encodeURIComponent(threadId)}/messages`,
        { method: 'GET', token },
        object({ messages: listOf(message) }),
      )
    ).messages,

  run: (token: string, runId: string) =>
    ask(`/api/runs/${encodeURIComponent(runId)}`, { method: 'GET', token }, run),

  report: (token: string, runId: string, form: ReportForm) =>
    fetchFile(`/api/runs/${encodeURIComponent(runId)}/report?format=${form}`, {
      token,
      fallback: `apex-report.${form === 'markdown' ? 'md' : form}`,
    }),

  imports: async (token: string) =>
    (
      await ask(
        '/api/imports',
        { method: 'GET', token },
        object({ imports: listOf(object({ import_id: text })) }),
      )
    ).imports,
};
