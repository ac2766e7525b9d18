// Deliveries of Umnico, broken in every way: cut, patched, invented, and with every field replaced by something else.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/webhooks/umnico')
const bodies = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .map((file) => readFileSync(path.join(FIXTURES, file), 'utf8'))

const PIECES = [
  ...['"', '\\', '\\u0000', '\\ud800', '\0', 'я', '0', '-', ':', ',', '[', ']', '{', '}', 'null', 'true'],
  ...['1e999', '99999999999999999999', '"__proto__":', '"type":"message.incoming",', '"type":"constructor",'],
]

const edits = fc.array(
  fc.record({
    at: fc.noBias(fc.nat(9_999)),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    insert: fc.constantFrom('', ...PIECES),
  }),
  { minLength: 1, maxLength: 3 },
)
const body = fc.constantFrom(...bodies)

const patched = fc.tuple(body, edits).map(([text, changes]) =>
  Buffer.from(
    changes.reduce((whole, { at, remove, insert }) => {
      const from = Math.floor((at / 10_000) * whole.length)
      return whole.slice(0, from) + insert + whole.slice(from + remove)
    }, text),
  ),
)
const inBytes = fc
  .tuple(body, fc.nat(), fc.nat(255))
  .map(([text, at, byte]) => Buffer.from(text).fill(byte, at % text.length, (at % text.length) + 1))

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>('', ' ', 0, -1, 1e300, null, [], {}, [[]], 'x'.repeat(300), '\u0000', '\ud800', 'http://[', 'https://a b', {
    url: 'http://%',
  }),
)

/** Every field by its own path, with something else in it. */
const replaced = fc.tuple(body, fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 })).map(([text, changes]) => {
  const root = JSON.parse(text)
  for (const [pick, value] of changes) {
    const holders = objectsIn(root)
    const holder = holders[pick % holders.length] as Record<string, unknown>
    const keys = Object.keys(holder)
    holder[keys[Math.floor(pick / 7) % Math.max(keys.length, 1)] ?? 'type'] = structuredClone(value)
  }
  return Buffer.from(JSON.stringify(root))
})

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  return [...(Array.isArray(value) ? [] : [value as Record<string, unknown>]), ...Object.values(value).flatMap(objectsIn)]
}

const invented = fc
  .record({ type: fc.constantFrom('message.incoming', 'message.outgoing'), leadId: odd, customId: odd, message: odd })
  .map((root) => Buffer.from(JSON.stringify(root)))
const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))

export const brokenUmnico = fc.oneof(patched, inBytes, { arbitrary: replaced, weight: 3 }, invented, noise)
