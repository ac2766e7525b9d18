// What is counted and measured, for Prometheus. Labels come from closed lists only, so that the number of series stays small.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type CircuitState = 'closed' | 'half-open' | 'open'
const CIRCUIT_VALUE: Record<CircuitState, number> = { closed: 0, 'half-open': 0.5, open: 1 }

/** Read when Prometheus asks; one that fails or is late shows as NaN, and never costs the rest of the page. */
export interface Readings {
  oldestWaitingSeconds?: () => Promise<number> | number
  deadLetters?: () => Promise<{ events: number; effects: number }>
  /** Sources whose rhythm is known, and whether they are silent longer than it explains. */
  silentSources?: () => Promise<Readonly<Record<string, boolean>>>
  /** False while the workers give way to the doors. */
  workersOpen?: () => boolean
}

const READING_TIMEOUT_MS = 2_000
const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const SLOW = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const LONG = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600]

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics(readings: Readings = {}) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  declareReadings(registry, readings)
  const circuit = gauge(registry, 'circuit_open', 'Whether calls to a vendor are held back: 0 closed, 0.5 trying, 1 open', ['system'])
  return {
    registry,
    ack: histogram(registry, 'ack_seconds', 'From a request at the door to its answer', ['source', 'outcome'], FAST),
    events: counter(registry, 'events_total', 'Runs that ended, by type and how', ['type', 'outcome']),
    eventSeconds: histogram(registry, 'event_seconds', 'One run of an event through the graph', ['outcome'], SLOW),
    queueSeconds: histogram(registry, 'queue_seconds', 'From the door (or its due time) to the first start of the run', ['type'], LONG),
    agentSeconds: histogram(registry, 'agent_seconds', 'One agent in one run', ['agent'], SLOW),
    agentErrors: counter(registry, 'agent_errors_total', 'Runs in which the agent failed', ['agent']),
    effects: counter(registry, 'effects_total', 'Effects by kind and how they ended', ['kind', 'status']),
    effectSeconds: histogram(registry, 'effect_seconds', 'One delivery of an effect', ['kind'], SLOW),
    vendorCalls: counter(registry, 'vendor_calls_total', 'Calls to outside systems', ['system', 'operation', 'outcome']),
    vendorSeconds: histogram(registry, 'vendor_seconds', 'One call to an outside system', ['system', 'operation'], SLOW),
    runsLost: counter(registry, 'runs_lost_total', 'Runs whose commit was refused because another worker had taken over', []),
    takenOver: counter(registry, 'taken_over_total', 'Events taken over from a worker that vanished', []),
    queueForgot: counter(registry, 'queue_forgot_total', 'Events announced again because the queue had lost them', []),
    modelDegraded: counter(
      registry,
      'model_degraded_total',
      'Decisions taken without the model because it was slow, down or over budget',
      [],
    ),
    modelTokens: counter(registry, 'model_tokens_total', 'Tokens the model was given and gave', ['model', 'kind']),
    modelUsd: counter(registry, 'model_usd_total', 'What the model cost in US dollars, by the prices of the configuration', ['model']),
    reconciled: counter(registry, 'reconciled_total', 'Events no webhook had brought, found by comparing with the vendor', ['source']),
    pollsFailed: counter(registry, 'polls_failed_total', 'Polls that could not read or record', ['poll']),
    staleSamples: counter(registry, 'stale_samples_total', 'Samples older than the latest processed one, ignored', ['source']),
    slotsMissed: counter(registry, 'schedule_missed_total', 'Slots of schedules that came while nobody was there', ['schedule']),
    scheduleLateSeconds: histogram(registry, 'schedule_late_seconds', 'How late a slot fired', ['schedule'], LONG),
    backendUp: gauge(registry, 'backend_up', 'Whether a backend of ours answers', ['what']),
    setCircuit: (system: string, state: CircuitState) => circuit.set({ system }, CIRCUIT_VALUE[state]),
    /** The page Prometheus reads. */
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const named = (name: string, help: string) => ({ name: `orchestrator_${name}`, help })

const counter = <L extends string>(registry: Registry, name: string, help: string, labelNames: readonly L[]) =>
  new Counter({ ...named(name, help), labelNames: [...labelNames], registers: [registry] })

const gauge = <L extends string>(registry: Registry, name: string, help: string, labelNames: readonly L[]) =>
  new Gauge({ ...named(name, help), labelNames: [...labelNames], registers: [registry] })

const histogram = <L extends string>(registry: Registry, name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
  new Histogram({ ...named(name, help), labelNames: [...labelNames], buckets, registers: [registry] })

function declareReadings(registry: Registry, { oldestWaitingSeconds, deadLetters, silentSources, workersOpen }: Readings): void {
  const registers = [registry]
  if (oldestWaitingSeconds) {
    new Gauge({
      ...named('oldest_waiting_seconds', 'Age of the oldest event that waits to be run'),
      registers,
      async collect() {
        this.set((await within(oldestWaitingSeconds)) ?? Number.NaN)
      },
    })
  }
  if (deadLetters) {
    new Gauge({
      ...named('dead_letters', 'What only a person can move on'),
      labelNames: ['ledger'],
      registers,
      async collect() {
        const counts = await within(deadLetters)
        this.set({ ledger: 'events' }, counts?.events ?? Number.NaN)
        this.set({ ledger: 'effects' }, counts?.effects ?? Number.NaN)
      },
    })
  }
  if (silentSources) {
    new Gauge({
      ...named('source_silent', 'Whether a source is silent longer than its usual rhythm'),
      labelNames: ['source'],
      registers,
      async collect() {
        this.reset()
        const sources = (await within(silentSources)) ?? {}
        for (const [source, silent] of Object.entries(sources)) this.set({ source }, silent ? 1 : 0)
      },
    })
  }
  if (workersOpen) {
    new Gauge({
      ...named('workers_open', 'Whether workers take new runs; 0 while they give way to the doors'),
      registers,
      collect() {
        this.set(workersOpen() ? 1 : 0)
      },
    })
  }
}

/** @returns undefined when the reading fails or is late. */
async function within<T>(read: () => Promise<T> | T): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READING_TIMEOUT_MS)
  })
  try {
    return await Promise.race([Promise.resolve().then(read), late])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
