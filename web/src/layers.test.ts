import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const MAY_USE: Record<string, readonly string[]> = {
  main: ['app', 'features', 'wire', 'ui'],
  app: ['features', 'wire', 'ui'],
  features: ['wire', 'ui'],
  ui: [],
  wire: [],
};

/** What is wrong with one import: nothing, or the rule it breaks. */
function breach(file: string, imported: string): string | undefined {
  if (!imported.startsWith('.')) return undefined;
  const target = normalize(join(dirname(file), imported));
  const [from = '', room] = file.replace(/^main\.tsx$/, 'main').split('/');
  const [to = '', otherRoom] = target.split('/');
  if (from === 'features' && to === 'features' && room !== otherRoom) {
    return `${file}: the feature ${room} imports the feature ${otherRoom}`;
  }
  if (from === to || MAY_USE[from]?.includes(to)) return undefined;
  return `${file}: ${from} imports ${to}`;
}

function importsOf(source: string): string[] {
  return [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    ([, specifier = '']) => specifier,
  );
}

const SRC = new URL('.', import.meta.url).pathname;
const FILES = walk().filter((file) => !/\.test\.tsx?$|^testing\//.test(file));

function walk(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx?$/.test(file),
  );
}

describe('the layers', () => {
  it('hold: ui and wire serve features, features serve app, no feature imports another', () => {
    const breaches = FILES.flatMap((file) =>
      importsOf(readFileSync(join(SRC, file), 'utf8')).flatMap(
        (imported) => breach(file, imported) ?? [],
      ),
    );
    expect(FILES.length).toBeGreaterThan(20);
    expect(breaches).toEqual([]);
  });

  it.each([
    ['features/answer/Answer.tsx', '../threads/Threads', 'imports the feature threads'],
    ['features/answer/Answer.tsx', '../../app/Desk', 'features imports app'],
    ['ui/money.ts', '../wire/http', 'ui imports wire'],
    ['wire/http.ts', '../features/account/session', 'wire imports features'],
    ['app/Desk.tsx', '../testing/events', 'app imports testing'],
  ])('catch %s importing %s', (file, imported, words) => {
    expect(breach(file, imported)).toContain(words);
  });

  it('see every way to import', () => {
    const source = `import a from 'a';\nimport 'b';\nexport { c } from "c";\nconst d = import('d');`;
    expect(importsOf(source)).toEqual(['a', 'b', 'c', 'd']);
  });
});
