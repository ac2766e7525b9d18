// The reads of one agent in one run: a vendor that is asked is a tool call in the trace, and is named to whoever waits.
import type { RunnableConfig } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import { ASKING } from '../agents/words.ts'
import type { Reads } from '../tools/index.ts'

type Vendor = keyof typeof ASKING
type Ask = (input: Record<string, unknown>, call?: object) => Promise<unknown>

/** Whatever a vendor's table takes; its own schema looks at it closer. */
const ANYTHING = { type: 'object', properties: {} } as const

/** Our own tables are no vendor: they are read without a word. */
export function readsOfRun(read: Reads, config: RunnableConfig, say: (what: string) => void): Reads {
  const vendors = (Object.keys(ASKING) as Vendor[]).map((vendor) => [
    vendor,
    watched(vendor, read[vendor], config, () => say(ASKING[vendor])),
  ])
  return { ...read, ...Object.fromEntries(vendors) }
}

/** @param table its operations; looked up when they are called, since Studio's table lists none. */
function watched<T extends object>(vendor: string, table: T, config: RunnableConfig, say: () => void): T {
  return new Proxy(table, {
    get(target, name) {
      const ask = Reflect.get(target, name) as Ask | undefined
      if (typeof name === 'symbol' || typeof ask !== 'function') return ask
      const asking: Ask = (input, call) => {
        say()
        const description = `reads ${name} of ${vendor}`
        return tool(() => ask(input, call), { name: `${vendor}.${name}`, description, schema: ANYTHING }).invoke(input, config)
      }
      return asking
    },
  })
}
