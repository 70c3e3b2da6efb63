import { Snippet } from '../../ui/controls';
import type { Grant } from '../../wire/house';

const QUESTIONS = [
  'What did we spend and how do we spend less?',
  'Which model costs us the most?',
  'What did each route cost, day by day?',
];

const IMPORT = './apex import usage.csv --provider openai --model gpt-4o --route chat';

/** What to do first: bring usage where there is none, else something worth asking. */
export function Welcome({
  workspace,
  empty,
  onAsk,
}: {
  workspace: Grant['workspace'];
  empty: boolean;
  onAsk: (question: string) => void;
}) {
  return (
    <section className="welcome" aria-label="Start here">
      <h2>Ask about your spending</h2>
      <p>
        Five agents look at the usage of <strong>{workspace.name}</strong> and answer with numbers
        that can be traced to the calls and prices they came from.
      </p>
      {empty ? <HowToImport /> : null}
      <ul className="suggestions">
        {QUESTIONS.map((question) => (
          <li key={question}>
            <button type="button" onClick={() => onAsk(question)}>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function HowToImport() {
  return (
    <div className="empty-workspace">
      <h3>This workspace has no usage yet</h3>
      <p>
        Import a file of your model calls, CSV or JSON lines, from the folder of the house.
        Importing the same file twice adds nothing.
      </p>
      <Snippet name="Import a file" text={IMPORT} />
      <p className="hint">
        A line of JSONL needs <code>timestamp</code>, <code>provider</code>, <code>model</code>,{' '}
        <code>input_tokens</code> and <code>output_tokens</code>; <code>route</code>,{' '}
        <code>user</code> and cache counts make the answers sharper.
      </p>
    </div>
  );
}
