// What somebody sees while they wait, second by second, on a clock that stands still until it is told.
import { beforeEach, describe, expect, it } from 'vitest'
import { type FrozenClock, frozenClock } from '../src/clock.ts'
import { type CardAt, type Progress, type Screen, showProgress } from '../src/progress.ts'

const CARD: CardAt = { chatId: 5, messageId: 9 }
let clock: FrozenClock
let shown: string[]
/** Lets what was begun go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))
const pass = async (ms: number) => {
  clock.advance(ms)
  await settle()
}

function begin({
  addressed = true,
  posted = { card: CARD, isNew: true },
  ...over
}: Partial<Screen> & Record<string, unknown> = {}): Progress {
  const screen: Screen = {
    paceMs: 1_500,
    isAddressed: async () => addressed as boolean,
    typing: async () => shown.push('typing'),
    post: async (says) => {
      shown.push(`card ${says}`)
      return posted as Awaited<ReturnType<Screen['post']>>
    },
    edit: async (_card, says) => shown.push(`edit ${says}`),
    ...over,
  }
  return showProgress(screen, clock)
}
const doing = (says: string, answers = true) => ({ says, answers })

beforeEach(() => {
  clock = frozenClock(new Date('2030-11-05T08:00:00Z'))
  shown = []
})

describe('who waits sees', () => {
  it('nothing of what is answered at once', async () => {
    const progress = begin()
    progress.onDoing(doing('Смотрю брони…'))
    await pass(299)
    expect(await progress.end()).toEqual({ hadCard: false })
    await pass(60_000)
    expect(shown).toEqual([])
  })

  it('«печатает…» again and again, and after two seconds one card, which follows what is being done, not faster than its pace', async () => {
    const progress = begin()
    await pass(300)
    expect(shown).toEqual(['typing'])
    progress.onDoing(doing('Смотрю брони…'))
    await pass(1_700)
    expect(shown).toEqual(['typing', 'card Смотрю брони…'])
    progress.onDoing(doing('Спрашиваю RentProg…', false))
    progress.onDoing(doing('Смотрю авто…'))
    await pass(1_499)
    expect(shown).toHaveLength(2)
    await pass(1)
    expect(shown.slice(2)).toEqual(['edit Смотрю авто…'])
    await pass(1_500)
    expect(shown.slice(3)).toEqual(['typing'])
    expect(await progress.end()).toEqual({ hadCard: true })
    await pass(60_000)
    expect(shown).toHaveLength(4)
  })

  it('a card even where nobody says anything', async () => {
    begin()
    await pass(300)
    await pass(1_700)
    expect(shown).toEqual(['typing', 'card Работаю над этим…'])
  })

  it('the card of an earlier attempt, brought up to date', async () => {
    const progress = begin({ posted: { card: CARD, isNew: false } })
    progress.onDoing(doing('Смотрю брони…'))
    await pass(2_000)
    await pass(1_500)
    expect(shown.slice(1)).toEqual(['card Смотрю брони…', 'edit Смотрю брони…'])
  })
})

describe('among several people', () => {
  it('nothing is shown as long as no agent is going to answer, whatever is looked up', async () => {
    const progress = begin({ addressed: false })
    progress.onDoing(doing('Спрашиваю RentProg…', false))
    await pass(300)
    await pass(10_000)
    expect(shown).toEqual([])
    progress.onDoing(doing('Думаю над вопросом…'))
    await settle()
    expect(shown).toEqual(['typing', 'card Думаю над вопросом…'])
  })
})

describe('what cannot be shown', () => {
  it('disturbs nobody, and a card that may not be written on is left alone', async () => {
    const progress = begin({ posted: null, typing: async () => Promise.reject(new Error('429')) })
    await pass(300)
    await pass(1_700)
    progress.onDoing(doing('Смотрю авто…'))
    await pass(10_000)
    expect(shown).toEqual(['card Работаю над этим…'])
    expect(await progress.end()).toEqual({ hadCard: true })
  })

  it('an edit on its way arrives before the run goes on, or is called off after a second', async () => {
    let late: AbortSignal | undefined
    const edit: Screen['edit'] = (_card, _says, signal) => {
      late = signal
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('called off'))))
    }
    const progress = begin({ edit })
    await pass(2_000)
    progress.onDoing(doing('Смотрю авто…'))
    await pass(1_500)
    let isOver = false
    const ended = progress.end().then(() => (isOver = true))
    await pass(999)
    expect([isOver, late?.aborted]).toEqual([false, false])
    await pass(1)
    await ended
    expect(late?.aborted).toBe(true)
  })
})
