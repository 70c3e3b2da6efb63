import type { Thread } from '../../wire/house';

/** Earlier conversations, newest first. */
export function Threads({
  threads,
  current,
  onOpen,
  onNew,
}: {
  threads: readonly Thread[];
  current: string | undefined;
  onOpen: (threadId: string) => void;
  onNew: () => void;
}) {
  return (
    <nav aria-label="Conversations" className="threads">
      <button type="button" onClick={onNew} className="new">
        New conversation
      </button>
      {threads.length === 0 ? (
        <p className="hint">Questions you ask are kept here.</p>
      ) : (
        <ul>
          {threads.map(({ thread_id: id, title }) => (
            <li key={id}>
              <button
                type="button"
                className="thread"
                title={title}
                aria-current={id === current ? 'page' : undefined}
                onClick={() => onOpen(id)}
              >
                {title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
