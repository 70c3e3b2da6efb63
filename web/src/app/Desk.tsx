import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Session } from '../features/account/session';
import { Answer } from '../features/answer/Answer';
import { Composer } from '../features/conversation/Composer';
import { Connection } from '../features/conversation/Connection';
import { underWay } from '../features/conversation/conversation';
import type { Live } from '../features/conversation/live';
import { Transcript } from '../features/conversation/Transcript';
import { Threads } from '../features/threads/Threads';
import { Welcome } from '../features/welcome/Welcome';
import { Trouble } from '../ui/controls';
import { type Grant, house, type ReportForm, type Thread } from '../wire/house';
import { sentence } from '../wire/http';
import { hashOf, threadIn } from './address';
import { newLive } from './live';
import { save } from './save';

const FRAME_BYTES_UNTIL_TOLD = 8192;

/** Where a signed-in person works: conversations at the side, the open one in the middle. */
export function Desk({
  session,
  user,
  workspace,
}: {
  session: Session;
  user: Grant['user'];
  workspace: Grant['workspace'];
}) {
  const live = useLive(session);
  if (!live) return null;
  return <OpenDesk session={session} user={user} workspace={workspace} live={live} />;
}

function OpenDesk({
  session,
  user,
  workspace,
  live,
}: {
  session: Session;
  user: Grant['user'];
  workspace: Grant['workspace'];
  live: Live;
}) {
  const { chat, line } = useSyncExternalStore(live.watch, live.look);
  const busy = underWay(chat);
  const { threads, empty } = useOverview(session, live, `${chat.threadId} ${busy?.key}`);
  const [listOpen, setListOpen] = useState(false);
  const end = useScrolling(chat.turns.length);
  useAddress(live, chat.threadId);

  const open = (threadId: string | undefined) => {
    setListOpen(false);
    location.hash = hashOf(threadId);
  };
  const signOut = () => {
    live.close();
    history.replaceState(null, '', '/');
    session.signOut().catch((trouble: unknown) => session.end(sentence(trouble)));
  };

  return (
    <div className={listOpen ? 'desk list-open' : 'desk'}>
      <a className="skip" href="#question">
        Skip to the question
      </a>
      <header className="top">
        <button
          type="button"
          className="quiet list-switch"
          aria-expanded={listOpen}
          aria-controls="threads"
          onClick={() => setListOpen(!listOpen)}
        >
          Conversations
        </button>
        <h1>
          <img src="/icon.svg" alt="" width="24" height="24" /> Netra Apex
        </h1>
        <p className="workspace">
          {workspace.name}
          {workspace.sample ? <span className="tag">sample</span> : null}
        </p>
        <Connection line={line} onRetry={() => live.retryNow()} />
        <p className="who" title={user.email}>
          {user.email}
        </p>
        <button type="button" className="quiet" onClick={signOut}>
          Sign out
        </button>
      </header>
      <div id="threads" className="side">
        <Threads
          threads={threads}
          current={chat.threadId}
          onOpen={open}
          onNew={() => {
            live.leave();
            open(undefined);
          }}
        />
      </div>
      <main className="middle">
        <div className="column">
          {chat.notice ? (
            <Trouble>
              <p>{chat.notice}</p>
              <button type="button" className="quiet" onClick={() => live.noticeRead()}>
                Dismiss
              </button>
            </Trouble>
          ) : null}
          {chat.turns.length === 0 ? (
            <Welcome workspace={workspace} empty={empty} onAsk={(question) => live.ask(question)} />
          ) : null}
          <Transcript
            chat={chat}
            answer={(result, runId) => (
              <Answer result={result} {...(runId ? { onSave: saving(session, runId) } : {})} />
            )}
            onStop={(runId) => live.stop(runId)}
            onFetch={(runId) => void live.fetchRun(runId)}
            onAskAgain={(turn) => (turn.runId ? live.ask(turn.question) : live.askAgain(turn.key))}
          />
          <div ref={end} />
        </div>
      </main>
      <footer className="bottom" id="question">
        <Composer
          busy={busy !== undefined}
          frameBytesMax={
            line.kind === 'open' ? line.limits.frame_bytes_max : FRAME_BYTES_UNTIL_TOLD
          }
          onAsk={(question) => live.ask(question)}
        />
      </footer>
    </div>
  );
}

function saving(session: Session, runId: string) {
  return async (form: ReportForm) => save(await house.report(await session.token(), runId, form));
}

/** A connection for as long as the desk is there. */
function useLive(session: Session): Live | undefined {
  const [live, setLive] = useState<Live>();
  useEffect(() => {
    const mine = newLive(session);
    const back = () => mine.retryNow();
    mine.start();
    setLive(mine);
    addEventListener('online', back);
    return () => {
      removeEventListener('online', back);
      mine.close();
    };
  }, [session]);
  useRefusal(session, live);
  return live;
}

/** A server that no longer accepts this session sends the person back to the door. */
function useRefusal(session: Session, live: Live | undefined): void {
  useEffect(
    () =>
      live?.watch(() => {
        const { line } = live.look();
        if (line.kind === 'refused') {
          session.end(`The server closed the session${reason(line.reason)}. Sign in again.`);
        }
      }),
    [session, live],
  );
}

function reason(code: string): string {
  return code ? ` (${code})` : '';
}

/** The list of conversations and whether there is any usage, asked again whenever `moment` changes. */
function useOverview(session: Session, live: Live, moment: string) {
  const [threads, setThreads] = useState<readonly Thread[]>([]);
  const [empty, setEmpty] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new moment is the reason to ask again
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const token = await session.token();
      const [found, imports] = await Promise.all([house.threads(token), house.imports(token)]);
      if (!wanted) return;
      setThreads(found);
      setEmpty(imports.length === 0);
    };
    read().catch((trouble: unknown) => wanted && live.notice(sentence(trouble)));
    return () => {
      wanted = false;
    };
  }, [session, live, moment]);
  return { threads, empty };
}

/** Keeps the open conversation and the page's address the same, whichever changes first. */
function useAddress(live: Live, threadId: string | undefined): void {
  useEffect(() => {
    const follow = () => {
      const wanted = threadIn(location.hash);
      if (wanted === live.look().chat.threadId) return;
      if (wanted) void live.open(wanted);
      else live.leave();
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [live]);
  useEffect(() => {
    if (threadId && threadIn(location.hash) !== threadId) {
      history.replaceState(null, '', hashOf(threadId));
    }
  }, [threadId]);
}

/** Brings a new question into view; a person who scrolls is otherwise left alone. */
function useScrolling(turns: number) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turns > 0) end.current?.scrollIntoView({ block: 'end' });
  }, [turns]);
  return end;
}
