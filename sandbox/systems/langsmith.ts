// A LangSmith-compatible collector: takes traces by every way the client sends them and keeps the runs.
import { fields, isRecord, type Part, parts } from '../bodies.ts'
import { routes } from '../routes.ts'
import { createShelf, type Shelf } from '../shelf.ts'
import { type Answer, type Call, type Failure, type Handler, ok, retryAfterHeader, type Surroundings, type System } from '../system.ts'

export const LANGSMITH_KEY = 'sandbox-langsmith'

type Run = Record<string, unknown> & { id: string }
type Runs = Shelf<string, Run>

const MAX_RUNS = 20_000
const ACCEPTED: Answer = { status: 202, body: { message: 'Runs accepted' } }

const INFO = {
  version: '0.12.0',
  batch_ingest_config: {
    use_multipart_endpoint: false,
    scale_up_qsize_trigger: 1000,
    scale_up_nthreads_limit: 16,
    scale_down_nempty_trigger: 4,
    size_limit: 100,
    size_limit_bytes: 20_971_520,
  },
  instance_flags: {},
}

export function createLangsmith(_: Surroundings): System {
  const runs: Runs = createShelf(MAX_RUNS)
  const table = routes({
    'GET /info': () => ok(INFO),
    'POST /runs': ({ body }) => merged([body], runs),
    'PATCH /runs/:id': ({ body }, id) => merged([{ ...fields(body), id }], runs),
    'POST /runs/batch': ({ body }) => {
      const { post, patch } = fields(body)
      return merged([...(Array.isArray(post) ? post : []), ...(Array.isArray(patch) ? patch : [])], runs)
    },
    'POST /runs/multipart': (call) => multipart(call, runs),
  })
  return {
    name: 'langsmith',
    mount: '/langsmith',
    fail,
    async answer(call) {
      // `/info` is asked before a key is sent.
      if (call.path !== '/info' && call.headers['x-api-key'] !== LANGSMITH_KEY) return fail({ status: 401 })
      return (await table(call)) ?? fail({ status: 404 })
    },
    control: runDoors(runs),
  }
}

const DETAILS: Record<number, string> = { 401: 'Invalid token', 404: 'Not Found', 422: 'Unprocessable Entity', 429: 'Rate limit exceeded' }

const fail = ({ status, message, retryAfter }: Failure): Answer => ({
  status,
  body: { detail: message ?? DETAILS[status] ?? 'Internal server error' },
  headers: retryAfterHeader(retryAfter),
})

function merged(given: unknown[], runs: Runs): Answer {
  for (const run of given) {
    if (!isRecord(run) || typeof run.id !== 'string') return fail({ status: 422 })
    // A patch speaks only of what changed; what it leaves out as null must not wipe what the start told.
    const changes = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== null && value !== undefined))
    runs.set(run.id, { ...runs.get(run.id), ...changes, id: run.id })
  }
  return ACCEPTED
}

/** Parts are named `post.<run>`, `patch.<run>`, `post.<run>.inputs` …; attachments and feedback are let go. */
function multipart({ raw, headers }: Call, runs: Runs): Answer {
  const found = new Map<string, Record<string, unknown>>()
  for (const part of parts(raw, headers['content-type'] ?? '')) {
    const [, verb, id = '', field] = /^(post|patch)\.([0-9a-f-]+)(?:\.(\w+))?$/.exec(part.name) ?? []
    if (verb === undefined) continue
    const value = json(part)
    found.set(id, { ...found.get(id), ...(field === undefined ? fields(value) : { [field]: value }), id })
  }
  return merged([...found.values()], runs)
}

function json({ data }: Part): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}

const runDoors = (runs: Runs): Record<string, Handler> => ({
  'GET /_langsmith/runs': ({ query }) => {
    const trace = query.get('trace')
    return ok(runs.values().filter((run) => trace === null || run.trace_id === trace))
  },
  'DELETE /_langsmith/runs': () => {
    for (const { id } of runs.values()) runs.delete(id)
    return ok({ ok: true })
  },
})
