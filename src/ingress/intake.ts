// From a request to an answer: verify → read → record, then say so. Decides nothing; never loses an authentic byte.
import type { Clock } from '../clock.ts'
import { BadInput, sentence } from '../errors.ts'
import type { NewDelivery, Recorded } from '../inbox/record.ts'
import type { Happenings } from '../observability/happenings.ts'
import type { RawDelivery, Reading, Source } from './source.ts'

/** Every way a request can end, and the one status that says so. */
export const STATUS = {
  accepted: 200,
  duplicate: 200,
  ignored: 200,
  quarantined: 202,
  'bad-request': 400,
  unsigned: 401,
  'unknown-source': 404,
  method: 405,
  'too-slow': 408,
  'too-large': 413,
  'media-type': 415,
  'too-many': 429,
  'too-many-headers': 431,
  unavailable: 503,
} as const
export type Outcome = keyof typeof STATUS

export interface Answer {
  outcome: Outcome
  /** Whole seconds after which it makes sense to come again. */
  retryAfterS?: number
  body: { ok: true; id: string; duplicate: boolean; events: string[]; quarantined?: true } | { ok: false; error: string }
}

export const refusal = (outcome: Outcome, error: string): Answer => ({ outcome, body: { ok: false, error } })

export interface IntakeOptions {
  clock: Clock
  record: (delivery: NewDelivery) => Promise<Recorded>
  happenings: Pick<Happenings, 'deliveryRecorded' | 'deliveryRefused' | 'deliveryQuarantined' | 'staleSamples' | 'noticed'>
  /** Something was recorded: the dispatcher may look. */
  onRecorded: () => void
  at: (step: 'recorded') => Promise<void>
  /** When recording has taken too long and the sender is told to come again; less than a second, if nothing is said. */
  limitMs?: number
}

export function createIntake({ clock, record, happenings, onRecorded, at, limitMs = RECORD_LIMIT_MS }: IntakeOptions) {
  return async (source: Source, request: Omit<RawDelivery, 'source' | 'receivedAt'>): Promise<Answer> => {
    const startedAt = performance.now()
    const delivery: RawDelivery = { ...request, source: source.id, receivedAt: clock.now() }
    const refuse = (outcome: Outcome, reason: string): Answer => {
      happenings.deliveryRefused({
        source: source.id,
        door: request.door,
        status: STATUS[outcome],
        reason,
        ms: performance.now() - startedAt,
      })
      return refusal(outcome, reason)
    }

    const verdict = source.verify(delivery)
    if (verdict === 'unknown') return refuse('unknown-source', `there is no ${source.id} door "${request.door.slice(0, 40)}"`)
    if (verdict === 'unsigned') return refuse('unsigned', 'the secret is missing or wrong')

    const reading = readSafely(source, delivery)
    if (reading.outcome === 'bad-request') return refuse('bad-request', reading.reason)

    const recording = recordOrQuarantine(record, delivery, reading)
    const recorded = await within(limitMs, recording).catch(() => null)
    if (recorded !== null) return tell(...recorded)
    // Written after all, only too late: then it is on its way, and the vendor's repetition will be a duplicate.
    recording.then((late) => tell(...late)).catch(() => undefined)
    return refuse('unavailable', 'the inbox cannot be written now, please send it again')

    async function tell(done: Recorded, was: Kept): Promise<Answer> {
      await at('recorded')
      const ms = performance.now() - startedAt
      const { id, duplicate, events } = done
      const about = { deliveryId: id, source: source.id, door: request.door }
      if (was.outcome === 'quarantined' && !duplicate) happenings.deliveryQuarantined({ ...about, reason: was.reason, ms })
      else
        happenings.deliveryRecorded({
          ...about,
          outcome: duplicate ? 'duplicate' : was.outcome === 'ignored' ? 'ignored' : 'accepted',
          events,
          ms,
        })
      if (done.stale > 0) happenings.staleSamples({ source: source.id, deliveryId: id, count: done.stale })
      if (!duplicate && was.outcome !== 'quarantined') for (const text of was.alerts ?? []) happenings.noticed({ deliveryId: id, text })
      if (!duplicate && events.length > 0) onRecorded()
      const quarantined = was.outcome === 'quarantined'
      return {
        outcome: quarantined ? 'quarantined' : duplicate ? 'duplicate' : was.outcome,
        body: { ok: true, id, duplicate, events, ...(quarantined ? { quarantined } : {}) },
      }
    }
  }
}

export type Intake = ReturnType<typeof createIntake>

/** A door that cannot record says so within a second. */
const RECORD_LIMIT_MS = 900

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What is kept: all but an empty body. */
type Kept = Exclude<Reading, { outcome: 'bad-request' }>

async function recordOrQuarantine(record: IntakeOptions['record'], delivery: RawDelivery, reading: Kept): Promise<[Recorded, Kept]> {
  try {
    return [await recordReading(record, delivery, reading), reading]
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    // Read, but its events fit no schema: the bytes are kept, a person looks.
    const strange: Kept = { outcome: 'quarantined', reason: sentence(error) }
    return [await recordReading(record, delivery, strange), strange]
  }
}

/** A reader that breaks has met something nobody thought of: that is what quarantine is for. */
export function readSafely(source: Source, delivery: RawDelivery): Reading {
  try {
    return source.read(delivery)
  } catch (error) {
    return { outcome: 'quarantined', reason: `could not be read: ${sentence(error)}` }
  }
}

function recordReading(record: IntakeOptions['record'], { source, door, headers, raw }: RawDelivery, reading: Kept): Promise<Recorded> {
  const base = { source, door, raw, contentType: headers['content-type'] }
  if (reading.outcome === 'accepted') {
    const { events, dedupeKey, entity, digest } = reading
    return record({ ...base, status: 'accepted', events, dedupeKey, entity, digest })
  }
  return record({
    ...base,
    status: reading.outcome,
    reason: reading.reason,
    events: [],
    ...(reading.outcome === 'ignored' ? { dedupeKey: reading.dedupeKey } : {}),
  })
}
