// A collector of browser automation, played: posts what it is given to the service, with the client that real collectors use.
import { z } from 'zod'
import { createCollector, NotTaken } from '../collector/client.ts'
import type { Result } from '../collector/results.ts'
import { type Answer, ok } from './system.ts'

const Source = z.enum(['starline', 'greenway'], { error: 'there are two collectors: starline and greenway' })
const Order = z.object({
  /** Posted as they are: what is wrong with them is the door's to say. */
  results: z.array(z.unknown()),
  url: z.url().default('http://127.0.0.1:3000'),
  secret: z.string().optional(),
})

/** @returns what the door said, with its status. */
export async function collect(named: string | undefined, body: unknown, now: () => Date): Promise<Answer> {
  const source = Source.parse(named)
  const { results, url, secret = `sandbox-${source}` } = Order.parse(body)
  const collector = createCollector({ url, secret, source, now, attempts: 1 })
  try {
    const receipt = await collector.post(results as Result<typeof source>[])
    return receipt.quarantined ? { status: 202, body: receipt } : ok(receipt)
  } catch (error) {
    if (error instanceof NotTaken) return { status: error.status ?? 502, body: { error: error.message } }
    throw error
  }
}
