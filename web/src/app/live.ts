import type { Session } from '../features/account/session';
import { Live } from '../features/conversation/live';
import { wallClock } from '../wire/clock';
import { house } from '../wire/house';
import { newId } from './ids';

/** The connection of this page to its own origin, speaking for whoever is signed in. */
export function newLive(session: Session): Live {
  return new Live(
    {
      ticket: async () => house.ticket(await session.token()),
      renew: () => session.renew(),
      open: (ticket) => new WebSocket(socketAddress(location, ticket)),
      clock: wallClock,
      random: Math.random,
    },
    {
      messages: async (threadId) => house.messages(await session.token(), threadId),
      run: async (runId) => house.run(await session.token(), runId),
    },
    newId,
  );
}

export function socketAddress(at: { protocol: string; host: string }, ticket: string): string {
  const scheme = at.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${at.host}/ws?ticket=${encodeURIComponent(ticket)}`;
}
