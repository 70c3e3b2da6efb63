import { useEffect, useSyncExternalStore } from 'react';
import { SignIn } from '../features/account/SignIn';
import type { Session } from '../features/account/session';
import { Desk } from './Desk';

/** The door or the desk, as the session stands. */
export function App({ session }: { session: Session }) {
  const standing = useSyncExternalStore(session.watch, session.look);
  useEffect(() => {
    void session.restore();
  }, [session]);
  switch (standing.kind) {
    case 'checking':
      return (
        <main className="door" aria-busy="true">
          <p className="hint">One moment…</p>
        </main>
      );
    case 'signed out':
      return <SignIn session={session} why={standing.why} />;
    case 'signed in':
      return (
        <Desk
          key={`${standing.user.id} ${standing.workspace.id}`}
          session={session}
          user={standing.user}
          workspace={standing.workspace}
        />
      );
  }
}
