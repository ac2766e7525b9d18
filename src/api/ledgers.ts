// Reads of the ledgers: deliveries and events in, effects out, and who decided what.
import type { Router } from 'express'
import type { Database } from '../db.ts'
import { spokenOf } from '../effects/audit.ts'
import { notFound, onlyThese, parsed } from './answers.ts'
import { AuditQuery, DeliveryQuery, EffectQuery, EventQuery, Id, Key, PAGE, page } from './queries.ts'
import { auditView, deliveryPage, deliveryView, effectPage, eventView, withStory } from './views.ts'

const GET = ['GET', 'HEAD']
const eventIds = { events: { select: { id: true }, orderBy: { id: 'asc' } } } as const
/** Ids and keys grow with time, so a page continues where the last one ended. */
const following = <T>(after: T | undefined) => (after === undefined ? undefined : { gt: after })

export function ledgerRoutes(router: Router, { prisma }: Pick<Database, 'prisma'>): void {
  eventRoutes(router, prisma)
  deliveryRoutes(router, prisma)
  effectRoutes(router, prisma)
  auditRoutes(router, prisma)
}

function eventRoutes(router: Router, prisma: Database['prisma']): void {
  router
    .route('/events')
    .get(async (req, res) => {
      const { status, type, subject, after } = parsed(EventQuery, req.query)
      const where = { status, type, subject, id: following(after) }
      const found = page(
        await prisma.event.findMany({ where, orderBy: { id: 'asc' }, take: PAGE + 1, include: withStory }),
        eventView,
        (row) => row.id,
      )
      res.json({ events: found.rows, next: found.next })
    })
    .all(onlyThese(...GET))

  router
    .route('/events/:id')
    .get(async (req, res) => {
      const row = await prisma.event.findUnique({ where: { id: parsed(Id, req.params.id, 'id') }, include: withStory })
      if (!row) throw notFound('event')
      res.json(eventView(row))
    })
    .all(onlyThese(...GET))
}

function deliveryRoutes(router: Router, prisma: Database['prisma']): void {
  router
    .route('/deliveries')
    .get(async (req, res) => {
      const { status, source, after } = parsed(DeliveryQuery, req.query)
      const where = { status, source, id: following(after) }
      const rows = await prisma.delivery.findMany({ where, orderBy: { id: 'asc' }, take: PAGE + 1, omit: { raw: true }, include: eventIds })
      const found = page(rows, deliveryView, (row) => row.id)
      res.json({ deliveries: found.rows, next: found.next })
    })
    .all(onlyThese(...GET))

  router
    .route('/deliveries/:id')
    .get(async (req, res) => {
      const row = await prisma.delivery.findUnique({ where: { id: parsed(Id, req.params.id, 'id') }, include: eventIds })
      if (!row) throw notFound('delivery')
      res.json(deliveryPage(row))
    })
    .all(onlyThese(...GET))
}

function effectRoutes(router: Router, prisma: Database['prisma']): void {
  router
    .route('/effects')
    .get(async (req, res) => {
      const { status, kind, after } = parsed(EffectQuery, req.query)
      const where = { status, kind, key: following(after) }
      const found = page(await prisma.effect.findMany({ where, orderBy: { key: 'asc' }, take: PAGE + 1 }), effectPage, (row) => row.key)
      res.json({ effects: found.rows, next: found.next })
    })
    .all(onlyThese(...GET))

  router
    .route('/effects/:key')
    .get(async (req, res) => {
      const row = await prisma.effect.findUnique({ where: { key: parsed(Key, req.params.key, 'key') } })
      if (!row) throw notFound('effect')
      res.json(effectPage(row))
    })
    .all(onlyThese(...GET))
}

function auditRoutes(router: Router, prisma: Database['prisma']): void {
  router
    .route('/audit')
    .get(async (req, res) => {
      const { about, what, action, by, after } = parsed(AuditQuery, req.query)
      const since = after === undefined ? undefined : BigInt(after)
      const where = { ...(about !== undefined && spokenOf(about)), what, action, by, seq: following(since) }
      const rows = await prisma.decision.findMany({ where, orderBy: { seq: 'asc' }, take: PAGE + 1 })
      const people = await prisma.staff.findMany({
        where: { id: { in: rows.flatMap((row) => row.by ?? []) } },
        select: { id: true, name: true },
      })
      const names = new Map(people.map(({ id, name }) => [id, name]))
      const found = page(rows, auditView(names), (row) => String(row.seq))
      res.json({ decisions: found.rows, next: found.next })
    })
    .all(onlyThese(...GET))
}
