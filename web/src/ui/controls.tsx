import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

/** Copies text and says so; where the browser forbids it, the text can still be selected. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, say] = useState('');
  const copy = () => {
    const copied =
      navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => say('Copied'),
      () => say('Select and copy by hand'),
    );
  };
  return (
    <button type="button" className="quiet" onClick={copy} onBlur={() => say('')}>
      <span aria-live="polite">{said || 'Copy'}</span>
      <span className="unseen"> {what}</span>
    </button>
  );
}

/** Text to be taken elsewhere, with its copy button. */
export function Snippet({ name, text }: { name: string; text: string }) {
  return (
    <figure className="snippet">
      <figcaption>
        <span>{name}</span>
        <CopyButton text={text} what={name} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}

export function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & React.ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} {...(hint ? { 'aria-describedby': `${id}-hint` } : {})} {...input} />
      {hint ? (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** A modal of the browser's own: it keeps the focus, Escape closes it, and focus goes back. */
export function Modal({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} aria-labelledby={id} onClose={onClose} className="modal">
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="quiet" onClick={() => box.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** Something that went wrong, and what to do. Read out at once. */
export function Trouble({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="trouble">
      {children}
    </div>
  );
}
