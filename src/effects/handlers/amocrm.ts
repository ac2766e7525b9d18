// The handlers of what goes out to amoCRM: tasks and notes of the sales people, found again when an answer was lost.
import { MINUTE_MS } from '../../clock.ts'
import { Refused } from '../../errors.ts'
import { samePhone } from '../../tools/amocrm-shapes.ts'
import type { EffectPayload } from '../catalogue.ts'
import type { Handler, HandlerContext } from '../handler.ts'

const callOf = ({ key, critical }: HandlerContext) => ({ effectKey: key, critical })
const secondsOf = (at: string | Date): number => Math.floor(new Date(at).getTime() / 1000)
/** Our clock and amoCRM's may differ a little. */
const SKEW_S = (2 * MINUTE_MS) / 1000

type Whose = Pick<EffectPayload<'amocrm.note'>, 'entity' | 'phone'>
type Card = NonNullable<Whose['entity']>

export const amocrmTask: Handler<'amocrm.task'> = {
  async perform(payload, context) {
    const { dueAt, assigneeId } = payload
    const entity = await cardOf(payload, context)
    const assignee = assigneeId === undefined ? null : await context.db.prisma.staff.findUnique({ where: { id: assigneeId } })
    const task = {
      text: wordsOf(payload, entity),
      completeTill: secondsOf(dueAt),
      responsibleId: assignee?.amocrmId ?? undefined,
      entity: entity ?? undefined,
    }
    const [made] = await context.tools.amocrm.write.createTasks({ tasks: [task] }, callOf(context))
    return { taskId: made?.id, entity }
  },

  async find(payload, context) {
    const entity = await cardOf(payload, context)
    const since = await plannedAt(context)
    const text = wordsOf(payload, entity)
    const tasks = await context.tools.amocrm.read.tasks({ entity: entity ?? undefined, updatedFrom: since })
    const alike = tasks.filter(
      (task) => task.text === text && task.complete_till === secondsOf(payload.dueAt) && (task.created_at ?? 0) >= since,
    )
    const id = await unclaimed('amocrm.task', 'taskId', alike, context)
    return id === undefined ? null : { taskId: id, entity }
  },
}

export const amocrmComplete: Handler<'amocrm.complete'> = {
  async perform({ task, result }, context) {
    const { taskId } = await context.receiptOf(task)
    if (typeof taskId !== 'number') throw new Refused(`effect ${task} left no task behind`, { code: 'no-task' })
    await context.tools.amocrm.write.completeTask({ id: taskId, result }, callOf(context))
    return { taskId }
  },
}

export const amocrmNote: Handler<'amocrm.note'> = {
  async perform(payload, context) {
    const entity = await cardOf(payload, context)
    if (!entity) return { note: 'amoCRM knows nobody to write this about' }
    const notes = [{ entityId: entity.id, text: payload.text }]
    const [made] = await context.tools.amocrm.write.addNotes({ type: entity.type, notes }, callOf(context))
    return { noteId: made?.id, entity }
  },

  async find(payload, context) {
    const entity = await cardOf(payload, context)
    if (!entity) return null
    const since = await plannedAt(context)
    const notes = await context.tools.amocrm.read.notes({ entity })
    const alike = notes.filter(({ text, created_at }) => text === payload.text && (created_at ?? 0) >= since)
    const id = await unclaimed('amocrm.note', 'noteId', alike, context)
    return id === undefined ? null : { noteId: id, entity }
  },
}

/** Whoever finds no card must still know whom to call. */
const wordsOf = ({ text, phone }: EffectPayload<'amocrm.task'>, entity: Card | null): string =>
  entity === null && phone ? `${text}\nТелефон клиента: ${phone}` : text

/** The card that was named; else the lead of the client with that phone that is open and moved last, else the contact. */
async function cardOf({ entity, phone }: Whose, { tools }: HandlerContext): Promise<Card | null> {
  if (entity) return entity
  const digits = phone?.replace(/\D/g, '') ?? ''
  if (phone === undefined || digits.length < 9) return null
  const contacts = await tools.amocrm.read.contacts({ query: digits })
  const [contact] = contacts.filter(({ phones }) => phones.some((known) => samePhone(known, phone))).sort((a, b) => a.id - b.id)
  if (!contact) return null
  const ids = contact.leadIds.slice(-20)
  const leads = ids.length === 0 ? [] : await tools.amocrm.read.leads({ ids })
  const [lead] = leads.filter(({ open }) => open).sort((a, b) => (b.updated_at ?? 0) - (a.updated_at ?? 0))
  return lead ? { type: 'leads', id: lead.id } : { type: 'contacts', id: contact.id }
}

async function plannedAt({ db, key, clock }: HandlerContext): Promise<number> {
  const row = await db.prisma.effect.findUnique({ where: { key }, select: { createdAt: true } })
  return secondsOf(row?.createdAt ?? clock.now()) - SKEW_S
}

/** The first of them that no other effect has made. */
async function unclaimed(
  kind: string,
  field: 'taskId' | 'noteId',
  alike: { id: number }[],
  { db, key }: HandlerContext,
): Promise<number | undefined> {
  if (alike.length === 0) return undefined
  const others = await db.query<{ id: string }>(
    `SELECT receipt->>$4 AS id FROM effects WHERE kind = $1 AND key <> $2 AND receipt->>$4 = ANY($3)`,
    [kind, key, alike.map(({ id }) => String(id)), field],
  )
  return alike.find(({ id }) => !others.some((other) => other.id === String(id)))?.id
}
