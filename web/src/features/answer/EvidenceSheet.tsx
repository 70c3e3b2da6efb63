import { count, spoken } from '../../ui/words';
import type { Evidence } from '../../wire/result';

/** Where one figure comes from: enough to compute it again. */
export function EvidenceSheet({ evidence }: { evidence: Evidence }) {
  return (
    <dl className="sheet">
      <Row name="Value">
        <strong>
          {evidence.value} {evidence.unit}
        </strong>
      </Row>
      <Row name="Formula">
        <code>{evidence.formula}</code>
      </Row>
      <Row name="Query">
        <code>{evidence.template}</code>
      </Row>
      <Pairs name="Parameters" pairs={evidence.parameters} />
      <Row name="Rows read">{count(evidence.rows_read)}</Row>
      <Row name="Input set">
        {count(evidence.input_set.rows)} rows at state {evidence.input_set.as_of}
        <br />
        <code className="hash">{evidence.input_set.hash}</code>
      </Row>
      <Row name="Prices">{evidence.price_book}</Row>
      <Pairs name="Sums" pairs={evidence.sums} />
    </dl>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Pairs({ name, pairs }: { name: string; pairs: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return null;
  return (
    <Row name={name}>
      <ul className="pairs">
        {entries.map(([key, value]) => (
          <li key={key}>
            {spoken(key)}: <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
          </li>
        ))}
      </ul>
    </Row>
  );
}
