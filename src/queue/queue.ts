// BullMQ behind one door: Postgres by default, Redis when REDIS_URL is set. Jobs carry ids; the rows are the truth.
import { createPostgresBackend, type Job, Queue, runMigrations, Worker } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import pg from 'pg'

/** Critical events, pressed buttons and the effects of both never wait behind routine work. */
export const LANES = ['critical', 'routine'] as const
export type QueueName = (typeof LANES)[number]

export interface Task {
  kind: 'event' | 'effect'
  id: string
  /** Lower runs first. */
  priority: number
}

export interface QueueOptions {
  databaseUrl: string
  /** Null: the Postgres backend. */
  redisUrl: string | null
  /** Keeps several installations apart on one Redis or Postgres. */
  prefix?: string
  onError: (error: Error) => void
}

export interface WorkQueue {
  readonly backend: 'postgres' | 'redis'
  announce(queue: QueueName, tasks: readonly Task[]): Promise<void>
  /** True when the queue holds no job at all: what was announced and not begun is then forgotten. */
  isEmpty(queue: QueueName): Promise<boolean>
  work(queue: QueueName, concurrency: number, perform: (task: Pick<Task, 'kind' | 'id'>) => Promise<void>): void
  /** Begins no new job and waits for those that run. */
  stop(): Promise<void>
}

const SCHEMA = 'bullmq'
/** A killed worker's job is given up after this; our own lease decides who may run the event. */
const LOCK_MS = 30_000

export async function createQueue(options: QueueOptions): Promise<WorkQueue> {
  const { prefix = 'orchestrator', onError } = options
  const backend = options.redisUrl === null ? await postgresBackend(options.databaseUrl) : redisBackend(options.redisUrl)
  const queues = Object.fromEntries(LANES.map((name) => [name, open(name)])) as Record<QueueName, Queue>
  const workers: Worker[] = []
  let stopped = false

  /** A connection that breaks during BullMQ's very first question leaves a queue that never works again: then it is made anew. */
  function open(name: QueueName): Queue {
    const queue = backend.queue(`${prefix}-${name}`)
    queue.on('error', onError)
    queue.waitUntilReady().catch(() => {
      if (stopped) return
      queues[name] = open(name)
      queue.close().catch(onError)
    })
    return queue
  }

  return {
    backend: options.redisUrl === null ? 'postgres' : 'redis',
    async announce(name, tasks) {
      if (tasks.length === 0) return
      const keep = { removeOnComplete: true, removeOnFail: true }
      await atOnce(queues[name].addBulk(tasks.map(({ kind, id, priority }) => ({ name: kind, data: { id }, opts: { priority, ...keep } }))))
    },
    async isEmpty(name) {
      const counts = await atOnce(queues[name].getJobCounts('waiting', 'active', 'prioritized', 'delayed'))
      return Object.values(counts).every((count) => count === 0)
    },
    work(name, concurrency, perform) {
      const worker = backend.worker(`${prefix}-${name}`, concurrency, (job) =>
        perform({ kind: job.name as Task['kind'], id: (job.data as { id: string }).id }),
      )
      worker.on('error', onError)
      // A job fails only when the ledger itself could not be reached: the row is taken up again when its lease ends.
      worker.on('failed', (_job, error) => onError(error))
      workers.push(worker)
    },
    async stop() {
      stopped = true
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all(Object.values(queues).map((queue) => queue.close()))
      await backend.close()
    },
  }
}

/** A backend that was never there since the start makes BullMQ wait for ever; the rows are safe, so we do not. */
const ANSWER_LIMIT_MS = 5_000

function atOnce<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

interface Backend {
  queue(name: string): Queue
  worker(name: string, concurrency: number, perform: (job: Job) => Promise<void>): Worker
  close(): Promise<void>
}

const workerOptions = (concurrency: number) => ({
  concurrency,
  lockDuration: LOCK_MS,
  stalledInterval: LOCK_MS,
  maxStalledCount: 1_000,
  drainDelay: 5,
})

async function postgresBackend(connectionString: string): Promise<Backend> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await runMigrations(client, SCHEMA)
  } finally {
    await client.end()
  }
  const connection = (max: number) => ({
    connectionString,
    schema: SCHEMA,
    max,
    application_name: 'orchestrator-queue',
    skipMigrations: true,
    // What a power cut takes from the queue is announced again from the rows: waiting for the disk would buy nothing.
    options: '-c synchronous_commit=off',
  })
  return {
    queue: (name) => new Queue(name, { connection: connection(2) }, createPostgresBackend) as unknown as Queue,
    worker: (name, concurrency, perform) =>
      new Worker(name, perform, { connection: connection(4), ...workerOptions(concurrency) }, createPostgresBackend) as unknown as Worker,
    close: async () => undefined,
  }
}

function redisBackend(url: string): Backend {
  const clients: Redis[] = []
  const connect = (options: RedisOptions) => {
    const client = new Redis(url, { ...options, retryStrategy: (times) => Math.min(100 * 2 ** times, 2_000) })
    clients.push(client)
    return client
  }
  return {
    // Announcing must fail at once while Redis is away, not pile up in memory: the rows are announced again later.
    queue: (name) => new Queue(name, { connection: connect({ enableOfflineQueue: false, maxRetriesPerRequest: 1 }) }),
    worker: (name, concurrency, perform) =>
      new Worker(name, perform, { connection: connect({ maxRetriesPerRequest: null }), ...workerOptions(concurrency) }),
    async close() {
      for (const client of clients) client.disconnect()
    },
  }
}
