import { useState } from 'react';
import { Modal } from '../../ui/controls';
import { Markdown } from '../../ui/Markdown';
import { dollars, isNegative } from '../../ui/money';
import { count } from '../../ui/words';
import type { ReportForm } from '../../wire/house';
import type { Result } from '../../wire/result';
import {
  coverageWords,
  jointWords,
  overlaps,
  periodWords,
  sorted,
  totalWords,
  widest,
} from './answer';
import { EvidenceSheet } from './EvidenceSheet';
import { FindingCard, type Scale } from './FindingCard';
import { Reports } from './Reports';

/** The largest options stand open; a month of many routes has dozens. */
const OPTIONS_OPEN = 3;

/** A computed answer: the total, the words, what to change, and where each number comes from. */
export function Answer({
  result,
  onSave,
}: {
  result: Result;
  /** Fetches the answer as a document and keeps it; absent where that cannot be. */
  onSave?: (form: ReportForm) => Promise<void>;
}) {
  const [shown, show] = useState<string>();
  const found = shown === undefined ? undefined : result.evidence[shown];
  const reference = (id: string) => (
    <EvidenceButton id={id} known={id in result.evidence} onShow={show} />
  );
  return (
    <section className="answer" aria-label="Answer">
      {result.sample ? <SampleBanner /> : null}
      {result.status === 'degraded' ? (
        <p className="banner degraded">This answer lacks something; below it says what.</p>
      ) : null}
      <KeyFigures result={result} />
      <Markdown text={result.answer_markdown} reference={reference} />
      {onSave ? <Reports onSave={onSave} /> : null}
      <Findings result={result} reference={reference} />
      <Unknown lines={result.unknown} />
      <Origin result={result} onShow={show} />
      {found ? (
        <Modal title={`Evidence ${found.id}`} onClose={() => show(undefined)}>
          <EvidenceSheet evidence={found} />
        </Modal>
      ) : null}
    </section>
  );
}

function EvidenceButton({
  id,
  known,
  onShow,
}: {
  id: string;
  known: boolean;
  onShow: (id: string) => void;
}) {
  if (!known) return <span className="evidence-id">{id}</span>;
  return (
    <button
      type="button"
      className="evidence-id"
      aria-haspopup="dialog"
      aria-label={`Evidence ${id}`}
      onClick={() => onShow(id)}
    >
      {id}
    </button>
  );
}

function SampleBanner() {
  return (
    <p className="banner sample">
      <strong>Sample data.</strong> These calls are made up; the computing is real.
    </p>
  );
}

function KeyFigures({ result }: { result: Result }) {
  const joint = jointWords(result);
  return (
    <>
      <dl className="figures">
        <div>
          <dt>Total cost</dt>
          <dd data-testid="total">{totalWords(result)}</dd>
        </div>
        <div>
          <dt>Calls</dt>
          <dd>{count(result.calls)}</dd>
        </div>
        {joint === undefined ? null : (
          <div>
            <dt>Saving, all together</dt>
            <dd>
              {joint}
              {overlaps(result) ? (
                <small>
                  {' '}
                  not <s>{dollars(result.joint_saving.naive_sum_usd)}</s>: they overlap
                </small>
              ) : null}
            </dd>
          </div>
        )}
      </dl>
      <p className="coverage">
        {periodWords(result)}. {coverageWords(result).join('; ')}.
      </p>
    </>
  );
}

function Findings({
  result,
  reference,
}: {
  result: Result;
  reference: (id: string) => React.ReactNode;
}) {
  const { counted, options } = sorted(result.findings);
  const scale: Scale = {
    whole: widest(result.findings),
    anyNegative: result.findings.some(({ saving }) => isNegative(saving.p10_usd)),
  };
  const card = (finding: Result['findings'][number]) => (
    <FindingCard
      key={finding.id}
      finding={finding}
      actions={result.actions}
      scale={scale}
      reference={reference}
    />
  );
  return (
    <>
      {counted.length > 0 ? (
        <section className="findings" aria-label="Findings">
          <h3>Findings</h3>
          {counted.map(card)}
        </section>
      ) : null}
      {options.length > 0 ? (
        <section className="findings options" aria-label="Options">
          <h3>Options to try</h3>
          <p className="hint">
            What these would save depends on things nobody has measured yet, so they are in no
            total.
          </p>
          {options.slice(0, OPTIONS_OPEN).map(card)}
          {options.length > OPTIONS_OPEN ? (
            <details>
              <summary>{count(options.length - OPTIONS_OPEN)} more</summary>
              {options.slice(OPTIONS_OPEN).map(card)}
            </details>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function Unknown({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section className="unknown" aria-label="Not known">
      <h3>What is not known</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Origin({ result, onShow }: { result: Result; onShow: (id: string) => void }) {
  return (
    <footer className="origin">
      <p>
        Every figure has its origin:{' '}
        {Object.keys(result.evidence).map((id) => (
          <EvidenceButton key={id} id={id} known onShow={onShow} />
        ))}
      </p>
      <p className="hint">
        Prices {result.price_book}. Computed on the state {result.as_of}.{' '}
        {result.own_cost_usd === null
          ? 'What making this answer cost is not known.'
          : `Making this answer cost ${dollars(result.own_cost_usd)}.`}
      </p>
    </footer>
  );
}
