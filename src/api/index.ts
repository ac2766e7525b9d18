// The API of the person on duty: reads of the ledgers and four verbs, behind the admin token.
import express, { type Router } from 'express'
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import type { Log } from '../observability/log.ts'
import { adminsOnly } from './admin.ts'
import { answerErrors, noSuchPath, onlyThese } from './answers.ts'
import { ledgerRoutes } from './ledgers.ts'
import { overviewRoute } from './overview.ts'
import { type Verbs, verbRoutes } from './verbs.ts'

export interface ApiOptions extends Verbs {
  db: Pick<Database, 'prisma'>
  clock: Clock
  adminTokens: readonly string[]
  /** State of each vendor's circuit, for the overview. */
  circuits?: () => Readonly<Record<string, string>>
  /** When each schedule fired and fires next, for the overview. */
  schedules?: () => Promise<readonly unknown[]>
  log?: Log
}

/** To be mounted at `/api`. */
export function createApi({
  db,
  clock,
  adminTokens,
  circuits = () => ({}),
  schedules = async () => [],
  log,
  ...verbs
}: ApiOptions): Router {
  const router = express.Router()
  router.use(adminsOnly(adminTokens))
  router
    .route('/')
    .get((_req, res) => {
      res.json({ paths })
    })
    .all(onlyThese('GET', 'HEAD'))
  ledgerRoutes(router, db)
  verbRoutes(router, verbs)
  overviewRoute(router, { db, clock, circuits, schedules })
  router.use(noSuchPath)
  router.use(answerErrors(log))
  return router
}

const paths = {
  'GET /api/overview': 'counts, the oldest waiting event, dead letters, circuits, schedules',
  'GET /api/events?status=&type=&subject=&after=': 'events, oldest first, 50 a page',
  'GET /api/events/{id}': 'one event: plan, agents, effects',
  'POST /api/events/{id}/replay': 'run what failed again',
  'GET /api/deliveries?status=&source=&after=': 'what came in, e.g. status=quarantined',
  'GET /api/deliveries/{id}': 'one delivery with its raw bytes',
  'GET /api/effects?status=&kind=&after=': 'what goes out, e.g. status=uncertain',
  'GET /api/effects/{key}': 'one effect',
  'GET /api/audit?about=&what=&action=&by=&after=': 'who decided what, oldest first',
  'POST /api/effects/{key}/retry': 'send it (again)',
  'POST /api/effects/{key}/approve': 'let it go out',
  'POST /api/effects/{key}/discard': 'never send it',
}
