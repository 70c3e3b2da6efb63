import type { LineState } from '../../wire/line';

/** How the connection stands, always in words and never in colour alone. */
export function Connection({ line, onRetry }: { line: LineState; onRetry: () => void }) {
  return (
    <p className={`connection ${line.kind}`} role="status">
      <span className="lamp" aria-hidden="true" />
      {connectionWords(line)}
      {line.kind === 'waiting' ? (
        <button type="button" className="link" onClick={onRetry}>
          Try now
        </button>
      ) : null}
    </p>
  );
}

export function connectionWords(line: LineState): string {
  switch (line.kind) {
    case 'connecting':
      return 'Connecting…';
    case 'open':
      return 'Connected';
    case 'waiting':
      return line.why === 'lost' ? 'Connection lost, trying again' : 'Not ready, trying again';
    case 'refused':
      return 'Signed out by the server';
    case 'closed':
      return 'Not connected';
  }
}
