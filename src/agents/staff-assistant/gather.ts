// What the staff assistant looks up: first what is asked, then the facts that answer it.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, askerOf } from '../asker.ts'
import { intentIn } from '../understanding.ts'
import { type BranchFacts, branchFacts } from './branch.ts'
import { type CarsFacts, carsFacts } from './cars.ts'
import { type ClientFacts, clientFacts } from './clients.ts'
import { type FreeFacts, freeFacts } from './free.ts'
import { keywords } from './keywords.ts'
import { type PeopleFacts, peopleFacts } from './people.ts'
import { type WhyFacts, whyFacts } from './why.ts'

export type Found =
  | { about: 'car'; cars: CarsFacts }
  | { about: 'free_cars'; free: FreeFacts }
  | { about: 'client'; client: ClientFacts }
  | { about: 'branch'; branch: BranchFacts }
  | { about: 'people'; people: PeopleFacts }
  | { about: 'why'; why: WhyFacts }
  | { about: 'help'; kind: 'start' | 'thanks' | 'hello' | 'help' }
  | { about: 'nothing' }

export interface Facts {
  asker: Asker
  isEdited: boolean
  found: Found
}

export async function gather({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Facts> {
  const asker = await askerOf(payload, context)
  // A command's own word says nothing of what is asked about.
  const text = payload.text.replace(/^\/[a-z_]+(@\w+)?/i, '').trim()
  const intent = context.intent ?? intentIn(payload.text, keywords)
  // In a group people ask each other why, unless they answer a message of ours.
  const isForUs = asker.isPrivate || payload.text.startsWith('/')
  if (intent === 'why' && (isForUs || payload.replyToMessageId !== undefined)) {
    const why = await whyFacts(payload, asker, context)
    return { asker, isEdited: payload.edited, found: why.told === null && !isForUs ? { about: 'nothing' } : { about: 'why', why } }
  }
  return { asker, isEdited: payload.edited, found: await find(intent, text, payload.text, asker, context) }
}

async function find(intent: string | undefined, text: string, whole: string, asker: Asker, context: GatherContext): Promise<Found> {
  switch (intent) {
    case 'car':
      return { about: 'car', cars: await carsFacts(text, asker, context) }
    case 'free_cars':
      return { about: 'free_cars', free: await freeFacts(text, asker, context) }
    case 'client':
      return { about: 'client', client: await clientFacts(text, asker, context) }
    case 'branch':
      return { about: 'branch', branch: await branchFacts(text, asker, context) }
    case 'people':
      return { about: 'people', people: await peopleFacts(text, asker, context) }
    case 'help':
      return { about: 'help', kind: helpKind(whole) }
    default:
      return guessed(text, asker, context)
  }
}

/** Nobody could tell what is asked, but a car or a client is named: whoever names one wants to know of it. */
async function guessed(text: string, asker: Asker, context: GatherContext): Promise<Found> {
  const cars = await carsFacts(text, { ...asker, carId: null }, context)
  if (cars.shown.length > 0 && cars.isSure) return { about: 'car', cars }
  const kind = helpKind(text)
  return kind === 'help' ? { about: 'nothing' } : { about: 'help', kind }
}

function helpKind(text: string): Extract<Found, { about: 'help' }>['kind'] {
  if (/^\/start/i.test(text)) return 'start'
  if (/спасибо|благодар|thanks|thank you|მადლობა/i.test(text)) return 'thanks'
  return /привет|здравствуй|добр(ый|ое)|hello|гамарджоба|გამარჯობა/i.test(text) ? 'hello' : 'help'
}
