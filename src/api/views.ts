// What the API shows of the ledgers' rows. The shapes are a promise to those outside; columns may change beneath them.

import type { Prisma } from '../generated/prisma/client.ts'
import type { DecisionModel, DeliveryModel } from '../generated/prisma/models.ts'

export const withStory = { outcomes: { orderBy: { agent: 'asc' } }, effects: { orderBy: { seq: 'asc' } } } as const

type EventRow = Prisma.EventGetPayload<{ include: { outcomes: true; effects: true } }>
type EffectRow = Prisma.EffectGetPayload<object>
type OutcomeRow = Prisma.OutcomeGetPayload<object>

export const eventView = (row: EventRow) => ({
  id: row.id,
  deliveryId: row.deliveryId,
  source: row.source,
  type: row.type,
  subject: row.subject,
  status: row.status,
  attempts: row.attempts,
  payload: row.payload,
  plan: row.plan,
  agents: row.outcomes.map(agentView),
  effects: row.effects.map(effectView),
  receivedAt: row.receivedAt,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  error: row.error,
  timestamp: row.timestamp,
  priority: row.priority,
  notBefore: row.notBefore,
  cause: row.causeEventId === null ? null : { eventId: row.causeEventId, agent: row.causeAgent },
})

const agentView = (row: OutcomeRow) => ({
  name: row.agent,
  status: row.status,
  attempts: row.attempts,
  durationMs: row.durationMs,
  error: row.error,
  summary: row.summary,
})

const effectView = (row: EffectRow) => ({
  key: row.key,
  kind: row.kind,
  status: row.status,
  receipt: row.receipt,
  attempts: row.attempts,
  error: row.error,
  payload: row.payload,
})

/** An effect on its own page also says where it comes from and where it goes. */
export const effectPage = (row: EffectRow) => ({
  ...effectView(row),
  eventId: row.eventId,
  agent: row.agent,
  target: row.target,
  after: row.afterKey,
  critical: row.critical,
  notBefore: row.notBefore,
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
})

type DeliveryRow = Omit<DeliveryModel, 'raw'> & { events: { id: string }[] }

export const deliveryView = (row: DeliveryRow) => ({
  id: row.id,
  source: row.source,
  door: row.door,
  status: row.status,
  reason: row.reason,
  contentType: row.contentType,
  receivedAt: row.receivedAt,
  events: row.events.map((event) => event.id),
})

export const deliveryPage = (row: DeliveryRow & Pick<DeliveryModel, 'raw'>) => ({ ...deliveryView(row), ...rawView(row.raw) })

/** Bytes that are no UTF-8 go as base64: what came in is shown exactly. */
function rawView(raw: Uint8Array): { raw: string; rawEncoding?: 'base64' } {
  try {
    return { raw: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw) }
  } catch {
    return { raw: Buffer.from(raw).toString('base64'), rawEncoding: 'base64' }
  }
}

export const auditView = (names: ReadonlyMap<number, string>) => (row: DecisionModel) => ({
  id: row.id,
  at: row.at,
  what: row.what,
  about: row.about,
  action: row.action,
  by: row.by === null ? null : { id: row.by, name: names.get(row.by) ?? null },
  via: row.via,
  note: row.note,
})
