import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { RESULT } from '../../testing/events';
import { type Result, result } from '../../wire/result';
import { Answer } from './Answer';
import {
  bar,
  coverageWords,
  FORM_NAMES,
  jointWords,
  overlaps,
  savingWords,
  sorted,
  totalWords,
} from './answer';

const ANSWER = result(RESULT, 'result');
const html = (changes: Partial<Result> = {}) =>
  renderToStaticMarkup(<Answer result={{ ...ANSWER, ...changes }} />);
const saving = (p10_usd: string, p50_usd: string, p90_usd: string) => ({
  p10_usd,
  p50_usd,
  p90_usd,
  share_of_spend: 0.1,
  per: 'period',
});

describe('an answer', () => {
  it('keeps findings and options apart', () => {
    const { counted, options } = sorted(ANSWER.findings);
    expect([counted.map(({ id }) => id), options.map(({ id }) => id)]).toEqual([['f1'], ['f2']]);
  });

  it('puts what saves most first', () => {
    const [finding] = ANSWER.findings;
    if (!finding) throw new Error('the sample has findings');
    const findings = ['-1', '9.5', '10'].map((usd) => ({
      ...finding,
      id: usd,
      saving: saving(usd, usd, usd),
    }));
    expect(sorted(findings).counted.map(({ id }) => id)).toEqual(['10', '9.5', '-1']);
  });

  it('folds all but the largest options away, and loses none', () => {
    const option = ANSWER.findings.find(({ counts_in_total }) => !counts_in_total);
    if (!option) throw new Error('the sample has an option');
    const findings = ['5', '4', '3', '2', '1'].map((usd) => ({
      ...option,
      id: usd,
      title: `option worth ${usd}`,
      saving: saving(usd, usd, usd),
    }));
    const page = html({ findings });
    const [open = '', folded = ''] = page.split('<summary>2 more</summary>');
    expect(open).toContain('option worth 3');
    expect(open).not.toContain('option worth 2');
    expect(folded).toContain('option worth 1');
    expect(html({ findings: findings.slice(0, 3) })).not.toContain(' more</summary>');
  });

  it('tells an exact saving from an interval, and a saving from a cost', () => {
    expect(savingWords(saving('5', '5.00', '5'))).toBe('saves exactly $5.00');
    expect(savingWords(saving('1', '4', '7'))).toBe('saves about $4.00, between $1.00 and $7.00');
    expect(savingWords(saving('-5', '-5', '-5'))).toBe('costs exactly $5.00 more');
  });

  it('says unknown for a total nobody could price', () => {
    expect(totalWords({ ...ANSWER, total_cost_usd: null })).toBe('unknown');
  });

  it('says what has no price and between what the total lies', () => {
    const coverage = {
      tokens_priced: 0.9,
      dated: 0.2,
      undated: 0.7,
      unpriced: [{ model: 'secret-1', tokens: 1200 }],
      low_usd: '10.000000',
      high_usd: '12.000000',
    };
    expect(coverageWords({ ...ANSWER, coverage })).toEqual([
      '90.0 % of the tokens have a price',
      '20.0 % at dated prices, 70.0 % at undated list prices',
      'no price for secret-1 (1,200 tokens)',
      'the total lies between $10.00 and $12.00',
    ]);
  });

  it('shows the joint saving, and that it is not the sum', () => {
    expect(jointWords(ANSWER)).toBe('$4.84 ($1.00 to $7.50)');
    expect(overlaps(ANSWER)).toBe(true);
    expect(html()).toContain('<s>$5.50</s>');
  });

  it('draws savings on one scale, with costs to the left of zero', () => {
    expect(bar(saving('1', '2', '4'), '4', false)).toEqual({
      from: 250,
      middle: 500,
      to: 1000,
      zero: 0,
    });
    expect(bar(saving('-4', '-4', '-4'), '4', true)).toEqual({
      from: 0,
      middle: 0,
      to: 0,
      zero: 500,
    });
  });

  it('marks sample data, and only that', () => {
    expect(html({ sample: true })).toContain('Sample data.');
    expect(html()).not.toContain('Sample data.');
  });

  it('shows total, percentiles, confidence, artefacts and what is not known', () => {
    const shown = html();
    for (const words of [
      '$96.79',
      '19,366',
      'P10',
      'estimated',
      'litellm.yaml',
      'Quality of other',
    ]) {
      expect(shown).toContain(words);
    }
  });

  it('shows hostile names as text', () => {
    const [finding] = ANSWER.findings;
    if (!finding) throw new Error('the sample has findings');
    const hostile = { ...finding, title: '<img src=x onerror=alert(1)>' };
    expect(html({ findings: [hostile] })).toContain('&lt;img src=x');
  });

  it('offers its four forms as documents where they can be fetched', () => {
    const offered = renderToStaticMarkup(<Answer result={ANSWER} onSave={async () => {}} />);
    for (const name of Object.values(FORM_NAMES)) expect(offered).toContain(`>${name}</button>`);
    expect(html()).not.toContain('class="reports"');
  });

  it('offers no evidence it does not hold', () => {
    expect(html({ answer_markdown: 'Trust me [e99].' })).toContain(
      '<span class="evidence-id">e99</span>',
    );
  });

  it('has no inline style, which the policy of the page would refuse', () => {
    expect(html()).not.toContain('style=');
  });
});
