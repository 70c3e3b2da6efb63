/** The page's address after the #: which conversation is open. */
export function threadIn(hash: string): string | undefined {
  return /^#\/threads\/([0-9a-f-]{36})$/.exec(hash)?.[1];
}

export function hashOf(threadId: string | undefined): string {
  return threadId ? `#/threads/${threadId}` : '#/';
}
