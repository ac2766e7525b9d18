// What the staff assistant looks up: first what is asked, then the facts that answer it.
import type { About } from '../../effects/catalogue.ts'
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, askerOf } from '../asker.ts'
import { followUpIn } from '../follow-up.ts'
import { greetingIn } from '../greeting.ts'
import { type Talking, talkingOf } from '../talk.ts'
import { intentIn } from '../understanding.ts'
import { branchFacts } from './branch.ts'
import { carsFacts } from './cars.ts'
import { clientFacts } from './clients.ts'
import type { Found } from './found.ts'
import { freeFacts } from './free.ts'
import { freeAnswer } from './free-question.ts'
import { keywords } from './keywords.ts'
import { completed, moreOf, type Subject } from './more.ts'
import { peopleFacts } from './people.ts'
import { whyFacts } from './why.ts'

export interface Facts {
  asker: Asker
  written: EventOf<'message.employee'>['payload']
  talking: Talking
  found: Found
}

export async function gather({ payload }: EventOf<'message.employee'>, context: GatherContext): Promise<Facts> {
  const [asker, talking] = await Promise.all([askerOf(payload, context), talkingOf(payload, context)])
  const intent =
    context.intent ?? intentIn(payload.text, keywords) ?? (followUpIn(payload.text, context.clock.now())?.joins ? 'more' : undefined)
  const found = (async (): Promise<Found> => {
    if (intent === 'forget') return { about: 'forget' }
    if (intent === 'why') return why(payload, asker, context)
    return find(intent, payload.text, inMind(asker, talking), talking, context)
  })()
  const understood = await found
  // Among several people nobody asked us, unless they answer us.
  const isForUs = asker.isPrivate || talking.isReply
  const isFree = understood.about === 'nothing' && isForUs
  const answer = isFree ? await freeAnswer(payload.text, inMind(asker, talking), talking, !payload.edited, context) : null
  return { asker, written: payload, talking, found: answer === null ? understood : { about: 'model', answer } }
}

/** What is meant where nothing is named: what is replied to, then the car of the topic, then what was spoken of. */
const inMind = (asker: Asker, { about, isReply }: Talking): Asker => ({
  ...asker,
  carId: (isReply ? about?.carId : undefined) ?? asker.carId ?? about?.carId ?? null,
})

/** In a group people ask each other why, unless they answer a message of ours. */
async function why(payload: Facts['written'], asker: Asker, context: GatherContext): Promise<Found> {
  const isForUs = asker.isPrivate || payload.text.startsWith('/')
  if (!isForUs && payload.replyToMessageId === undefined) return { about: 'nothing' }
  const facts = await whyFacts(payload, asker, context)
  return facts.told === null && !isForUs ? { about: 'nothing' } : { about: 'why', why: facts }
}

/** What is looked at for whoever is sure to be answered. */
const LOOKING: Readonly<Record<string, string>> = {
  car: 'Смотрю авто…',
  free_cars: 'Ищу свободные авто…',
  client: 'Ищу клиента…',
  branch: 'Собираю сводку филиала…',
  people: 'Смотрю, кто работает…',
}

/** Of the question before, whatever this one leaves out. */
const knownOf = ({ branch, from, to }: Partial<About>) => ({
  branch,
  ...(from && to && { span: { from: new Date(from), to: new Date(to) } }),
  ...(from && { on: new Date(from) }),
})

async function find(intent: string | undefined, whole: string, asker: Asker, talking: Talking, context: GatherContext): Promise<Found> {
  // A command's own word says nothing of what is asked about.
  const text = whole.replace(/^\/[a-z_]+(@\w+)?/i, '').trim()
  const looking = LOOKING[intent ?? '']
  if (looking !== undefined) context.progress(looking)
  const follows: Partial<About> = context.follows ?? {}
  switch (intent) {
    case 'car': {
      const carId = follows.carId ?? asker.carId ?? (await carOf(talking.about, context))
      return { about: 'car', cars: await carsFacts(text, { ...asker, carId }, context) }
    }
    case 'free_cars':
      return { about: 'free_cars', free: await freeFacts(text, asker, context, knownOf(follows)) }
    case 'client': {
      const known = talking.about === null ? undefined : (await completed(talking.about, context)).clientId
      return { about: 'client', client: await clientFacts(text, asker, context, known) }
    }
    case 'branch':
      return { about: 'branch', branch: await branchFacts(text, asker, context, knownOf(follows)) }
    case 'people':
      return { about: 'people', people: await peopleFacts(text, { branch: follows.branch ?? asker.branch }, context) }
    case 'help':
      return { about: 'help', kind: helpKind(whole) }
    case 'more': {
      // Among several people «а завтра?» is rarely meant for us.
      const isForUs = asker.isPrivate || talking.isReply || talking.isGoingOn
      const about = talking.about ?? { carId: asker.carId ?? undefined }
      return (isForUs ? await moreOf(text, about, asker, context) : null) ?? guessed(text, asker, context)
    }
    default:
      return guessed(text, asker, context)
  }
}

const carOf = async (about: Subject | null, context: GatherContext): Promise<number | null> =>
  about === null ? null : ((await completed(about, context)).carId ?? null)

/** Nobody could tell what is asked, but a car or a client is named: whoever names one wants to know of it. */
async function guessed(text: string, asker: Asker, context: GatherContext): Promise<Found> {
  const kind = helpKind(text)
  if (kind !== 'help') return { about: 'help', kind }
  const cars = await carsFacts(text, { ...asker, carId: null }, context)
  return cars.shown.length > 0 && cars.isSure ? { about: 'car', cars } : { about: 'nothing' }
}

function helpKind(text: string): Extract<Found, { about: 'help' }>['kind'] {
  if (/^\/start/i.test(text)) return 'start'
  const greeting = greetingIn(text)
  if (greeting !== null) return greeting
  if (/спасибо|благодар|thanks|thank you|მადლობა/i.test(text)) return 'thanks'
  return /привет|здравствуй|добр(ый|ое)|hello|гамарджоба|გამარჯობა/i.test(text) ? 'hello' : 'help'
}
