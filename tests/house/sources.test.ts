// Every webhook we keep as an example is let in by its door and understood; the same bytes without the secret are not.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createEvent, eventTypes } from '../../src/events/index.ts'
import type { RawDelivery } from '../../src/ingress/source.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { fixtureTypes } from '../support/event-fixtures.ts'
import { type Signed, signersAt } from '../support/signed-webhook.ts'
import { filesBelow, foldersIn, textOf } from './files.ts'

const receivedAt = new Date('2030-11-05T06:00:00.000Z')
const signed = signersAt(receivedAt)

const FIXTURES = 'tests/fixtures/webhooks'
const sources = sourcesOf(readConfig({}))

it('every door has examples, and every example has a door', () => {
  const ids = sources.map(({ id }) => id as string).sort()
  expect(foldersIn(FIXTURES).sort()).toEqual(ids)
  expect(Object.keys(signed).sort()).toEqual(ids)
})

it('every event type has an example', () => {
  expect(fixtureTypes().sort()).toEqual([...eventTypes].sort())
})

describe.each(sources.map((source) => [source.id, source] as const))('%s', (id, source) => {
  it.each(filesBelow(`${FIXTURES}/${id}`, /\.json$/).map((file) => [path.basename(file), file]))('%s', (_name, file) => {
    const raw = Buffer.from(textOf(file))
    const proof = signed[id]?.(raw) as Signed
    const delivery: RawDelivery = { ...proof, source: id, raw, receivedAt }

    expect(source.verify(delivery)).toBe('ok')
    expect(source.verify({ ...delivery, headers: { 'content-type': 'application/json' }, query: {} })).toBe('unsigned')

    const reading = source.read(delivery)
    // Understood, and of no use on purpose.
    if (file.includes('/ignored/')) {
      expect(reading.outcome).toBe('ignored')
      return
    }
    if (reading.outcome !== 'accepted') throw new Error(`${reading.outcome}: ${'reason' in reading ? reading.reason : ''}`)
    expect(reading.events.length).toBeGreaterThan(0)
    for (const event of reading.events) expect(createEvent(event, receivedAt)).toMatchObject({ source: id })
    expect(source.read(delivery)).toEqual(reading)
  })
})
