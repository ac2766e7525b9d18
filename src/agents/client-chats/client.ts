// RentProg says something new of a client: our row and the cards of their conversations follow.
import type { ClientColumns } from '../../effects/catalogue/rental.ts'
import type { EventOf } from '../../events/index.ts'
import type { Client } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { conversationOf, type KnownConversation, renamed } from '../conversation.ts'
import { asLanguage } from '../language.ts'
import { cardOf, stateOf } from './card.ts'
import type { Decision } from './decide.ts'
import { settingsOf } from './dialogue.ts'

export interface ClientFacts {
  what: 'client'
  id: number
  before: Client | null
  set: ClientColumns
  conversations: readonly KnownConversation[]
}

export async function clientFacts({ payload }: EventOf<'client.updated'>, context: GatherContext): Promise<ClientFacts> {
  const { rental } = context.read
  const id = payload.client_id
  const [before, rows] = await Promise.all([rental.client(id), rental.conversationsOfClient(id)])
  return {
    what: 'client',
    id,
    before,
    set: columnsOf(payload, before),
    conversations: await Promise.all(rows.map(({ leadId }) => conversationOf({ leadId }, context))),
  }
}

type Told = Pick<EventOf<'client.updated'>['payload'], 'changes' | 'fields'>

function columnsOf({ changes = {}, fields = {} }: Told, before: Client | null): ClientColumns {
  const told = (name: string): string | null | undefined => {
    const value = Object.hasOwn(changes, name) ? changes[name]?.[1] : fields[name]
    return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, 200) || null : value === null ? null : undefined
  }
  const language = told('lang')
  return {
    name: nameOf(told('name'), told('lastname'), { changes, before }) ?? turned(told('fio'), [told('name'), told('lastname')], before),
    phone: told('phone'),
    email: told('email'),
    category: told('category'),
    language: language === undefined ? undefined : asLanguage(language),
  }
}

type Word = string | null | undefined

/** A change of one half of a name is put to the other half where our row still shows it as it was. */
function nameOf(
  first: Word,
  last: Word,
  { changes, before }: { changes: NonNullable<Told['changes']>; before: Client | null },
): string | undefined {
  if (first !== undefined && last !== undefined) return [first, last].filter(Boolean).join(' ') || undefined
  const [half, value] = first !== undefined ? (['name', first] as const) : (['lastname', last] as const)
  const was = changes[half]?.[0]
  const whole = before?.name
  if (!value || typeof was !== 'string' || was.trim() === '' || !whole) return undefined
  const old = was.trim()
  if (half === 'name' && whole.startsWith(old)) return value + whole.slice(old.length)
  return half === 'lastname' && whole.endsWith(old) ? whole.slice(0, -old.length) + value : undefined
}

/** `fio` says the surname first, everything else of ours the name: it is turned where one of the halves is known, and only used where our row has other words. */
function turned(fio: Word, [first, last]: readonly [Word, Word], before: Client | null): string | undefined {
  if (!fio) return undefined
  if (last && fio.startsWith(`${last} `)) return `${fio.slice(last.length + 1)} ${last}`
  if (first && fio.endsWith(` ${first}`)) return `${first} ${fio.slice(0, -first.length - 1)}`
  const words = (name: string) => name.toLowerCase().split(' ').sort().join(' ')
  return before?.name && words(before.name) === words(fio) ? undefined : fio
}

export function decideClient(
  { id, before, set, conversations }: ClientFacts,
  context: DecideContext,
): Partial<Decision> & { summary: string } {
  const news = Object.entries(set).filter(
    ([column, value]) => value !== undefined && value !== (before?.[column as keyof ClientColumns] ?? null),
  )
  if (news.length === 0) return { summary: `Клиент ${id}: для нас ничего нового.` }
  const now = conversations.map((conversation) => (set.name ? renamed(conversation, set.name) : conversation))
  const isShown = news.some(([column]) => column === 'name' || column === 'phone')
  const shown = isShown ? now.filter(({ row }) => row !== null && row.cardKey !== null) : []
  return {
    client: { id, set: Object.fromEntries(news) },
    saves: set.name ? conversations.map(({ leadId }) => ({ leadId, set: { name: set.name } })) : [],
    renames: set.name ? [...new Map(now.map(({ place }) => [place.topic, place])).values()] : [],
    place: shown[0]?.place ?? null,
    cards: shown.flatMap((conversation) => {
      const { row, leadId, client } = conversation
      if (!row?.cardKey) return []
      const known = { ...conversation, client: client && { ...client, phone: set.phone ?? client.phone } }
      return [{ leadId, key: row.cardKey, ...cardOf(known, stateOf(row, row.internal), settingsOf(conversation, context)) }]
    }),
    summary: `Клиент ${set.name ?? before?.name ?? id}: данные обновил${shown.length > 0 ? ', карточку диалога тоже' : ''}.`,
  }
}
