// A client in trouble rings once: what they write on is added to the message that rang, unless it is graver or a long time has passed.

import { addMs, MINUTE_MS } from '../../clock.ts'
import { type EffectPayload, targetOf } from '../../effects/catalogue.ts'
import type { Call } from '../../tools/rental.ts'
import type { DecideContext } from '../agent.ts'
import type { KnownConversation } from '../conversation.ts'
import { intentIn } from '../understanding.ts'

/** Slots of the messages that ring, the graver later. */
export const CALLS = ['help', 'alarm', 'hurt'] as const
export type CallKind = (typeof CALLS)[number]

/** That somebody is hurt or in danger. What `!` covers says the contrary. */
const HURT = {
  hurt: [
    ...['!нет|без пострадавш|раненых|травм|крови', '!никто не пострадал|ранен|травмир', '!скорая|скорую не нужн|надо'],
    ...['!no injuries|injury|blood', '!nobody|noone|not injured|hurt', '!no one is|was|got injured|hurt', '!everyone is fine|ok'],
    ...[
      'ранен|ранены|ранило',
      'пострадал|пострадавш',
      'травм',
      'перелом|сломал ногу|руку',
      'кровь|крови|кровотеч',
      'без сознан',
      'потерял сознан',
    ],
    ...['скорая|скорую|реанимац', 'больниц', 'погиб|умирает|при смерти', 'не дышит|дышу', 'зажал|зажало|зажат', 'пожар', 'тонем|тонет'],
    ...['горим|загорелась|загорелся машина|авто', 'машина|авто|мотор|двигатель горит|загорел', 'угрожа|напал|избива'],
    ...['injured|injury|injuries', 'is|are|am|was|got|badly hurt', 'bleed|bleeding|blood', 'unconscious', 'ambulance', 'hospital'],
    ...['not breathing', 'trapped', 'on fire', 'broken arm|leg|bone|rib', 'heart attack', 'attacked|threaten'],
    ...['დაშავ|დავშავ', 'დაჭრ', 'სისხლ', 'უგონო', 'სასწრაფო', 'საავადმყოფო', 'ცეცხლ|ხანძარ|იწვის', 'მოტეხილ'],
  ],
}

/** Which message a client's words call for, by the intent and by words of injury alone; null: none. */
export function callFor(intent: string | null, text: string): CallKind | null {
  if (intent === 'client_help') return 'help'
  if (intent !== 'client_trouble') return null
  return intentIn(text, HURT) === undefined ? 'alarm' : 'hurt'
}

const gravity = (kind: string): number => (CALLS as readonly string[]).indexOf(kind)

/** The message that rang already and stands for this one, too; null: it rings. */
export function ringing(kind: CallKind, last: Call | null, { answerer, branch }: KnownConversation, context: DecideContext): Call | null {
  const { clientCallAgainMin } = context.settings(branch ?? 'tbilisi')
  if (last === null || gravity(last.slot) < gravity(kind)) return null
  if (addMs(last.at, clientCallAgainMin * MINUTE_MS) <= context.clock.now()) return null
  // Somebody else answers for the client now.
  const payload: Pick<EffectPayload<'telegram.message'>, 'place'> = { place: answerer }
  return last.target === targetOf('telegram.message', payload, '') ? last : null
}
