// While a run lasts whoever wrote sees that: «печатает…» first, then one card that says what is being done. All of it may be lost.
import { WORKING } from './agents/words.ts'
import type { Timers } from './clock.ts'
import type { Doing } from './graph/progress.ts'

/** An answer that comes sooner needs no «печатает…», which would outlive it. */
export const TYPING_AFTER_MS = 300
/** Telegram shows it for five seconds. */
export const TYPING_AGAIN_MS = 4_000
export const CARD_AFTER_MS = 2_000
/** When the run has ended, so long what is on its way to Telegram may still arrive; the answer must not be overtaken by it. */
const LAST_MS = 1_000

export interface CardAt {
  chatId: number
  messageId: number
}

/** Where it is shown. Whatever cannot be shown is not shown; nobody is told of it. */
export interface Screen {
  /** The card is not edited sooner than this after it was last written. */
  paceMs: number
  /** Whether whoever wrote waits for us, whatever agents say of it. */
  isAddressed(): Promise<boolean>
  typing(signal: AbortSignal): Promise<unknown>
  /** @returns null when there is no card to be written on (any more). */
  post(says: string): Promise<{ card: CardAt; isNew: boolean } | null>
  edit(card: CardAt, says: string, signal: AbortSignal): Promise<unknown>
}

export interface Progress {
  onDoing(doing: Doing): void
  /** Nothing is shown after this. @returns whether a card was asked for. */
  end(): Promise<{ hadCard: boolean }>
}

export function showProgress(screen: Screen, { after }: Timers): Progress {
  const stop = new AbortController()
  const timers = new Set<() => void>()
  const underway = new Set<Promise<unknown>>()
  let ended = false
  let isMeant = false
  let says: string = WORKING.unsaid
  const typing = { due: false, shown: false }
  const card = { due: false, busy: false, asked: false, at: null as CardAt | null, shows: '' }

  const later = (ms: number, work: () => void) => {
    const callOff = after(ms, () => {
      timers.delete(callOff)
      if (!ended) work()
    })
    timers.add(callOff)
  }
  const meanwhile = (work: Promise<unknown>, then: () => void = () => undefined) => {
    const quiet = work
      .catch(() => undefined)
      .then(() => {
        underway.delete(quiet)
        if (!ended) then()
      })
    underway.add(quiet)
  }
  const step = () => {
    if (!isMeant) return
    if (typing.due && !typing.shown) type()
    if (card.due && !card.busy && says !== card.shows) draw()
  }
  const type = () => {
    typing.shown = true
    meanwhile(screen.typing(stop.signal))
    later(TYPING_AGAIN_MS, type)
  }
  const draw = () => {
    card.busy = true
    meanwhile(card.at ? write(card.at) : post(), () =>
      later(screen.paceMs, () => {
        card.busy = card.at === null
        step()
      }),
    )
  }
  const write = async (at: CardAt) => {
    card.shows = says
    await screen.edit(at, says, stop.signal)
  }
  const post = async () => {
    card.asked = true
    const saying = says
    const posted = await screen.post(saying)
    card.at = posted?.card ?? null
    // One that stands there since an earlier attempt says what was done then.
    if (posted?.isNew) card.shows = saying
  }

  later(TYPING_AFTER_MS, () => {
    typing.due = true
    step()
    if (!isMeant)
      meanwhile(
        screen.isAddressed().then((yes) => {
          isMeant ||= yes
        }),
        step,
      )
  })
  later(CARD_AFTER_MS, () => {
    card.due = true
    step()
  })

  return {
    onDoing(doing) {
      says = doing.says
      isMeant ||= doing.answers
      if (!ended) step()
    },
    async end() {
      ended = true
      for (const callOff of timers) callOff()
      const callOff = after(LAST_MS, () => stop.abort())
      await Promise.all(underway)
      callOff()
      return { hadCard: card.asked }
    },
  }
}
