// Rows of the two ledgers, as the inbox and the outbox would have written them.
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../src/db.ts'
import type { Prisma } from '../../src/generated/prisma/client.ts'

export const AT = new Date('2030-11-05T06:00:00.000Z')

export const newId = (): string => uuidv7()

export function insertDelivery({ prisma }: Database, row: Partial<Prisma.DeliveryCreateInput> = {}) {
  const data = { id: newId(), source: 'rentprog', door: 'batumi', status: 'accepted', raw: Buffer.from('{}'), receivedAt: AT, ...row }
  return prisma.delivery.create({ data })
}

export function insertEvent({ prisma }: Database, row: Partial<Prisma.EventUncheckedCreateInput> = {}) {
  const id = row.id ?? newId()
  const envelope = { id, type: 'booking.created', source: 'rentprog', subject: 'booking:700001', priority: 5, dedupeKey: id }
  const state = { payload: { branch: 'batumi', booking_id: 700001 }, timestamp: AT, status: 'received', receivedAt: AT }
  return prisma.event.create({ data: { ...envelope, ...state, ...row } })
}

export function insertEffect({ prisma }: Database, eventId: string, row: Partial<Prisma.EffectUncheckedCreateInput> = {}) {
  const { agent = 'booking-controller', kind = 'yougile.task', slot = 'main' } = row
  const key = `${eventId}:${agent}:${kind}:${slot}`
  const data = {
    key,
    eventId,
    agent,
    kind,
    slot,
    target: `${kind}:${key}`,
    payload: { title: 'Выдача' },
    status: 'planned',
    createdAt: AT,
    ...row,
  }
  return prisma.effect.create({ data })
}
