// From the bytes of a delivery to the raw event in it: UTF-8, JSON, the event's name, and its payload in any of three encodings.
import { BadInput } from '../../../errors.ts'
import { readJson } from './json.ts'
import { readRuby } from './ruby.ts'
import { type Fields, isFields, type Json, MAX_DEPTH } from './value.ts'

export const MAX_BODY_BYTES = 256 * 1024

export type Entity = 'booking' | 'car' | 'client'
export type Action = 'create' | 'update' | 'destroy'

export interface RawEvent {
  entity: Entity
  action: Action
  /** As the webhook named it. */
  name: string
  payload: Fields
}

/** @throws BadInput saying in one sentence what could not be understood. */
export function readDelivery(body: string | Buffer): RawEvent {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw new BadInput(`the body is larger than ${MAX_BODY_BYTES} bytes`)
  const envelope = readJson(utf8(body), MAX_DEPTH + 1)
  if (envelope === undefined) throw new BadInput('the body is not JSON')
  if (!isFields(envelope)) throw new BadInput('the body is not a JSON object')
  const event = eventNamed([envelope.event, envelope.type, envelope.name].find((name) => name !== undefined && name !== null))
  return { ...event, payload: payloadOf(event.name, envelope.payload) }
}

function utf8(body: string | Buffer): string {
  if (typeof body === 'string') return body.replace(/^\uFEFF/, '')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new BadInput('the body is not UTF-8')
  }
}

const NAME = /^(booking|car|client)[_.]?(create|update|destroy)$/

function eventNamed(name: Json | undefined): Omit<RawEvent, 'payload'> {
  if (typeof name !== 'string') throw new BadInput('the body names no event')
  const [, entity, action] = NAME.exec(name) ?? []
  if (entity === undefined || action === undefined) throw new BadInput(`unknown event ${JSON.stringify(name.slice(0, 60))}`)
  return { entity: entity as Entity, action: action as Action, name }
}

function payloadOf(event: string, payload: Json | undefined): Fields {
  const value = typeof payload === 'string' ? decoded(event, payload) : payload
  if (!isFields(value)) throw new BadInput(`${event} has no payload that is a hash`)
  return value
}

function decoded(event: string, text: string): Json {
  const json = readJson(text, MAX_DEPTH)
  if (json !== undefined) return json
  try {
    return readRuby(text)
  } catch (error) {
    if (error instanceof BadInput) throw new BadInput(`the payload of ${event} cannot be read: ${error.message}`)
    throw error
  }
}
