// One delivery of an effect as a tool call inside the trace of its event, which may have ended long ago.
import { type Client, RunTree } from 'langsmith'
import { sentence } from '../errors.ts'

export interface TracedEffect {
  key: string
  kind: string
  payload: unknown
}

/** `<time>Z<run id>`, from the root downwards, with dots between. */
const HEADER = /^\d{8}T\d{12}Z[0-9a-f-]{36}(?:\.\d{8}T\d{12}Z[0-9a-f-]{36})*$/

/** @returns undefined when the header names no trace. */
export function effectRun(client: Client, project: string, header: string, effect: TracedEffect): RunTree | undefined {
  if (!HEADER.test(header)) return undefined
  const parent = RunTree.fromHeaders({ 'langsmith-trace': header }, { client, project_name: project, tracingEnabled: true })
  const [eventId, agent] = effect.key.split(':', 2)
  return parent?.createChild({
    name: effect.kind,
    run_type: 'tool',
    inputs: { payload: effect.payload },
    metadata: { effectKey: effect.key, eventId, agent },
    tags: ['effect'],
  })
}

/** @param keep takes the sending, which nobody waits for but `flush`. */
export async function recorded<T extends object>(run: RunTree, work: () => Promise<T>, keep: (sending: Promise<void>) => void): Promise<T> {
  const posted = run.postRun()
  const end = (outputs: object | undefined, error?: string) =>
    keep(posted.then(() => run.end(outputs && { ...outputs }, error)).then(() => run.patchRun()))
  try {
    const receipt = await work()
    end(receipt)
    return receipt
  } catch (error) {
    end(undefined, sentence(error))
    throw error
  }
}
