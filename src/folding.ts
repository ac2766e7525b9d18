// Several messages of one person that wait in one lane are answered together, in the run of the last one. Nothing waits for it.
import type { Agent } from './agents/agent.ts'
import { agents } from './agents/index.ts'
import type { TalkContext } from './agents/talk.ts'
import type { Sql } from './db.ts'
import type { Event, EventOf } from './events/index.ts'
import { byRules } from './graph/nodes/rules.ts'
import { type Where, whereOf } from './graph/nodes/where.ts'
import type { Plan } from './graph/state.ts'

type Message = EventOf<'message.employee'>

interface Row {
  id: string
  type: string
  payload: Message['payload']
}

/** Commands are one by one, and so is what agents make something of; a question is asked in several messages. */
const FOLDING: readonly string[] = agents.filter((agent) => (agent as Pick<Agent, 'folds'>).folds).map(({ name }) => name)

/** @returns the event that answers this one too; null when it is answered by itself. */
export async function foldedInto(event: Event, fence: number, sql: Sql, context: TalkContext): Promise<string | null> {
  if (event.type !== 'message.employee') return null
  // Run again, it stays where it was put; whatever has begun once has said something already.
  if (fence > 1) return earlierFold(event.id, sql)
  const [next] = await sql.query<Row & Record<string, unknown>>(
    `SELECT id, type, payload FROM events
      WHERE subject = $1 AND status = 'received' AND seq > (SELECT seq FROM events WHERE id = $2) ORDER BY seq LIMIT 1`,
    [event.subject, event.id],
  )
  if (next?.type !== 'message.employee') return null
  const earlier = await foldedHere(event, sql)
  return belong(event, earlier, next.payload) && (await mayBeRead(event, next.payload.text, context)) ? next.id : null
}

async function earlierFold(id: string, sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ into: string | null }>(`SELECT plan ->> 'into' AS into FROM events WHERE id = $1`, [id])
  return row?.into ?? null
}

function belong({ payload }: Message, earlier: readonly Row[], next: Message['payload']): boolean {
  if (next.fromId !== payload.fromId || next.replyToMessageId !== payload.replyToMessageId) return false
  const ids = new Set(earlier.map((row) => row.payload.messageId))
  // An edit of what is answered already has an answer to be edited.
  if (payload.edited && !ids.has(payload.messageId)) return false
  return !next.edited || next.messageId === payload.messageId || ids.has(next.messageId)
}

/** As rules read them where they stand: in the topic of an agent, in reply to a card, going on from what was spoken of. */
async function mayBeRead(event: Message, next: string, context: TalkContext): Promise<boolean> {
  const where = await whereOf(event, context)
  // What comes next goes on from this one, which nobody has answered.
  const { spoken: _, ...there } = where
  return mayFold(event, event.payload.text, where) && mayFold(event, next, there)
}

function mayFold(event: Message, text: string, where: Where): boolean {
  if (text.startsWith('/')) return false
  const plan = byRules({ ...event, payload: { ...event.payload, text } }, where)
  return plan === null || plan.agents.every((name) => FOLDING.includes(name))
}

/** How far back it is looked: what was folded stands right before. */
const LOOK_BACK = 20

/** All that was folded into this one, oldest first. */
async function foldedHere({ id, subject }: Pick<Event, 'id' | 'subject'>, sql: Sql): Promise<Row[]> {
  const before = await sql.query<Row & { into: string | null } & Record<string, unknown>>(
    `SELECT id, type, payload, plan ->> 'into' AS into FROM events
      WHERE subject = $1 AND seq < (SELECT seq FROM events WHERE id = $2) ORDER BY seq DESC LIMIT $3`,
    [subject, id, LOOK_BACK],
  )
  const found: Row[] = []
  let into = id
  for (const row of before) {
    if (row.into !== into) continue
    found.unshift(row)
    into = row.id
  }
  return found
}

/** The event as its run reads it: everything that was folded into it, an edit in the place of what it edits. */
export async function withFolded(event: Event, sql: Sql): Promise<Event> {
  if (event.type !== 'message.employee') return event
  const earlier = await foldedHere(event, sql)
  if (earlier.length === 0) return event
  const said = new Map([...earlier.map(({ payload }) => payload), event.payload].map(({ messageId, text }) => [messageId, text]))
  const isWhole = earlier.some(({ payload }) => payload.messageId === event.payload.messageId && !payload.edited)
  return { ...event, payload: { ...event.payload, text: [...said.values()].join('\n'), edited: event.payload.edited && !isWhole } }
}

export const foldedPlan = (into: string): Plan => ({
  agents: [],
  mode: 'parallel',
  by: 'rules',
  reason: `answered together with the next message: ${into}`,
  into,
})

export const FOLDED = 'Следующее сообщение уже ждало: отвечу на оба сразу.'
