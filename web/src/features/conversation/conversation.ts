import type { Agent, ClientFrame, Refused, RunEvent, ServerFrame } from '../../wire/frames';
import { AGENTS } from '../../wire/frames';
import type { Message, StoredRun } from '../../wire/house';
import type { Result } from '../../wire/result';
import { type ExecutionStatus, ended } from '../../wire/status';

export interface Tool {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: ExecutionStatus;
  readonly ms?: number;
  readonly error?: string;
  readonly evidence: readonly string[];
}

export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** What one agent did for one question. */
export interface Step {
  readonly agent: Agent;
  readonly status: ExecutionStatus;
  readonly message: string;
  readonly thoughts: readonly string[];
  readonly progress?: number;
  readonly tools: readonly Tool[];
  readonly ms?: number;
  readonly trouble?: Trouble;
}

/** A question and all that followed from it. */
export interface Turn {
  /** The client message id of a question asked here, the message id of an earlier one. */
  readonly key: string;
  readonly question: string;
  readonly runId?: string;
  readonly status: ExecutionStatus;
  /** The last event applied, and the last one known to exist. */
  readonly seq: number;
  readonly known: number;
  /** Events that came before their turn. */
  readonly held: readonly RunEvent[];
  readonly steps: readonly Step[];
  readonly stopping: boolean;
  readonly ms?: number;
  readonly result?: Result;
  readonly trouble?: Trouble;
  /** An earlier question whose answer has not been fetched. */
  readonly unread?: boolean;
}

export interface Conversation {
  readonly threadId?: string;
  readonly turns: readonly Turn[];
  /** What the server said about the connection rather than about a question. */
  readonly notice?: string;
}

export type Happening =
  | { type: 'asked'; clientMessageId: string; content: string }
  | { type: 'asked again'; key: string }
  | { type: 'stop asked'; runId: string }
  | { type: 'heard'; frame: ServerFrame }
  | { type: 'noticed'; notice: string }
  | { type: 'notice read' }
  | { type: 'thread opened'; threadId: string; messages: readonly Message[] }
  | { type: 'run fetched'; run: StoredRun }
  | { type: 'thread left' };

export const EMPTY: Conversation = { turns: [] };

const PENDING_STEPS: readonly Step[] = AGENTS.map((agent) => ({
  agent,
  status: 'pending',
  message: '',
  thoughts: [],
  tools: [],
}));

/** The conversation after something happened. */
export function next(chat: Conversation, happening: Happening): Conversation {
  switch (happening.type) {
    case 'asked':
      return {
        ...without(chat, 'notice'),
        turns: [...chat.turns, asked(happening.clientMessageId, happening.content)],
      };
    case 'asked again':
      return amend(chat, (turn) => turn.key === happening.key && !turn.runId, reopened);
    case 'stop asked':
      return amend(
        chat,
        (turn) => turn.runId === happening.runId && !ended(turn.status),
        (turn) => ({ ...turn, stopping: true }),
      );
    case 'heard':
      return heard(chat, happening.frame);
    case 'noticed':
      return { ...chat, notice: happening.notice };
    case 'notice read':
      return without(chat, 'notice');
    case 'thread opened':
      return {
        threadId: happening.threadId,
        turns: happening.messages.filter(({ role }) => role === 'user').map(earlier),
      };
    case 'run fetched':
      return fetched(chat, happening.run);
    case 'thread left':
      return EMPTY;
  }
}

/** What has to be said again on a new connection: questions not yet accepted, runs not yet over. */
export function owed(chat: Conversation): readonly ClientFrame[] {
  return chat.turns
    .filter((turn) => !ended(turn.status) && !turn.unread)
    .map((turn) => (turn.runId ? resumption(turn.runId, turn.seq) : question(chat, turn)));
}

/** What has to be asked for because an event is known to exist and has not come. */
export function missing(chat: Conversation): readonly (ClientFrame & { type: 'resume' })[] {
  return chat.turns.flatMap((turn) =>
    turn.runId && !ended(turn.status) && turn.known > turn.seq
      ? [resumption(turn.runId, turn.seq)]
      : [],
  );
}

/** The question still being answered, if any. */
export function underWay(chat: Conversation): Turn | undefined {
  return chat.turns.findLast((turn) => !ended(turn.status) && !turn.unread);
}

export function agentName(agent: Agent): string {
  return agent.charAt(0).toUpperCase() + agent.slice(1);
}

/** One short sentence on where the latest question stands, for those who listen. */
export function announcement(chat: Conversation): string {
  const turn = chat.turns.at(-1);
  if (!turn || turn.unread) return '';
  switch (turn.status) {
    case 'pending':
      return 'Sending your question.';
    case 'running':
      return turn.stopping ? 'Stopping.' : progress(turn);
    case 'completed':
      return 'The answer is here.';
    case 'degraded':
      return 'The answer is here; it lacks something and says what.';
    case 'cancelled':
      return 'Stopped.';
    case 'failed':
      return `No answer: ${turn.trouble?.message ?? 'the run failed.'}`;
  }
}

function progress(turn: Turn): string {
  const step = turn.steps.findLast(({ status }) => status !== 'pending');
  if (!step) return 'Your question was accepted.';
  const place = `step ${turn.steps.indexOf(step) + 1} of ${turn.steps.length}`;
  return `${agentName(step.agent)}, ${place}: ${step.status}.`;
}

function question(chat: Conversation, turn: Turn): ClientFrame {
  return {
    type: 'user_message',
    client_message_id: turn.key,
    content: turn.question,
    ...(chat.threadId ? { thread_id: chat.threadId } : {}),
  };
}

function resumption(runId: string, seq: number): ClientFrame & { type: 'resume' } {
  return { type: 'resume', run_id: runId, after_seq: seq };
}

function asked(key: string, content: string): Turn {
  return {
    key,
    question: content,
    status: 'pending',
    seq: 0,
    known: 0,
    held: [],
    steps: PENDING_STEPS,
    stopping: false,
  };
}

function reopened(turn: Turn): Turn {
  return asked(turn.key, turn.question);
}

function earlier(message: Message): Turn {
  const turn = asked(message.message_id, message.content);
  return message.run_id
    ? { ...turn, runId: message.run_id, unread: true }
    : { ...turn, status: 'completed' };
}

function fetched(chat: Conversation, run: StoredRun): Conversation {
  return amend(
    chat,
    (turn) => turn.runId === run.run_id,
    (turn) => {
      const read = without(turn, 'unread');
      const whole = run.events.reduce(arrived, { ...read, status: alive(read.status) });
      // A run that ended without a last event here still says how it ended.
      return ended(run.status) && !ended(whole.status) ? closed(whole, run.status) : whole;
    },
  );
}

function alive(status: ExecutionStatus): ExecutionStatus {
  return status === 'pending' ? 'running' : status;
}

function heard(chat: Conversation, frame: ServerFrame): Conversation {
  switch (frame.kind) {
    case 'run':
      return amend(
        chat,
        (turn) => turn.runId === frame.event.run_id,
        (turn) => arrived(turn, frame.event),
      );
    case 'accepted':
      return accepted(chat, frame.data);
    case 'heartbeat':
      return amend(
        chat,
        (turn) => turn.runId === frame.data.run_id,
        (turn) => ({ ...turn, known: Math.max(turn.known, frame.data.last_seq) }),
      );
    case 'error':
      return refused(chat, frame.data);
    case 'established':
    case 'pong':
    case 'unknown':
      return chat;
  }
}

function accepted(
  chat: Conversation,
  data: { client_message_id: string; run_id: string; thread_id: string },
): Conversation {
  const mine = (turn: Turn) => turn.key === data.client_message_id && !turn.runId;
  if (!chat.turns.some(mine)) return chat;
  const moved = amend(chat, mine, (turn) => ({
    ...without(turn, 'trouble'),
    runId: data.run_id,
    status: 'running',
  }));
  return { ...moved, threadId: data.thread_id };
}

/** An error names no question: it is about the one that waits to be accepted, if there is one. */
function refused(chat: Conversation, data: Refused): Conversation {
  const waiting = chat.turns.findLast((turn) => turn.status === 'pending' && !turn.unread);
  if (!waiting) return { ...chat, notice: `${data.message} ${data.remedy}` };
  const trouble = {
    code: data.error_code,
    message: data.message,
    remedy: data.remedy,
    retryable: true,
  };
  return amend(
    chat,
    (turn) => turn === waiting,
    (turn) => ({ ...turn, status: 'failed', trouble }),
  );
}

/** Applies an event in its order, once: a repeated one is dropped, an early one is held. */
function arrived(turn: Turn, event: RunEvent): Turn {
  const known = Math.max(turn.known, event.seq);
  if (event.seq <= turn.seq) return turn;
  if (event.seq > turn.seq + 1) {
    const twice = turn.held.some(({ seq }) => seq === event.seq);
    return { ...turn, known, held: twice ? turn.held : [...turn.held, event] };
  }
  const applied = { ...apply(turn, event), seq: event.seq, known };
  const follower = applied.held.find(({ seq }) => seq === event.seq + 1);
  const held = applied.held.filter(({ seq }) => seq > event.seq + 1);
  return follower ? arrived({ ...applied, held }, follower) : { ...applied, held };
}

function apply(turn: Turn, event: RunEvent): Turn {
  if (event.type === 'unknown') return turn;
  if (event.agent_name === 'workflow') return framed(turn, event);
  const { agent_name: agent } = event;
  return {
    ...turn,
    steps: turn.steps.map((step) => (step.agent === agent ? stepped(step, event) : step)),
  };
}

/** The workflow's own words begin and end the run. */
function framed(turn: Turn, event: RunEvent): Turn {
  switch (event.type) {
    case 'agent_started':
      return { ...turn, status: 'running' };
    case 'agent_completed':
      if (event.agent_name !== 'workflow') return turn;
      return {
        ...closed(turn, event.data.status),
        result: event.data.result,
        ms: event.data.execution_time_ms,
      };
    case 'agent_error': {
      const cancelled = event.data.error_code === 'CANCELLED';
      return {
        ...closed(turn, cancelled ? 'cancelled' : 'failed'),
        trouble: troubleOf(event.data),
      };
    }
    default:
      return turn;
  }
}

/** Over: what had not ended ends with it. */
function closed(turn: Turn, status: ExecutionStatus): Turn {
  const left = status === 'completed' || status === 'degraded' ? 'pending' : 'cancelled';
  return {
    ...turn,
    status,
    stopping: false,
    steps: turn.steps.map((step) =>
      step.status === 'running'
        ? {
            ...step,
            status: left === 'pending' ? 'completed' : left,
            tools: step.tools.map(halted),
          }
        : step,
    ),
  };
}

function halted(tool: Tool): Tool {
  return tool.status === 'running' ? { ...tool, status: 'cancelled' } : tool;
}

function stepped(step: Step, event: RunEvent): Step {
  switch (event.type) {
    case 'agent_started':
      return { ...step, status: 'running', message: event.data.message };
    case 'agent_thinking':
      return {
        ...step,
        thoughts: [...step.thoughts, event.data.reasoning],
        progress: event.data.progress_percentage,
      };
    case 'tool_executing':
      return {
        ...step,
        tools: [
          ...step.tools,
          {
            name: event.data.tool_name,
            parameters: event.data.parameters,
            status: 'running',
            evidence: [],
          },
        ],
      };
    case 'tool_completed':
      return { ...step, tools: finished(step.tools, event.data) };
    case 'agent_completed':
      return { ...step, status: event.data.status, ms: event.data.execution_time_ms };
    case 'agent_error':
      return { ...step, status: 'failed', trouble: troubleOf(event.data) };
    case 'unknown':
      return step;
  }
}

interface ToolEnd {
  tool_name: string;
  success: boolean;
  execution_time_ms: number;
  evidence: readonly string[];
  error: unknown;
}

function finished(tools: readonly Tool[], data: ToolEnd): readonly Tool[] {
  const running = tools.findIndex(
    (tool) => tool.name === data.tool_name && tool.status === 'running',
  );
  return tools.map((tool, index) =>
    index === running
      ? {
          ...tool,
          status: data.success ? 'completed' : 'failed',
          ms: data.execution_time_ms,
          evidence: data.evidence,
          ...(data.success ? {} : { error: errorText(data.error) }),
        }
      : tool,
  );
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  const message = (error as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : 'It failed without a reason.';
}

function troubleOf(data: {
  error_code: string;
  message: string;
  remedy: string;
  retryable: boolean;
}): Trouble {
  return {
    code: data.error_code,
    message: data.message,
    remedy: data.remedy,
    retryable: data.retryable,
  };
}

function amend(
  chat: Conversation,
  which: (turn: Turn) => boolean,
  change: (turn: Turn) => Turn,
): Conversation {
  return { ...chat, turns: chat.turns.map((turn) => (which(turn) ? change(turn) : turn)) };
}

function without<T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = from;
  return rest;
}
