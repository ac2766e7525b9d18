// The sandbox's own doors: what was called, what shall fail, and the world as it is now.
import { z } from 'zod'
import { fields } from './bodies.ts'
import type { CallLog } from './calls.ts'
import { collect } from './collector.ts'
import { Fault, type Faults } from './faults.ts'
import { routes } from './routes.ts'
import { type Answer, type Handler, ok, type System } from './system.ts'
import { changeBooking, changeCar, changeCash, nextCashId, snapshot, type World } from './world.ts'

export interface Controlled {
  systems: readonly System[]
  world: World
  calls: CallLog
  faults: Faults
  now: () => Date
  limits: string
}

export function createControl({ systems, world, calls, faults, now, limits }: Controlled) {
  const done = ok({ ok: true })
  const changed = (id: string | undefined, existing: Map<number, unknown>, change: (id: number) => unknown): Answer => {
    const fresh = !existing.has(Number(id))
    try {
      return { status: fresh ? 201 : 200, body: change(Number(id)) }
    } catch (error) {
      return refused(error)
    }
  }
  const table: Record<string, Handler> = {
    'GET /healthz': () => ok({ ok: true, limits }),
    'GET /_calls': ({ query }) =>
      ok(
        calls.list({
          system: query.get('system') ?? undefined,
          after: Number(query.get('after') ?? 0),
          limit: query.has('limit') ? Number(query.get('limit')) : undefined,
        }),
      ),
    'DELETE /_calls': () => {
      calls.clear()
      return done
    },
    'GET /_faults': () => ok(faults.list()),
    'POST /_faults': ({ body }) => {
      const fault = Fault.safeParse(body)
      return fault.success ? ok(faults.add(fault.data)) : refused(fault.error)
    },
    'DELETE /_faults': () => {
      faults.clear()
      return done
    },
    'GET /_world': () => ok(snapshot(world)),
    'POST /_world/bookings/:id': ({ body }, id) => changed(id, world.bookings, (n) => changeBooking(world, n, fields(body), now())),
    'POST /_world/cars/:id': ({ body }, id) => changed(id, world.cars, (n) => changeCar(world, n, fields(body))),
    'POST /_world/cash': ({ body }) =>
      changed(`${nextCashId(world)}`, world.cashOperations, (n) => changeCash(world, n, fields(body), now())),
    'POST /_world/cash/:id': ({ body }, id) => changed(id, world.cashOperations, (n) => changeCash(world, n, fields(body), now())),
    'POST /_collector/:source': ({ body }, source) => collect(source, body, now).catch(refused),
  }
  return routes(Object.assign(table, ...systems.map(({ control }) => control ?? {})))
}

const refused = (error: unknown): Answer => ({
  status: 400,
  body: { error: error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error) },
})
