// Prices each line of standard input with the package itself: the oracle that our Cost is compared
// with. In: JSON lines {provider, model, at, usage}. Out: the price, or `null`, or `error …`.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const { calcPrice } = await import(pathToFileURL(process.argv[2]))
const out = []
for await (const line of createInterface({ input: process.stdin })) {
  const { provider, model, at, usage } = JSON.parse(line)
  try {
    const price = calcPrice(usage, model, { providerId: provider, timestamp: new Date(at) })
    out.push(price === null ? 'null' : String(price.total_price))
  } catch (e) {
    out.push('error ' + e.message)
  }
}
process.stdout.write(out.join('\n') + '\n')
