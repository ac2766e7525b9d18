// The person on duty hears of trouble at once, and is not shouted at.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { frozenClock } from '../../src/clock.ts'
import { createAlerts } from '../../src/observability/alerts.ts'
import { createLog } from '../../src/observability/log.ts'

const WINDOW_MS = 5 * 60_000
const clock = frozenClock(new Date('2030-11-05T06:00:00Z'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function duty({ failing = false } = {}) {
  const sent: string[] = []
  const lines: string[] = []
  const sink = { failing }
  const alerts = createAlerts({
    clock,
    windowMs: WINDOW_MS,
    log: createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    send: async (text) => {
      if (sink.failing) throw new Error('telegram is away')
      sent.push(text)
    },
  })
  const dead = (type: string, n: number) => alerts.raise({ kind: 'event-dead', subject: type, text: `Событие ${type} №${n} не обработано` })
  /** Lets the window pass, on the clock and for timers. */
  const windowPasses = async () => {
    clock.advance(WINDOW_MS)
    await vi.advanceTimersByTimeAsync(WINDOW_MS)
  }
  return { alerts, sent, lines, sink, dead, windowPasses, settle: () => vi.advanceTimersByTimeAsync(0) }
}

it('sends the first of a group at once, and groups by kind and subject', async () => {
  const { sent, dead, settle } = duty()
  dead('booking.created', 1)
  dead('booking.created', 2)
  dead('car.moved', 1)
  await settle()
  expect(sent).toEqual(['Событие booking.created №1 не обработано', 'Событие car.moved №1 не обработано'])
})

it('sums up the repeats at the end of the window', async () => {
  const { sent, dead, windowPasses } = duty()
  for (let n = 1; n <= 13; n++) dead('booking.created', n)
  await windowPasses()
  expect(sent.slice(1)).toEqual(['Ещё 12 таких. Последнее:\nСобытие booking.created №13 не обработано'])
})

it('goes on with one summary per window while the trouble lasts, then starts afresh', async () => {
  const { sent, dead, windowPasses, settle } = duty()
  dead('booking.created', 1)
  dead('booking.created', 2)
  await windowPasses()
  dead('booking.created', 3)
  await settle()
  expect(sent).toHaveLength(2)
  await windowPasses()
  expect(sent[2]).toContain('Ещё 1 такое')
  await windowPasses()
  dead('booking.created', 4)
  await settle()
  expect(sent.slice(3)).toEqual(['Событие booking.created №4 не обработано'])
})

it('believes the clock when timers slept', async () => {
  const { sent, dead, settle } = duty()
  dead('booking.created', 1)
  await settle()
  clock.advance(WINDOW_MS)
  dead('booking.created', 2)
  await settle()
  expect(sent).toHaveLength(2)
})

it('keeps what could not be sent, says so in the log, and sends it with the next', async () => {
  const { alerts, sent, lines, sink, dead, settle } = duty({ failing: true })
  dead('booking.created', 1)
  await settle()
  expect(lines.join()).toContain('alert could not be sent')
  sink.failing = false
  dead('car.moved', 1)
  await alerts.flush()
  expect(sent).toEqual(['Событие booking.created №1 не обработано', 'Событие car.moved №1 не обработано'])
})

it('survives a sink that throws instead of rejecting, and never fills the memory', async () => {
  const lines: string[] = []
  const alerts = createAlerts({
    clock,
    windowMs: WINDOW_MS,
    log: createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
    send: () => {
      throw new Error('broken')
    },
  })
  for (let n = 0; n < 150; n++) alerts.raise({ kind: 'k', subject: String(n), text: `text ${n}` })
  await alerts.flush()
  expect(lines.filter((line) => line.includes('alert dropped'))).toHaveLength(50)
})

it('flushes the summaries of open windows and leaves no timer behind', async () => {
  const { alerts, sent, dead } = duty()
  dead('booking.created', 1)
  dead('booking.created', 2)
  await alerts.flush()
  expect(sent).toHaveLength(2)
  expect(vi.getTimerCount()).toBe(0)
})
