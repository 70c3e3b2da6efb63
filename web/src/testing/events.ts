import type { Speaker } from '../wire/frames';

/** Events as they stand on the wire, for tests: one run, numbered as they are written down. */
export const RUN = '11111111-1111-4111-8111-111111111111';
export const THREAD = '22222222-2222-4222-8222-222222222222';

type Json = Record<string, unknown>;

export function script(run = RUN) {
  let seq = 0;
  const say = (type: string, agent: Speaker | string, data: Json): Json => {
    seq += 1;
    return {
      type,
      seq,
      run_id: run,
      thread_id: THREAD,
      agent_name: agent,
      timestamp: '2026-01-01T00:00:00.123Z',
      data,
    };
  };
  return {
    started: (agent: Speaker, message = `${agent} begins`) =>
      say('agent_started', agent, { step: 1, total_steps: 5, message }),
    thinking: (agent: Speaker, reasoning: string, progress = 50) =>
      say('agent_thinking', agent, { reasoning, progress_percentage: progress }),
    executing: (agent: Speaker, tool: string) =>
      say('tool_executing', agent, { tool_name: tool, parameters: { by: 'model' } }),
    executed: (agent: Speaker, tool: string, ms = 12) =>
      say('tool_completed', agent, {
        tool_name: tool,
        success: true,
        results: {},
        execution_time_ms: ms,
        evidence: ['e1'],
      }),
    broke: (agent: Speaker, tool: string, error: string) =>
      say('tool_completed', agent, {
        tool_name: tool,
        success: false,
        error,
        execution_time_ms: 3,
        evidence: [],
      }),
    completed: (agent: Speaker, ms = 20) =>
      say('agent_completed', agent, { status: 'completed', result: {}, execution_time_ms: ms }),
    answered: (result: Json = RESULT, ms = 310) =>
      say('agent_completed', 'workflow', { status: 'completed', result, execution_time_ms: ms }),
    failed: (agent: Speaker, code = 'DEPENDENCY_DOWN') =>
      say('agent_error', agent, {
        error_code: code,
        message: 'It went wrong.',
        retryable: code !== 'CANCELLED',
        remedy: 'Try again.',
      }),
    other: (type: string) => say(type, 'data', { new: true }),
  };
}

export function connected(): Json {
  return {
    type: 'connection_established',
    data: {
      connection_id: 'c1',
      protocol: 'apex.v1',
      limits: {
        frame_bytes_max: 8192,
        sockets_per_user: 5,
        messages_per_minute: 30,
        idle_seconds: 300,
      },
      workspace: { id: '33333333-3333-4333-8333-333333333333', sample: false },
    },
  };
}

export function accepted(clientMessageId: string, run = RUN): Json {
  return {
    type: 'message_accepted',
    data: {
      client_message_id: clientMessageId,
      message_id: '44444444-4444-4444-8444-444444444444',
      run_id: run,
      thread_id: THREAD,
      replayed: false,
    },
  };
}

const SAVING = { share_of_spend: 0.05, per: 'period' };

/** A whole answer with a finding that counts, an option that does not, and their evidence. */
export const RESULT: Json = {
  answer_markdown: '## Spend\n\nYou spent **$96.79** on 19,366 calls [e1].',
  status: 'completed',
  sample: false,
  workspace_id: '33333333-3333-4333-8333-333333333333',
  period: { from: '2023-11-16T00:00:00Z', to: '2023-11-17T00:00:00Z', zone: 'UTC' },
  as_of: 4711,
  price_book: 'genai-prices-0.1.8@2026-11-01',
  calls: 19366,
  total_cost_usd: '96.791325',
  coverage: {
    tokens_priced: 1,
    dated: 0,
    undated: 1,
    unpriced: [],
    low_usd: '96.791325',
    high_usd: '96.791325',
  },
  findings: [
    {
      id: 'f1',
      kind: 'output_tail',
      title: 'Long answers cost most',
      confidence: 'ESTIMATED',
      counts_in_total: true,
      scope: { route: 'chat', model: 'gpt-4o' },
      saving: { p10_usd: '1.000000', p50_usd: '4.839566', p90_usd: '7.500000', ...SAVING },
      assumptions: ['The longest tenth can be shortened'],
      caveats: ['Users may want them'],
      would_change_if: ['Answers get shorter'],
      evidence: ['e1'],
      action: 'a1',
      details: {},
    },
    {
      id: 'f2',
      kind: 'other_model',
      title: 'The same calls at gpt-4o-mini',
      confidence: 'HYPOTHESIS',
      counts_in_total: false,
      scope: {},
      saving: { p10_usd: '91.000000', p50_usd: '91.000000', p90_usd: '91.000000', ...SAVING },
      assumptions: [],
      caveats: [],
      would_change_if: [],
      evidence: ['e1'],
      action: null,
      details: {},
    },
  ],
  actions: [
    {
      id: 'a1',
      finding: 'f1',
      steps: ['Set max_tokens on the route'],
      effort: 'minutes',
      artefacts: [{ name: 'litellm.yaml', media_type: 'application/yaml', content: 'a: 1\n' }],
      verify: 'Ask again next week',
      undo: 'Remove the line',
    },
  ],
  joint_saving: {
    p10_usd: '1.000000',
    p50_usd: '4.839566',
    p90_usd: '7.500000',
    naive_sum_usd: '5.500000',
  },
  unknown: ['Quality of other models'],
  evidence: {
    e1: {
      id: 'e1',
      template: 'spend_by_model@1',
      parameters: { by: 'model' },
      rows_read: 19366,
      input_set: { as_of: 4711, rows: 19366, hash: 'abc' },
      price_book: 'genai-prices-0.1.8@2026-11-01',
      formula: 'sum(cost_usd)',
      sums: { input_usd: '55.000000' },
      value: '96.791325',
      unit: 'usd',
    },
  },
  own_cost_usd: '0',
};
