import {
  anything,
  fields,
  flag,
  listOf,
  mapOf,
  number,
  type Of,
  object,
  one,
  optional,
  parsed,
  type Reader,
  text,
} from './parse';
import { result } from './result';

export const AGENTS = ['triage', 'data', 'optimization', 'actions', 'reporting'] as const;
export type Agent = (typeof AGENTS)[number];
const speaker = one('workflow', ...AGENTS);
export type Speaker = Of<typeof speaker>;

const started = object({ step: number, total_steps: number, message: text });
const thinking = object({ reasoning: text, progress_percentage: number });
const toolExecuting = object({ tool_name: text, parameters: mapOf(anything) });
const toolCompleted = object({
  tool_name: text,
  success: flag,
  execution_time_ms: number,
  evidence: listOf(text),
  error: optional(anything),
});
const agentCompleted = object({
  status: one('completed', 'degraded'),
  result: mapOf(anything),
  execution_time_ms: number,
});
const answered = object({
  status: one('completed', 'degraded'),
  result,
  execution_time_ms: number,
});
const agentError = object({ error_code: text, message: text, retryable: flag, remedy: text });

const envelope = object({
  seq: number,
  run_id: text,
  thread_id: text,
  agent_name: speaker,
  timestamp: text,
});
export type Envelope = Of<typeof envelope>;

/** One stored step of a run. `answered` and `ended` are the workflow's own last words. */
export type RunEvent = Envelope &
  (
    | { type: 'agent_started'; data: Of<typeof started> }
    | { type: 'agent_thinking'; data: Of<typeof thinking> }
    | { type: 'tool_executing'; data: Of<typeof toolExecuting> }
    | { type: 'tool_completed'; data: Of<typeof toolCompleted> }
    | { type: 'agent_completed'; agent_name: Agent; data: Of<typeof agentCompleted> }
    | { type: 'agent_completed'; agent_name: 'workflow'; data: Of<typeof answered> }
    | { type: 'agent_error'; data: Of<typeof agentError> }
    /** A kind this page does not know: it takes its place in the order and shows nothing. */
    | { type: 'unknown'; name: string }
  );

/** Reads a run event strictly; only its type may be new. */
export const runEvent: Reader<RunEvent> = (value, at) => {
  const found = fields(value, at);
  const name = text(found.type, `${at}.type`);
  const head = envelope(value, at);
  const data = `${at}.data`;
  switch (name) {
    case 'agent_started':
      return { ...head, type: name, data: started(found.data, data) };
    case 'agent_thinking':
      return { ...head, type: name, data: thinking(found.data, data) };
    case 'tool_executing':
      return { ...head, type: name, data: toolExecuting(found.data, data) };
    case 'tool_completed':
      return { ...head, type: name, data: toolCompleted(found.data, data) };
    case 'agent_completed':
      return head.agent_name === 'workflow'
        ? { ...head, type: name, agent_name: 'workflow', data: answered(found.data, data) }
        : {
            ...head,
            type: name,
            agent_name: head.agent_name,
            data: agentCompleted(found.data, data),
          };
    case 'agent_error':
      return { ...head, type: name, data: agentError(found.data, data) };
    default:
      return { ...head, type: 'unknown', name };
  }
};

const established = object({
  connection_id: text,
  protocol: one('apex.v1'),
  limits: object({
    frame_bytes_max: number,
    sockets_per_user: number,
    messages_per_minute: number,
    idle_seconds: number,
  }),
  workspace: object({ id: text, sample: flag }),
});
export type Limits = Of<typeof established>['limits'];

const accepted = object({
  client_message_id: text,
  message_id: text,
  run_id: text,
  thread_id: text,
  replayed: flag,
});
const refused = object({ error_code: text, message: text, remedy: text });
export type Refused = Of<typeof refused>;

/** What the server may say on the socket. */
export type ServerFrame =
  | { kind: 'run'; event: RunEvent }
  | { kind: 'established'; data: Of<typeof established> }
  | { kind: 'accepted'; data: Of<typeof accepted> }
  | { kind: 'error'; data: Refused }
  | { kind: 'heartbeat'; data: { run_id: string; last_seq: number } }
  | { kind: 'pong' }
  | { kind: 'unknown'; name: string };

const heartbeat = object({ run_id: text, last_seq: number });

const serverFrame: Reader<ServerFrame> = (value, at) => {
  const found = fields(value, at);
  // Whatever carries a seq belongs to a run, also when its type is newer than this page.
  if (found.seq !== undefined) return { kind: 'run', event: runEvent(value, at) };
  const name = text(found.type, `${at}.type`);
  const data = `${at}.data`;
  switch (name) {
    case 'connection_established':
      return { kind: 'established', data: established(found.data, data) };
    case 'message_accepted':
      return { kind: 'accepted', data: accepted(found.data, data) };
    case 'error':
      return { kind: 'error', data: refused(found.data, data) };
    case 'heartbeat':
      return { kind: 'heartbeat', data: heartbeat(found.data, data) };
    case 'pong':
      return { kind: 'pong' };
    default:
      return { kind: 'unknown', name };
  }
};

export function parseFrame(json: string): ServerFrame {
  return parsed(serverFrame, json, 'frame');
}

/** What this page says on the socket. */
export type ClientFrame =
  | { type: 'user_message'; client_message_id: string; thread_id?: string; content: string }
  | { type: 'stop_agent'; run_id: string }
  | { type: 'resume'; run_id: string; after_seq: number }
  | { type: 'ping' };
