// Writes every price of @pydantic/genai-prices as one line-based table, loss-free as far as prices
// and names go. The columns are explained in the table's own head.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { waitForUpdate } from '@pydantic/genai-prices'

const here = new URL('.', import.meta.url)
const own = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'))
const folder = new URL('node_modules/@pydantic/genai-prices/', here)
const theirs = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
const sha256 = createHash('sha256').update(readFileSync(new URL('dist/index.js', folder))).digest('hex')

/** `1e-7` as `0.0000001`: no exponent in the table. */
function decimal(number) {
  const text = String(number)
  const [digits, exponent] = text.split('e-')
  if (exponent === undefined) return text
  const [whole, fraction = ''] = digits.split('.')
  return '0.' + '0'.repeat(Number(exponent) - whole.length) + whole + fraction
}

const word = (text) => text.replaceAll('%', '%25').replaceAll(' ', '%20').replaceAll('\t', '%09').replaceAll('\n', '%0A')

/** A match rule in prefix notation: `or 2 equals a starts_with b`. */
function rule(match) {
  const [[kind, value]] = Object.entries(match)
  return Array.isArray(value) ? `${kind} ${value.length} ${value.map(rule).join(' ')}` : `${kind} ${word(value)}`
}

const periods = (prices) => (Array.isArray(prices) ? prices : [{ prices }])

function* lines(providers) {
  yield* `# The price book, made from the npm package ${theirs.name} (MIT, Pydantic Services Inc.): do not edit.
# Columns are separated by tabs; an absent value is -. Names escape %, space, tab and line feed as in a URL.
# book       version id
# package    name, version, licence
# published  day the package's version appeared in the npm registry; the package carries no date itself
# sha256     of the package's dist/index.js, which holds the prices
# provider   id, rule that finds it by name, rule that finds it by a model's name, providers to fall back to
# model      provider, id, rule that finds it by name (the first that fits wins), context window in tokens, deprecated
# price      provider, model, number of its period, valid_from, valid_to (exclusive, UTC days),
#            time of day from-to (UTC), unit, tier: requests of more input tokens than this, US dollars per unit.
#            Of a model's periods the last that fits an instant is in force. A period without unit is -.
# Rules are in prefix notation: equals X, starts_with X, ends_with X, contains X, regex X, or N rules, and N rules.
# Units: *_mtok per million tokens, *_kcount per thousand, *_hours per hour, *_kpages per thousand pages.`.split('\n')
  yield `book\tgenai-prices-${theirs.version}@${own.published}`
  yield `package\t${theirs.name}\t${theirs.version}\t${theirs.license}`
  yield `published\t${own.published}`
  yield `sha256\t${sha256}`
  for (const provider of providers) {
    const found = provider.provider_match ? rule(provider.provider_match) : '-'
    const guessed = provider.model_match ? rule(provider.model_match) : '-'
    yield ['provider', provider.id, found, guessed, provider.fallback_model_providers?.join(',') || '-'].join('\t')
    for (const model of provider.models) {
      yield ['model', provider.id, word(model.id), rule(model.match), model.context_window ?? '-', model.deprecated ? 'deprecated' : '-'].join('\t')
      yield* prices(provider, model)
    }
  }
}

function* prices(provider, model) {
  const all = periods(model.prices)
  for (const [number, { constraint, prices }] of all.entries()) {
    const from = constraint?.start_date ?? '-'
    const to = constraint?.start_time
      ? '-'
      : (all.slice(number + 1).find((later) => later.constraint?.start_date)?.constraint.start_date ?? '-')
    const time = constraint?.start_time ? `${utc(constraint.start_time)}-${utc(constraint.end_time)}` : '-'
    const head = ['price', provider.id, word(model.id), number, from, to, time]
    const units = Object.entries(prices).filter(([, price]) => price !== undefined)
    if (units.length === 0) yield [...head, '-', '-', '-'].join('\t')
    for (const [unit, price] of units) {
      const tiers = typeof price === 'object' ? [{ start: 0, price: price.base }, ...price.tiers] : [{ start: 0, price }]
      for (const tier of tiers) yield [...head, unit, tier.start, decimal(tier.price)].join('\t')
    }
  }
}

function utc(time) {
  const hours = /^(\d\d:\d\d:\d\d)Z$/.exec(time)
  if (!hours) throw new Error(`a time of day outside UTC is not supported: ${time}`)
  return hours[1]
}

const table = process.argv[2]
writeFileSync(table, [...lines(await waitForUpdate())].join('\n') + '\n')
