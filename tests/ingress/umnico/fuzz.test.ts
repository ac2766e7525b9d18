// Ten thousand broken deliveries (five hundred in the usual run): each gets an answer, and what is accepted the inbox can keep.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEvent, parseEvent } from '../../../src/events/index.ts'
import { brokenUmnico } from '../../support/broken-umnico.ts'
import { readWebhook, receivedAt } from '../../support/umnico-webhook.ts'

const RUNS = process.env.LONG === undefined ? 500 : 10_000

it(`${RUNS} broken deliveries: no crash, a sentence for each refusal, a valid event for each acceptance`, () => {
  const seen: Record<string, number> = {}
  fc.assert(
    fc.property(brokenUmnico, (body) => {
      const reading = readWebhook(body)
      seen[reading.outcome] = (seen[reading.outcome] ?? 0) + 1
      if (reading.outcome !== 'accepted') {
        expect(reading).toMatchObject({ reason: expect.stringMatching(/^[^\n\0]{5,250}$/) })
        return
      }
      expect(reading).toEqual(readWebhook(body))
      const [event] = reading.events
      if (event === undefined) throw new Error('accepted without an event')
      const stored = JSON.stringify(createEvent(event, receivedAt))
      // An escape, not a backslash that somebody wrote before the letter u.
      expect(stored).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/)
      const { attachments } = parseEvent(JSON.parse(stored)).payload as { attachments: { url?: string }[] }
      for (const { url } of attachments) if (url !== undefined) expect(url).toMatch(/^https?:\/\/[^/\s]/)
    }),
    { numRuns: RUNS, seed: 2030 },
  )
  // A fuzz that only ever met one answer would prove nothing.
  for (const outcome of ['accepted', 'quarantined', 'ignored']) expect(seen[outcome], outcome).toBeGreaterThan(RUNS / 50)
})
