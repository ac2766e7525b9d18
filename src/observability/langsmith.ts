// The LangSmith client that sends nothing unmasked: its own hooks mask inputs, outputs, errors and metadata, this masks the rest.
import { Client } from 'langsmith'
import { sentence } from '../errors.ts'
import type { Log } from './log.ts'
import { createMasker } from './mask.ts'

export interface LangsmithOptions {
  apiKey: string
  apiUrl: string
  log: Log
  secrets: readonly string[]
}

const REQUEST_TIMEOUT_MS = 10_000
/** Traces wait in memory while LangSmith is away; beyond this they are dropped. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** Names met in one part of a trace are hidden in the others: a message speaks of the client whom a fact has named. */
const REMEMBERED_NAMES = 500

type Hide = (values: Record<string, unknown>) => Record<string, unknown>

export function langsmithClient({ apiKey, apiUrl, log, secrets }: LangsmithOptions): Client {
  return new MaskingClient(hideOrDrop(secrets, log), {
    apiKey,
    apiUrl,
    blockOnRootRunFinalization: false,
    // It would add the process's LANGSMITH_ variables to every trace.
    omitTracedRuntimeInfo: true,
    timeout_ms: REQUEST_TIMEOUT_MS,
    maxIngestMemoryBytes: MAX_WAITING_BYTES,
    disablePromptCache: true,
  })
}

class MaskingClient extends Client {
  readonly #hide: Hide

  constructor(hide: Hide, config: ConstructorParameters<typeof Client>[0]) {
    super({ ...config, anonymizer: hide })
    this.#hide = hide
  }

  /** `serialized` holds what a model or a graph was constructed with: nobody needs it to follow a run. */
  override createRun(run: Parameters<Client['createRun']>[0], options?: Parameters<Client['createRun']>[1]): Promise<void> {
    return super.createRun({ ...run, serialized: {}, extra: run.extra && this.#hide(run.extra) }, options)
  }

  override updateRun(runId: string, run: Parameters<Client['updateRun']>[1], options?: Parameters<Client['updateRun']>[2]): Promise<void> {
    return super.updateRun(runId, { ...run, extra: run.extra && this.#hide(run.extra) }, options)
  }
}

/** What cannot be masked is not sent. */
function hideOrDrop(secrets: readonly string[], log: Log): Hide {
  const masker = createMasker({ secrets, remember: REMEMBERED_NAMES })
  return (values) => {
    try {
      return masker.value(values) as Record<string, unknown>
    } catch (error) {
      log.error({ error: sentence(error) }, 'trace could not be masked and goes without its content')
      return {}
    }
  }
}
