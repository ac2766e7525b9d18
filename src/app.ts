// The only place that wires: configuration in, a running orchestrator out.
import { Redis } from 'ioredis'
import { settingsTable } from './agents/settings.ts'
import { alertSink } from './alert-sink.ts'
import { createHealth } from './api/health.ts'
import { createApi } from './api/index.ts'
import { ledgerReadings, notReady } from './api/readings.ts'
import { type Clock, systemClock, systemTimers, type Timers } from './clock.ts'
import { type Config, type Role, secretsOf } from './config.ts'
import { type Database, migrate, openDatabase } from './db.ts'
import { importDirectory, readDirectory } from './directory.ts'
import { drain } from './drain.ts'
import { handlers } from './effects/handlers.ts'
import { takeDueEffects } from './effects/outbox.ts'
import { personReplays, personSays } from './effects/person.ts'
import { sentence } from './errors.ts'
import { BRANCHES, type Branch } from './events/event.ts'
import { createEvent, type Event, type NewEvent } from './events/index.ts'
import { createCheckpointer, migrateCheckpoints } from './graph/checkpointer.ts'
import { createGraph, type GraphOptions, type OrchestratorGraph } from './graph/index.ts'
import { wakeScheduled } from './inbox/lanes.ts'
import { marksOf } from './inbox/marks.ts'
import { bePresent } from './inbox/presence.ts'
import { recordDelivery, recordEvent, wishesOf } from './inbox/record.ts'
import { silentSources, watchSilence } from './inbox/silence.ts'
import { createClockwork } from './ingress/cron/run.ts'
import { schedulesInForce } from './ingress/cron/schedules.ts'
import { startTicker } from './ingress/cron/ticker.ts'
import { watchOver } from './ingress/cron/watch.ts'
import { createIntake } from './ingress/intake.ts'
import { listen, probe } from './ingress/listen.ts'
import { polls } from './ingress/polls/index.ts'
import { hurryPolls, runDuePolls } from './ingress/polls/run.ts'
import { createServer } from './ingress/server.ts'
import { sourcesOf } from './ingress/sources/index.ts'
import { receiveTelegram } from './ingress/telegram/receive.ts'
import { keepMenu } from './menu.ts'
import { createAlerts } from './observability/alerts.ts'
import { createHappenings, type Happenings } from './observability/happenings.ts'
import { createLog, type Log } from './observability/log.ts'
import { createMetrics } from './observability/metrics.ts'
import { createTracing } from './observability/tracing.ts'
import { startEmbeddedPostgres } from './postgres.ts'
import { createAtHand } from './queue/at-hand.ts'
import { createDispatcher } from './queue/dispatcher.ts'
import { createGate } from './queue/gate.ts'
import { createQueue, type Task } from './queue/queue.ts'
import { listenForWork, whisperer } from './queue/wake.ts'
import { startSandboxProcess } from './sandbox-process.ts'
import { openSql } from './sql.ts'
import { toldOnce } from './told-once.ts'
import { createTools, readsOf } from './tools/index.ts'
import { createWorker, type Step } from './worker.ts'

/** What tests and benchmarks may bring instead. */
export interface Overrides {
  clock?: Clock
  log?: Log
  random?: () => number
  /** Called between the steps of an event's life. */
  at?: (step: Step) => Promise<void>
  /** Keeps several apps on one Redis or Postgres apart. */
  queuePrefix?: string
  graph?: (stock: GraphOptions) => OrchestratorGraph
  /** For what people see while they wait; a busy machine must not change what a test sees. */
  timers?: Timers
  /** False: nothing is asked or fired by itself, a test calls `tick()`. */
  background?: boolean
}

export interface Orchestrator {
  /** Records an event in the inbox. @throws BadInput when it fits no schema. */
  route(event: NewEvent): Promise<{ id: string; duplicate: boolean }>
}

export interface App {
  readonly url: string
  readonly db: Database
  readonly orchestrator: Orchestrator
  readonly queue: 'postgres' | 'redis'
  readonly postgres: 'embedded' | 'adopted' | 'external'
  /** Resolves when nothing is due: no event, no effect. What waits for a later time stays. */
  drain(): Promise<void>
  /** Fires the schedules and runs the polls that are due now. In the scheduler role it happens by itself, unless `background` is false. */
  tick(): Promise<void>
  stop(): Promise<void>
}

const ALERT_WINDOW_MS = 5 * 60_000
/** A saver holds one only for the moment of a write. */
const CHECKPOINT_CONNECTIONS = 10
/** The doors never wait for a connection that workers hold. */
const DOOR_CONNECTIONS = 12
/** The sender has been told to come again before these end: what hangs shall not hold the doors' connections. */
const DOOR_PATIENCE = { connectTimeoutMs: 1_000, statementTimeoutMs: 2_000, answerTimeoutMs: 3_000 }
const HOUSEKEEPING_MS = 1_000
/** How often it is looked which polls are due. */
const POLLS_MS = 5_000
const CLOCK_WATCH_MS = 10_000
const AGENT_TIMEOUT_MS = 60_000
/** Work that does not end in this time is left to whoever starts next. */
const STOP_LIMIT_MS = 6_000

/** Starts everything the configured roles need, or throws with one line and leaves nothing running. */
export async function startApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const stack = new AsyncDisposableStack()
  try {
    const app = await wire(config, overrides, stack)
    let stopped: Promise<void> | undefined
    return { ...app, stop: () => (stopped ??= stack.disposeAsync()) }
  } catch (error) {
    await stack.disposeAsync().catch(() => undefined)
    throw error
  }
}

async function wire(config: Config, overrides: Overrides, stack: AsyncDisposableStack): Promise<Omit<App, 'stop'>> {
  const { clock = systemClock, random = Math.random, at = async () => undefined, background = true, timers = systemTimers } = overrides
  /** What is begun first is ended last; one that cannot be ended must not keep the others. */
  const ending = (end: () => unknown) => stack.defer(async () => void (await Promise.resolve(end()).catch(() => undefined)))
  const has = (role: Role) => config.roles.includes(role)
  await probe(config.http.port, config.http.host)

  const secrets = secretsOf(config)
  const log = overrides.log ?? createLog({ level: config.log.level, secrets })
  const warn = (message: string) => (error: unknown) => log.warn({ error: sentence(error) }, message)

  // What we stand on.
  if (config.sandbox?.start) ending((await startSandboxProcess(config.sandbox.env)).stop)
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres(config.dataDir) : null
  if (embedded) ending(embedded.stop)
  const url = embedded?.url ?? (config.databaseUrl as string)
  await migrate(url)
  await migrateCheckpoints(url)
  const db = openDatabase(url, {
    max: config.worker.concurrency + config.worker.criticalConcurrency + 12,
    onError: warn('idle connection lost'),
  })
  ending(db.close)
  if (config.directoryFile !== null) await importDirectory(db, await readDirectory(config.directoryFile))

  // What is seen of it.
  const whisper = whisperer(db)
  const gate = createGate(config.worker.concurrency, () => whisper('slow'))
  const metrics = createMetrics({ ...ledgerReadings(db, clock), silentSources: () => silentSources(db), workersOpen: () => !gate.narrow })
  const alerts = createAlerts({ clock, windowMs: ALERT_WINDOW_MS, log, send: (text) => alertSink(db, tools.telegram)(text) })
  const happenings = createHappenings({ log, metrics, alerts, secrets })
  const tracing = config.langsmith === null ? null : createTracing({ ...config.langsmith, log, secrets })
  if (tracing) ending(() => tracing.flush())

  // The outside world.
  const redis = config.redisUrl === null ? undefined : new Redis(config.redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false })
  const redisBackend = watched('redis', happenings)
  redis?.on('error', redisBackend.failed)
  redis?.on('ready', redisBackend.answered)
  if (redis) ending(() => redis.disconnect())
  const circuits: Record<string, string> = {}
  const told = toldOnce(db, clock)
  const tools = createTools(config.tools, {
    db,
    clock,
    redis,
    onCall: happenings.vendorCalled,
    onSpent: happenings.modelSpent,
    onUsedUp: happenings.modelUsedUp,
    onCircuit: (system, state) => {
      circuits[system] = state
      // Without a database everybody tells: twice is better than never.
      void told(system, state)
        .catch(() => false)
        .then((told) => happenings.circuitChanged({ system, state, told }))
    },
  })
  ending(alerts.flush)

  // Queue, dispatcher, and the worker where this process is one.
  const presence = has('worker') ? await bePresent(url, warn('presence lost, trying again')) : null
  if (presence) ending(presence.stop)
  const queue = await createQueue({
    databaseUrl: url,
    redisUrl: config.redisUrl,
    prefix: overrides.queuePrefix,
    onError: warn('queue trouble'),
  })
  const dispatcher = createDispatcher({
    sql: db,
    clock,
    queue,
    takeDueEffects: (limit, forgottenMs) => takeDueEffects(db, clock, limit, forgottenMs),
    onForgotten: (count) => happenings.queueForgot({ count }),
    onError: warn('dispatcher could not look'),
    onAnnounced: () => at('announced'),
  })
  if (presence) {
    const checkpoints = createCheckpointer(url, { max: CHECKPOINT_CONNECTIONS, onError: warn('idle connection lost') })
    ending(checkpoints.close)
    const settings = settingsTable(config.settings)
    const graph = (overrides.graph ?? createGraph)({
      read: readsOf(tools),
      clock,
      settings,
      timeoutMs: AGENT_TIMEOUT_MS,
      model: tools.model,
      onDegraded: (reason, eventId) => happenings.modelDegraded({ reason, eventId }),
      checkpointer: checkpoints.saver,
    })
    const worker = createWorker({
      ...config.worker,
      db,
      clock,
      graph,
      tools,
      handlers,
      happenings,
      tracing,
      random,
      timers,
      at,
      holder: { worker: presence.worker, leaseMs: config.worker.leaseMs },
      quiet: (event) => settings(branchOf(event)),
      talk: { read: readsOf(tools), clock, settings },
      nudge: dispatcher.nudge,
    })
    const postgres = watched('postgres', happenings)
    ending(repeat(HOUSEKEEPING_MS, () => worker.housekeep().then(postgres.answered), postgres.failed))
    ending(() => within(STOP_LIMIT_MS, queue.stop()))
    const perform = ({ kind, id }: Pick<Task, 'kind' | 'id'>) => (kind === 'event' ? worker.processEvent(id) : worker.deliverEffect(id))
    const atHand = createAtHand(config.worker.concurrency, worker.processEvent, warn('could not run what somebody waits for'))
    ending(() => within(STOP_LIMIT_MS, atHand.stop()))
    queue.work('critical', config.worker.criticalConcurrency, perform)
    queue.work('routine', config.worker.concurrency, (task) => gate.through(() => perform(task)))
    ending(listenForWork(url, (what) => (what === 'slow' ? gate.onPressure() : dispatcher.nudge())))
    ending(dispatcher.stop)
    dispatcher.start(atHand.take)
  } else {
    ending(queue.stop)
    // Timers wake up also where no worker looks.
    if (has('scheduler'))
      ending(repeat(HOUSEKEEPING_MS, async () => void (await wakeScheduled(db, clock)), warn('timers could not be woken')))
  }

  // Doors and pages.
  const onRecorded = () => (presence ? dispatcher.nudge() : whisper('work'))
  const doors = has('ingress')
    ? openSql(url, { ...DOOR_PATIENCE, max: DOOR_CONNECTIONS, stayOpen: true, onError: warn('idle connection lost') })
    : db
  if (doors !== db) {
    ending(doors.close)
    await Promise.all(Array.from({ length: DOOR_CONNECTIONS }, () => doors.query('SELECT 1')))
  }
  const record = { sql: db, clock, duplicateWindowMin: config.duplicateWindowMin }
  const intake = createIntake({
    clock,
    happenings,
    onRecorded,
    at,
    record: (delivery) => recordDelivery(delivery, { ...record, sql: doors }),
  })

  // What is asked or fired instead of being told.
  const route = async (event: NewEvent) => {
    const recorded = await recordEvent({ ...createEvent(event, clock.now()), ...wishesOf(event) }, record)
    onRecorded()
    return recorded
  }
  const clockwork = createClockwork({
    clock,
    schedules: schedulesInForce(config.schedules),
    marks: marksOf(db, 'schedule:'),
    record: route,
    happenings,
  })
  const askDuePolls = () =>
    runDuePolls(polls, {
      sql: db,
      clock,
      read: readsOf(tools),
      record: (delivery) => recordDelivery(delivery, record),
      onRecorded,
      happenings,
    })
  const lookForSilence = () => watchSilence({ sql: db, clock, happenings })
  if (has('scheduler')) await hurryPolls(polls, { sql: db, clock })
  if (has('scheduler') && background) {
    ending(startTicker(clockwork.tick, log, warn('schedules could not be looked at')))
    ending(repeat(POLLS_MS, askDuePolls, warn('polls could not be run')))
    ending(repeat(POLLS_MS, lookForSilence, warn('silent sources could not be looked for')))
  }
  if (presence && background) {
    ending(keepMenu({ sql: db, clock, telegram: tools.telegram.write, log }))
    const begin = clock.now()
    ending(
      repeat(
        CLOCK_WATCH_MS,
        watchOver(() => clockwork.silentMs(begin), happenings),
        warn('the clock could not be watched'),
      ),
    )
  }

  const verb = (name: 'retry' | 'approve' | 'discard') => async (key: string) => {
    const known = await personSays(db, clock, key, name, 'api')
    onRecorded()
    return known ? { key } : null
  }
  const replay = async (id: string) => {
    const known = await personReplays(db, clock, id, 'api')
    onRecorded()
    return known ? { id } : null
  }
  const api = createApi({
    db,
    clock,
    log,
    adminTokens: config.http.adminTokens,
    circuits: () => circuits,
    schedules: clockwork.views,
    replay,
    retry: verb('retry'),
    approve: verb('approve'),
    discard: verb('discard'),
  })
  const sources = has('ingress') ? sourcesOf(config) : []
  const server = await listen(
    createServer({
      sources,
      intake,
      happenings,
      mounts: { '/': createHealth({ ready: () => notReady(db), metrics }), '/api': api },
      trustProxy: config.http.trustProxy,
      ratePerSecond: config.doorRatePerSecond,
      onAnswer: gate.onAnswer,
    }),
    config.http.port,
    config.http.host,
  )
  ending(server.close)
  const source = sources.find(({ id }) => id === 'telegram')
  if (source && background) {
    const { publicUrl, telegram } = config
    ending(
      receiveTelegram({
        sql: db,
        clock,
        log,
        happenings,
        intake,
        source,
        telegram: tools.telegram,
        publicUrl,
        secrets: telegram.secrets,
      }),
    )
  }

  return {
    url: `http://${config.http.host.includes(':') ? `[${config.http.host}]` : config.http.host}:${server.port}`,
    db,
    queue: queue.backend,
    postgres: embedded === null ? 'external' : embedded.adopted ? 'adopted' : 'embedded',
    orchestrator: { route },
    drain: () => drain(db, clock, dispatcher.tick),
    async tick() {
      await clockwork.tick()
      await askDuePolls()
      await lookForSilence()
    },
  }
}

/** Says once that a backend went away, and once that it is back. */
function watched(what: string, { backendDown, backendUp }: Pick<Happenings, 'backendDown' | 'backendUp'>) {
  let down = false
  return {
    failed(error: unknown) {
      if (!down) backendDown({ what, error: sentence(error) })
      down = true
    },
    answered() {
      if (down) backendUp({ what })
      down = false
    },
  }
}

/** The branch whose settings count; events of no branch follow the first one's. */
function branchOf({ payload }: Event): Branch {
  const branch = 'branch' in payload ? payload.branch : undefined
  return BRANCHES.find((known) => known === branch) ?? BRANCHES[0]
}

/** Does it again and again with a pause between. @returns how to end it. */
function repeat(pauseMs: number, work: () => Promise<void>, onError: (error: unknown) => void): () => Promise<void> {
  let ended = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const next = () => {
    if (ended) return
    running = work().catch(onError)
    void running.then(() => {
      if (!ended) timer = setTimeout(next, pauseMs)
    })
  }
  next()
  return async () => {
    ended = true
    clearTimeout(timer)
    await running
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
