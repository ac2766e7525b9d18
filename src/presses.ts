// A pressed button is answered exactly once, whatever becomes of its run: until then the person looks at a spinner.
import { PRESS, TROUBLE, threadOf } from './agents/words.ts'
import type { Timers } from './clock.ts'
import type { EffectPayload } from './effects/catalogue.ts'
import { type PlannedEffect, planEffects } from './effects/plan.ts'
import type { Event, EventOf } from './events/index.ts'
import { byRules } from './graph/nodes/rules.ts'
import type { Finish } from './inbox/finish.ts'

/** So long a person waits for what came of it; then they are told that it takes longer. */
export const PATIENCE_MS = 700

export type Press = EventOf<'callback.button'>
export const isPress = (event: Event): event is Press => event.type === 'callback.button'

/** Waits for the work; when it takes long, somebody is told so meanwhile. */
export async function withPatience<T>(work: Promise<T>, { after }: Timers, tell: () => Promise<void>): Promise<T> {
  let telling = Promise.resolve()
  const callOff = after(PATIENCE_MS, () => {
    // Whoever cannot be told now is told with the commit.
    telling = tell().catch(() => undefined)
  })
  try {
    return await work
  } finally {
    callOff()
    await telling
  }
}

/** Postgres: somebody else holds what is needed. */
const LOCKED = '55P03'
/** So long the commit waits for others at least. */
const LEAST_MS = 100

/**
 * Commits at once; where somebody else holds what it needs, whoever pressed is told that it takes longer, and only then it waits for them.
 * @param sinceMs how long the person has been waiting.
 */
export async function commitSoon<T>(
  commit: (withinMs: number | null) => Promise<T>,
  sinceMs: number,
  tell: () => Promise<void>,
): Promise<T> {
  try {
    return await commit(Math.max(LEAST_MS, Math.round(PATIENCE_MS - sinceMs)))
  } catch (error) {
    if ((error as { code?: string }).code !== LOCKED) throw error
    await tell().catch(() => undefined)
    return commit(null)
  }
}

/** It has the key which the owner's own answer has or would have: in the outbox only the first of them counts. */
export function answerInstead(event: Press, text: string): PlannedEffect[] {
  const [agent = 'duty'] = byRules(event)?.agents ?? []
  const proposal = { kind: 'telegram.answer', payload: { callbackQueryId: event.payload.callbackQueryId, text } } as const
  return planEffects({ eventId: event.id, critical: true, proposals: [{ agent, proposal }] })
}

/**
 * A press that failed is not tried again by itself: who pressed is told so, and the card is free for the next press.
 * An agent that says nothing has somebody say it.
 * @param failed titles of the agents that could not
 */
export function settlePress(
  event: Event,
  finish: Finish,
  effects: readonly PlannedEffect[],
  failed: readonly string[] = [],
): { finish: Finish; effects: readonly PlannedEffect[] } {
  if (!isPress(event)) return { finish, effects }
  const answered = effects.some(({ kind }) => kind === 'telegram.answer')
  const { nextAttemptAt: _, countAttempt: __, ...ended } = finish
  return {
    finish: finish.status === 'retry' ? { ...ended, status: 'dead' } : finish,
    effects: answered
      ? effects
      : [
          ...effects,
          ...answerInstead(
            event,
            ['done', 'waiting'].includes(finish.status)
              ? PRESS.done
              : failed.length === 0
                ? PRESS.failed
                : TROUBLE.press(failed.join(', ')),
          ),
        ],
  }
}

/** Who was told to wait still has to hear what came of it, where that is known only after the commit. */
export function answersLater(event: Press, effects: readonly PlannedEffect[]): PlannedEffect[] {
  const answers = effects.filter(
    ({ kind, payload, mergedInto }) => kind === 'telegram.answer' && payload.from !== undefined && mergedInto === null,
  )
  return planEffects({
    eventId: event.id,
    critical: true,
    proposals: answers.map(({ agent, payload }) => {
      const { text, from } = payload as EffectPayload<'telegram.answer'>
      return {
        agent,
        proposal: { kind: 'telegram.message', slot: 'late-answer', payload: { place: threadOf(event.payload), html: text, from } },
      }
    }),
  })
}
