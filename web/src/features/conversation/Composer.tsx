import { type KeyboardEvent, useId, useState } from 'react';
import { counted } from '../../ui/words';

/** Room in a frame for what is not the question. */
const ENVELOPE_BYTES = 512;

/** Bytes a question has too many for one frame; 0 when it fits. */
export function tooLongBy(question: string, frameBytesMax: number): number {
  const bytes = new TextEncoder().encode(JSON.stringify(question)).length;
  return Math.max(0, bytes + ENVELOPE_BYTES - frameBytesMax);
}

/** Where a question is written. Enter asks, Shift and Enter begin a new line. */
export function Composer({
  busy,
  frameBytesMax,
  onAsk,
}: {
  busy: boolean;
  frameBytesMax: number;
  onAsk: (question: string) => void;
}) {
  const [text, setText] = useState('');
  const id = useId();
  const over = tooLongBy(text.trim(), frameBytesMax);
  const ready = text.trim() !== '' && over === 0 && !busy;
  const ask = () => {
    if (!ready) return;
    onAsk(text.trim());
    setText('');
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label htmlFor={id} className="unseen">
        Your question
      </label>
      <textarea
        id={id}
        rows={2}
        value={text}
        placeholder="What did we spend and how do we spend less?"
        aria-describedby={`${id}-hint`}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
      />
      <button type="submit" className="main" disabled={!ready}>
        Ask
      </button>
      <p id={`${id}-hint`} className={over > 0 ? 'hint over' : 'hint'}>
        {over > 0
          ? `Too long by ${counted(over, 'byte')}.`
          : busy
            ? 'The agents are at work. Stop them, or wait for the answer.'
            : 'Enter asks, Shift and Enter begin a new line.'}
      </p>
    </form>
  );
}
