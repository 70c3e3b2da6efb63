import type { ReactNode } from 'react';
import { Trouble } from '../../ui/controls';
import type { Result } from '../../wire/result';
import { ended } from '../../wire/status';
import { announcement, type Conversation, type Turn } from './conversation';
import { Steps } from './Steps';

export interface TurnHands {
  onStop: (runId: string) => void;
  onAskAgain: (turn: Turn) => void;
  onFetch: (runId: string) => void;
}

/** Every question of the conversation with what became of it. */
export function Transcript({
  chat,
  answer,
  ...hands
}: {
  chat: Conversation;
  answer: (result: Result, runId: string | undefined) => ReactNode;
} & TurnHands) {
  return (
    <>
      {chat.turns.map((turn) => (
        <Exchange key={turn.key} turn={turn} answer={answer} {...hands} />
      ))}
      <p className="unseen" aria-live="polite" data-testid="announcement">
        {announcement(chat)}
      </p>
    </>
  );
}

function Exchange({
  turn,
  answer,
  ...hands
}: { turn: Turn; answer: (result: Result, runId: string | undefined) => ReactNode } & TurnHands) {
  const open = !ended(turn.status);
  return (
    <article className="exchange" aria-label={turn.question} data-status={turn.status}>
      <h2 className="question">{turn.question}</h2>
      {turn.unread ? (
        <Unread turn={turn} onFetch={hands.onFetch} />
      ) : (
        <>
          {turn.runId ? <Steps turn={turn} open={open} /> : null}
          {open ? <Waiting turn={turn} onStop={hands.onStop} /> : null}
          <Outcome turn={turn} onAskAgain={hands.onAskAgain} />
          {turn.result ? answer(turn.result, turn.runId) : null}
        </>
      )}
    </article>
  );
}

function Unread({ turn, onFetch }: { turn: Turn; onFetch: (runId: string) => void }) {
  return (
    <button type="button" onClick={() => onFetch(turn.runId ?? '')}>
      Show the answer
    </button>
  );
}

function Waiting({ turn, onStop }: { turn: Turn; onStop: (runId: string) => void }) {
  const { runId } = turn;
  if (!runId) return <p className="hint">Sending…</p>;
  return (
    <button type="button" className="stop" disabled={turn.stopping} onClick={() => onStop(runId)}>
      {turn.stopping ? 'Stopping…' : 'Stop'}
    </button>
  );
}

function Outcome({ turn, onAskAgain }: { turn: Turn; onAskAgain: (turn: Turn) => void }) {
  if (turn.status === 'cancelled') {
    return (
      <p className="stopped">
        Stopped before an answer.{' '}
        <button type="button" className="link" onClick={() => onAskAgain(turn)}>
          Ask again
        </button>
      </p>
    );
  }
  if (turn.status !== 'failed') return null;
  return (
    <Trouble>
      <p>
        {turn.trouble?.message ?? 'The run ended without an answer.'} {turn.trouble?.remedy}
      </p>
      {turn.trouble?.retryable ? (
        <button type="button" onClick={() => onAskAgain(turn)}>
          Ask again
        </button>
      ) : null}
    </Trouble>
  );
}
