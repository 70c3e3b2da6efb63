import type { ReactNode } from 'react';
import { Snippet } from '../../ui/controls';
import { dollars, exactDollars } from '../../ui/money';
import { share } from '../../ui/words';
import type { Action, Finding, Saving } from '../../wire/result';
import { actionOf, bar, CONFIDENCE_WORDS, savingWords, scopeWords } from './answer';

export interface Scale {
  readonly whole: string;
  readonly anyNegative: boolean;
}

/** One finding: what it saves, how sure that is, and the change that gets it. */
export function FindingCard({
  finding,
  actions,
  scale,
  reference,
}: {
  finding: Finding;
  actions: readonly Action[];
  scale: Scale;
  reference: (id: string) => ReactNode;
}) {
  const action = actionOf(finding, actions);
  return (
    <article className="finding" aria-label={finding.title}>
      <header>
        <h4>{finding.title}</h4>
        <abbr
          className={`confidence ${finding.confidence.toLowerCase()}`}
          title={CONFIDENCE_WORDS[finding.confidence]}
        >
          {finding.confidence.toLowerCase()}
        </abbr>
      </header>
      <p className="finding-scope">
        {scopeWords(finding)} · {savingWords(finding.saving)} (
        {share(finding.saving.share_of_spend)} of the spend, per {finding.saving.per})
      </p>
      <SavingBar saving={finding.saving} scale={scale} />
      <dl className="percentiles">
        <Percentile name="P10" amount={finding.saving.p10_usd} />
        <Percentile name="P50" amount={finding.saving.p50_usd} />
        <Percentile name="P90" amount={finding.saving.p90_usd} />
      </dl>
      <p className="finding-evidence">
        {CONFIDENCE_WORDS[finding.confidence]}. Evidence:{' '}
        {finding.evidence.map((id) => (
          <span key={id}>{reference(id)}</span>
        ))}
      </p>
      <Reasons finding={finding} />
      {action ? <WhatToDo action={action} /> : null}
    </article>
  );
}

function Percentile({ name, amount }: { name: string; amount: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={exactDollars(amount)}>{dollars(amount)}</dd>
    </div>
  );
}

/** The interval on one scale for all findings; the numbers beside it say the same. */
function SavingBar({ saving, scale }: { saving: Saving; scale: Scale }) {
  const { from, to, middle, zero } = bar(saving, scale.whole, scale.anyNegative);
  return (
    <svg className="saving-bar" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" x="0" y="8" width="1000" height="4" />
      <rect
        className={middle < zero ? 'reach costs' : 'reach'}
        x={Math.min(zero, middle)}
        y="6"
        width={Math.max(2, Math.abs(middle - zero))}
        height="8"
      />
      <rect
        className="interval"
        x={Math.min(from, to)}
        y="3"
        width={Math.max(4, to - from)}
        height="14"
      />
    </svg>
  );
}

function Reasons({ finding }: { finding: Finding }) {
  const { assumptions, caveats, would_change_if: changes } = finding;
  if (assumptions.length + caveats.length + changes.length === 0) return null;
  return (
    <details>
      <summary>What this rests on</summary>
      <Lines title="Assumes" lines={assumptions} />
      <Lines title="Mind" lines={caveats} />
      <Lines title="Would change if" lines={changes} />
    </details>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h5>{title}</h5>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function WhatToDo({ action }: { action: Action }) {
  return (
    <details className="action">
      <summary>
        What to do <span className="effort">{action.effort}</span>
      </summary>
      <ol>
        {action.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {action.artefacts.map(({ name, content }) => (
        <Snippet key={name} name={name} text={content} />
      ))}
      <p>
        <strong>Check:</strong> {action.verify}
      </p>
      <p>
        <strong>Undo:</strong> {action.undo}
      </p>
    </details>
  );
}
