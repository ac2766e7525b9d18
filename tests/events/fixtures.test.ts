// Every event type has one example, and an event survives being stored and read.
import { describe, expect, it } from 'vitest'
import { createEvent, definitions, eventTypes, type NewEvent, parseEvent } from '../../src/events/index.ts'
import { eventFixture, exampleOf, fixtureTypes } from '../support/event-fixtures.ts'

const now = new Date('2030-11-05T06:00:00.000Z')

describe('the registry and its fixtures', () => {
  it('have the same types, each once', () => {
    expect(new Set(eventTypes).size).toBe(definitions.length)
    expect(fixtureTypes().sort()).toEqual([...eventTypes].sort())
  })

  it.each(eventTypes)('%s has an example from one of its sources', (type) => {
    const fixture = eventFixture(type)
    const definition = definitions.find((candidate) => candidate.type === type)
    expect(fixture.type).toBe(type)
    expect(definition?.sources).toContain(fixture.source)
  })
})

describe.each(eventTypes)('%s', (type) => {
  it('keeps what its example says, and is complete', () => {
    const fixture = eventFixture(type)
    const event = exampleOf(type)
    expect(event).toMatchObject(fixture)
    expect(event.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(event.dedupeKey).toBe(`${type}:${event.id}`)
  })

  it('reads back from JSON as it was', () => {
    const event = exampleOf(type)
    expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
  })

  it('is refused without its payload, naming the field', () => {
    // A check of the whole house needs no field at all; a wrong branch is refused there too.
    expect(() => createEvent({ type, payload: { branch: null } } as unknown as NewEvent, now)).toThrow(new RegExp(`^${type}: \\w`))
  })

  it('is refused when it comes from nowhere', () => {
    expect(() => parseEvent({ ...exampleOf(type), source: 'elsewhere' })).toThrow(/source/)
    expect(() => parseEvent({ ...exampleOf(type), payload: undefined })).toThrow(type)
  })
})
