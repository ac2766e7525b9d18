// Where a Place is in Telegram today: chat and thread, and whom to write to instead when a person cannot be reached.
import type { Database } from '../db.ts'
import { Refused } from '../errors.ts'
import type { Place } from './catalogue.ts'

export interface Address {
  chatId: number
  threadId?: number
  /** What the topic is about, so that it can be opened (again) when Telegram has none. */
  topic?: { subject: string; name: string }
  /** A private chat: its owner may not have started the bot. */
  person?: string
  /** Set where this is only the second choice. */
  fallback?: { to: 'manager' | 'branch'; insteadOf: string }
}

const ROLE_TITLES = {
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
  admin: 'администратор',
} as const

/**
 * The addresses to try, best first; more than one only for people.
 * @throws Refused with what is missing in our tables.
 */
export async function addressesOf(place: Place, db: Database): Promise<[Address, ...Address[]]> {
  switch (place.to) {
    case 'staff':
      return personOrBranch(await db.prisma.staff.findUnique({ where: { id: place.id } }), `staff member ${place.id}`, db)
    case 'role':
      return roleOrBranch(place, db)
    case 'car':
      return [await carTopic(place.carId, await chatOf('branch', place.branch, db), db)]
    case 'hq-car':
      return [await carTopic(place.carId, await chatOf('hq', undefined, db), db)]
    case 'branch':
      return [{ chatId: await chatOf('branch', place.branch, db) }]
    case 'plan':
      return [await planTopic(place.branch, db)]
    case 'client':
      return [await topicOf(place.topic, place.name, await chatOf('clients', undefined, db), db)]
    case 'task':
      return [await topicOf(`task:${place.id}`, place.name, await chatOf('tasks', undefined, db), db)]
    case 'chat':
      return [{ chatId: await chatOf(place.purpose, undefined, db) }]
    case 'thread':
      return [await thread(place.chatId, place.threadId, db)]
  }
}

/** Where a message to it would go first; null where our tables do not say. */
export async function whereIs(place: Place, db: Database): Promise<Address | null> {
  try {
    return (await addressesOf(place, db))[0]
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}

interface Person {
  id: number
  name: string
  branch: string | null
  telegramId: bigint | null
  active: boolean
}

async function personOrBranch(person: Person | null, wanted: string, db: Database): Promise<[Address, ...Address[]]> {
  if (!person) throw new Refused(`nobody to write to: ${wanted} is not in the staff directory`, { code: 'no-place' })
  const own = person.active && person.telegramId !== null ? [{ chatId: Number(person.telegramId), person: person.name }] : []
  const [first, ...rest] = [...own, ...(await insteadOf(person.name, person.branch, person.id, db))]
  if (!first)
    throw new Refused(`nobody to write to: ${person.name} has no Telegram, nor does a manager, nor is there a forum of the branch`, {
      code: 'no-place',
    })
  return [first, ...rest]
}

async function roleOrBranch({ role, branch }: Extract<Place, { to: 'role' }>, db: Database): Promise<[Address, ...Address[]]> {
  const holder = await holderOf(role, branch ?? null, db)
  if (holder) return personOrBranch(holder.branch === null && branch ? { ...holder, branch } : holder, role, db)
  const [first, ...rest] = await insteadOf(ROLE_TITLES[role], branch ?? null, null, db)
  if (!first)
    throw new Refused(`nobody to write to: no ${role}${branch ? ` of ${branch}` : ''} in the staff directory, and no forum to say so`, {
      code: 'no-place',
    })
  return [first, ...rest]
}

/** Of the branch first, then of the whole company; among equals whoever can be reached. */
async function holderOf(role: string, branch: string | null, db: Database): Promise<Person | null> {
  const holders = await db.prisma.staff.findMany({
    where: { role, active: true, OR: [{ branch }, { branch: null }] },
    orderBy: { id: 'asc' },
  })
  const ranked = [holders.filter((one) => one.branch !== null), holders.filter((one) => one.branch === null)].flatMap((group) => [
    ...group.filter((one) => one.telegramId !== null),
    ...group.filter((one) => one.telegramId === null),
  ])
  return ranked[0] ?? null
}

/** The branch manager, then General of the branch's forum. */
async function insteadOf(name: string, branch: string | null, personId: number | null, db: Database): Promise<Address[]> {
  const manager = await holderOf('manager', branch, db)
  const forum = branch === null ? null : await db.prisma.chat.findFirst({ where: { purpose: 'branch', branch } })
  const reachable = manager && manager.id !== personId && manager.telegramId !== null
  return [
    ...(reachable
      ? [{ chatId: Number(manager.telegramId), person: manager.name, fallback: { to: 'manager' as const, insteadOf: name } }]
      : []),
    ...(forum ? [{ chatId: Number(forum.id), fallback: { to: 'branch' as const, insteadOf: name } }] : []),
  ]
}

async function chatOf(purpose: string, branch: string | undefined, db: Database): Promise<number> {
  const chat = await db.prisma.chat.findFirst({ where: { purpose, branch }, orderBy: { id: 'asc' } })
  if (chat) return Number(chat.id)
  const which = branch === undefined ? `with purpose "${purpose}"` : `that is the forum of ${branch}`
  throw new Refused(`no Telegram chat ${which} is known (table chats)`, { code: 'no-place' })
}

async function carTopic(carId: number, chatId: number, db: Database): Promise<Address> {
  const subject = `car:${carId}`
  const known = await newestTopic(subject, chatId, db)
  const car = known?.name ? null : await db.prisma.car.findUnique({ where: { id: carId } })
  const name = known?.name ?? [car?.plate, car?.name].filter(Boolean).join(' ')
  return { chatId, threadId: known?.threadId, topic: { subject, name: name.slice(0, 128) || `Авто ${carId}` } }
}

/** A topic that is opened under that name where there is none yet. */
async function topicOf(subject: string, name: string, chatId: number, db: Database): Promise<Address> {
  const known = await newestTopic(subject, chatId, db)
  return { chatId, threadId: known?.threadId, topic: { subject, name } }
}

/** Nobody opens one for a plan: a forum without it shows the plan in General. */
async function planTopic(branch: string, db: Database): Promise<Address> {
  const chatId = await chatOf('branch', branch, db)
  const known = await newestTopic(`plan:${branch}`, chatId, db)
  return { chatId, threadId: known?.threadId, topic: known ? { subject: known.subject, name: known.name ?? known.subject } : undefined }
}

/** The newest open topic of the subject there, else a closed one, else none yet. */
const newestTopic = (subject: string, chatId: number, db: Database) =>
  db.prisma.topic.findFirst({ where: { chatId: BigInt(chatId), subject }, orderBy: [{ closed: 'asc' }, { threadId: 'desc' }] })

async function thread(chatId: number, threadId: number | undefined, db: Database): Promise<Address> {
  if (threadId === undefined) return { chatId }
  const known = await db.prisma.topic.findUnique({ where: { chatId_threadId: { chatId: BigInt(chatId), threadId } } })
  return { chatId, threadId, topic: known ? { subject: known.subject, name: known.name ?? known.subject } : undefined }
}
