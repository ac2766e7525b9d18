// The record of every call the sandbox received, in order. Bodies are kept as bytes and parsed when somebody looks.
import { parseBody } from './bodies.ts'
import type { SystemName } from './system.ts'

export interface RecordedCall {
  n: number
  at: string
  system: SystemName
  method: string
  path: string
  body: unknown
  /** 0 until it is answered. */
  status: number
  effectKey?: string
  /** Which fault it met: `status`, `delayMs` or `dropAfter`. */
  fault?: string
}

interface NewCall extends Omit<RecordedCall, 'n' | 'body' | 'status'> {
  raw: Buffer
  contentType: string
  /** Given where the body came by the query. */
  body?: unknown
}

type Kept = NewCall & { n: number; status: number }

interface CallFilter {
  system?: string
  /** Only calls with a larger `n`. */
  after?: number
  /** At most so many, the newest. */
  limit?: number
}

export interface CallLog {
  /** @returns the handle by which its status is filled in later. */
  open(call: NewCall): { status: number }
  list(filter: CallFilter): RecordedCall[]
  clear(): void
}

const MAX_CALLS = 200_000
const MAX_BYTES = 256 * 1024 * 1024
const NOTHING = Buffer.alloc(0)

export function createCallLog(maxCalls = MAX_CALLS, maxBytes = MAX_BYTES): CallLog {
  let kept: Kept[] = []
  // Forgotten entries are cut off in slices: shifting one by one would move the whole array each time.
  let first = 0
  let bytes = 0
  let n = 0

  function forget() {
    while (kept.length - first > maxCalls || (bytes > maxBytes && kept.length - first > 1)) {
      const oldest = kept[first++]
      if (!oldest) break
      bytes -= oldest.raw.length
      oldest.raw = NOTHING
    }
    if (first > 1_000) {
      kept = kept.slice(first)
      first = 0
    }
  }

  return {
    open(call) {
      const entry: Kept = { ...call, n: ++n, status: 0 }
      kept.push(entry)
      bytes += call.raw.length
      forget()
      return entry
    },
    list({ system, after = 0, limit }) {
      const chosen = kept.slice(first).filter((call) => call.n > after && (system === undefined || call.system === system))
      return (limit === undefined ? chosen : chosen.slice(-limit)).map(shown)
    },
    clear() {
      kept = []
      first = 0
      bytes = 0
    },
  }
}

function shown({ raw, contentType, body, n, at, system, method, path, status, effectKey, fault }: Kept): RecordedCall {
  return {
    n,
    at,
    system,
    method,
    path,
    body: body ?? parseBody(raw, contentType) ?? null,
    status,
    ...(effectKey === undefined ? {} : { effectKey }),
    ...(fault === undefined ? {} : { fault }),
  }
}
