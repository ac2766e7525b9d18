// How many requests each address may bring to each source, so that a flood at one door, or a guesser, costs the others nothing.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Outcome } from './intake.ts'

export interface DoorLimiter {
  /** @returns null when the request may come in; otherwise when to try again, and whether it is the first one of its window that is sent away. */
  enter(source: string, address: string): Promise<{ retryAfterS: number; first: boolean } | null>
  /** What became of a request that was let in: a wrong secret costs more. */
  learn(source: string, address: string, outcome: Outcome): Promise<void>
}

/** A vendor that comes back after a pause brings everything at once: counted over this long. */
const WINDOW_S = 10
/** A wrong secret counts as so many requests. */
const GUESS_COST = 20
/** An address that has lately brought something authentic pays no more for a wrong secret: behind one proxy all are one address. */
const FAMILIAR_MS = 60 * 60_000
const MAX_FAMILIAR = 10_000

/** @param perSecond requests of one address at one source; 0 counts nobody. */
export function createDoorLimiter(perSecond: number): DoorLimiter {
  if (perSecond === 0) return { enter: async () => null, learn: async () => undefined }
  const points = perSecond * WINDOW_S
  const counted = new RateLimiterMemory({ points, duration: WINDOW_S })
  const told = new RateLimiterMemory({ points: 1, duration: WINDOW_S })
  const familiar = new Map<string, number>()
  const isFamiliar = (key: string) => (familiar.get(key) ?? 0) > performance.now()
  return {
    async enter(source, address) {
      const key = keyOf(source, address)
      const spent = await exceeded(counted, key)
      if (spent === null) return null
      return { retryAfterS: Math.max(1, Math.ceil(spent.msBeforeNext / 1000)), first: (await exceeded(told, key)) === null }
    },
    async learn(source, address, outcome) {
      const key = keyOf(source, address)
      if (outcome === 'unsigned') {
        if (!isFamiliar(key)) await counted.penalty(key, GUESS_COST - 1)
      } else if (AUTHENTIC.has(outcome)) {
        // Put back at the end: the first one is the one that has been away longest.
        familiar.delete(key)
        familiar.set(key, performance.now() + FAMILIAR_MS)
        if (familiar.size > MAX_FAMILIAR) familiar.delete(familiar.keys().next().value ?? '')
      }
    },
  }
}

/** @returns null while there is some left. */
const exceeded = (limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes | null> =>
  limiter.consume(key).then(
    () => null,
    (spent: unknown) => {
      if (spent instanceof RateLimiterRes) return spent
      throw spent
    },
  )

const AUTHENTIC = new Set<Outcome>(['accepted', 'duplicate', 'ignored', 'quarantined', 'bad-request', 'unavailable'])

const keyOf = (source: string, address: string): string => `${source} ${networkOf(address)}`

/** One household of IPv6 has more addresses than could be counted one by one: its /64 is one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const whole = [...groups(head), ...Array<string>(Math.max(0, zeros)).fill('0'), ...groups(tail ?? '')]
  return whole.slice(0, 4).join(':').toLowerCase()
}
