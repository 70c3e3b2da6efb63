import type { SavedFile } from '../wire/http';

const KEPT_MS = 60_000;

/** Hands a file to the browser as a download; the page may not link to it, for it needs a token. */
export function save({ name, content }: SavedFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
