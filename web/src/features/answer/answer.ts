import { dollars, isNegative, larger, perMille, same } from '../../ui/money';
import { count, counted, moment, share } from '../../ui/words';
import type { ReportForm } from '../../wire/house';
import type { Action, Confidence, Finding, Result, Saving } from '../../wire/result';

/** What counts towards the saving, and what is only an option to try; what saves most first. */
export interface Sorted {
  readonly counted: readonly Finding[];
  readonly options: readonly Finding[];
}

export function sorted(findings: readonly Finding[]): Sorted {
  return {
    counted: findings.filter((each) => each.counts_in_total).sort(largestFirst),
    options: findings.filter((each) => !each.counts_in_total).sort(largestFirst),
  };
}

function largestFirst({ saving: a }: Finding, { saving: b }: Finding): number {
  if (same(a.p50_usd, b.p50_usd)) return 0;
  return larger(a.p50_usd, b.p50_usd) === a.p50_usd ? -1 : 1;
}

export const CONFIDENCE_WORDS: Record<Confidence, string> = {
  MEASURED: 'already spent on provable waste',
  MODELLED: 'the same tokens at other list prices, exact',
  ESTIMATED: 'assumes behaviour, so an interval',
  HYPOTHESIS: 'needs an experiment, in no total',
};

export const FORM_NAMES: Record<ReportForm, string> = {
  html: 'Page with charts',
  markdown: 'Markdown',
  csv: 'Figures as CSV',
  json: 'JSON',
};

export function actionOf(finding: Finding, actions: readonly Action[]): Action | undefined {
  return actions.find(({ id }) => id === finding.action);
}

/** A saving in words; one that is negative costs more. */
export function savingWords({ p10_usd: low, p50_usd: middle, p90_usd: high }: Saving): string {
  const verb = isNegative(middle) ? 'costs' : 'saves';
  if (same(low, middle, high)) return `${verb} exactly ${size(middle)}${more(middle)}`;
  return `${verb} about ${size(middle)}${more(middle)}, between ${dollars(low)} and ${dollars(high)}`;
}

export function jointWords(result: Result): string | undefined {
  const { p10_usd: low, p50_usd: middle, p90_usd: high } = result.joint_saving;
  if (sorted(result.findings).counted.length === 0) return undefined;
  return same(low, middle, high)
    ? dollars(middle)
    : `${dollars(middle)} (${dollars(low)} to ${dollars(high)})`;
}

/** Whether adding the findings one by one would promise more than they save together. */
export function overlaps({ joint_saving: { p50_usd, naive_sum_usd } }: Result): boolean {
  return !same(p50_usd, naive_sum_usd);
}

export function totalWords({ total_cost_usd: total }: Result): string {
  return total === null ? 'unknown' : dollars(total);
}

export function periodWords({ period: { from, to, zone } }: Result): string {
  return `${moment(from, zone)} to ${moment(to, zone)}, ${zone}`;
}

/** How much of the total stands on prices, which ones, and what it lies between if not all does. */
export function coverageWords({ coverage }: Result): readonly string[] {
  const {
    tokens_priced: priced,
    dated,
    undated,
    unpriced,
    low_usd: low,
    high_usd: high,
  } = coverage;
  const lines = [`${share(priced)} of the tokens have a price`];
  if (priced > 0)
    lines.push(`${share(dated)} at dated prices, ${share(undated)} at undated list prices`);
  if (unpriced.length > 0) {
    const models = unpriced.map(({ model, tokens }) => `${model} (${counted(tokens, 'token')})`);
    lines.push(`no price for ${models.join(', ')}`);
  }
  if (low !== null && high !== null && !same(low, high)) {
    lines.push(`the total lies between ${dollars(low)} and ${dollars(high)}`);
  }
  return lines;
}

export function scopeWords(finding: Finding): string {
  const parts = Object.entries(finding.scope).map(([key, value]) => `${key} ${value}`);
  return parts.length > 0 ? parts.join(', ') : 'everything';
}

/** The widest end of all savings: one scale for every bar. */
export function widest(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ saving }) => [saving.p10_usd, saving.p50_usd, saving.p90_usd])
    .map((amount) => amount.replace('-', ''))
    .reduce(larger, '0');
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly middle: number;
  /** Where nothing is saved: at the left, or in the middle when something costs more. */
  readonly zero: number;
}

/** A saving's place on a scale of 0 to 1000 shared by all findings. */
export function bar(saving: Saving, whole: string, anyNegative: boolean): Bar {
  const zero = anyNegative ? 500 : 0;
  const at = (amount: string) =>
    anyNegative ? zero + Math.round(perMille(amount, whole) / 2) : perMille(amount, whole);
  return { from: at(saving.p10_usd), to: at(saving.p90_usd), middle: at(saving.p50_usd), zero };
}

export function evidenceCount(result: Result): string {
  return `${count(Object.keys(result.evidence).length)} figures with their origin`;
}

function size(amount: string): string {
  return dollars(amount.replace('-', ''));
}

function more(amount: string): string {
  return isNegative(amount) ? ' more' : '';
}
