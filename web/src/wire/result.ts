import {
  anything,
  flag,
  listOf,
  mapOf,
  money,
  nullable,
  number,
  type Of,
  object,
  one,
  text,
} from './parse';

export const CONFIDENCES = ['MEASURED', 'MODELLED', 'ESTIMATED', 'HYPOTHESIS'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

const evidence = object({
  id: text,
  template: text,
  parameters: mapOf(anything),
  rows_read: number,
  input_set: object({ as_of: number, rows: number, hash: text }),
  price_book: text,
  formula: text,
  sums: mapOf(anything),
  value: text,
  unit: text,
});

const finding = object({
  id: text,
  kind: text,
  title: text,
  confidence: one(...CONFIDENCES),
  counts_in_total: flag,
  scope: mapOf(text),
  saving: object({
    p10_usd: money,
    p50_usd: money,
    p90_usd: money,
    share_of_spend: number,
    per: text,
  }),
  assumptions: listOf(text),
  caveats: listOf(text),
  would_change_if: listOf(text),
  evidence: listOf(text),
  action: nullable(text),
  details: mapOf(anything),
});

const action = object({
  id: text,
  finding: text,
  steps: listOf(text),
  effort: one('minutes', 'hours', 'days'),
  artefacts: listOf(object({ name: text, media_type: text, content: text })),
  verify: text,
  undo: text,
});

/** The answer of a run, as the workflow's last event carries it. */
export const result = object({
  answer_markdown: text,
  status: one('completed', 'degraded'),
  sample: flag,
  workspace_id: text,
  period: object({ from: text, to: text, zone: text }),
  as_of: number,
  price_book: text,
  calls: number,
  total_cost_usd: nullable(money),
  coverage: object({
    tokens_priced: number,
    dated: number,
    undated: number,
    unpriced: listOf(object({ model: text, tokens: number })),
    low_usd: nullable(money),
    high_usd: nullable(money),
  }),
  findings: listOf(finding),
  actions: listOf(action),
  joint_saving: object({ p10_usd: money, p50_usd: money, p90_usd: money, naive_sum_usd: money }),
  unknown: listOf(text),
  evidence: mapOf(evidence),
  own_cost_usd: nullable(money),
});

export type Evidence = Of<typeof evidence>;
export type Finding = Of<typeof finding>;
export type Saving = Finding['saving'];
export type Action = Of<typeof action>;
export type Result = Of<typeof result>;
