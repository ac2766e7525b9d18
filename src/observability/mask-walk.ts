// Walks any value and masks it field by field: deep, bounded, safe with cycles.
import { HIDDEN, isOurMessage, type Treatment, treatmentOf } from './mask-rules.ts'

export type Hide = (line: string) => string

const MAX_DEPTH = 16
const MAX_NODES = 20_000
const MAX_JSON = 64_000

/** @param collect is told of every name met. */
export function maskWalk(value: unknown, hide: Hide, collect?: (name: string) => void): unknown {
  return walk(value, 'plain', { hide, collect, path: new Set(), budget: { nodes: MAX_NODES } })
}

interface Walk {
  hide: Hide
  collect: ((name: string) => void) | undefined
  /** Objects we are inside of: meeting one again is a cycle. */
  path: Set<object>
  budget: { nodes: number }
}

function walk(value: unknown, treatment: Treatment, at: Walk): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (typeof value === 'string') return maskString(value, treatment, at)
  if (typeof value === 'number' || typeof value === 'bigint')
    return hidesNumbers(treatment) ? HIDDEN : typeof value === 'bigint' ? String(value) : value
  if (typeof value !== 'object') return undefined
  if (at.budget.nodes-- <= 0 || at.path.size >= MAX_DEPTH) return '[…]'
  if (at.path.has(value)) return '[cycle]'
  at.path.add(value)
  try {
    return walkObject(value, treatment, at)
  } finally {
    at.path.delete(value)
  }
}

const hidesNumbers = (treatment: Treatment): boolean => treatment === 'personal' || treatment === 'secret'

/** A picture a model was asked about. */
const FILE = /^data:[a-z]+\/[a-z0-9.+-]+;base64,/

function maskString(line: string, treatment: Treatment, at: Walk): string {
  if (FILE.test(line)) return `[file ${line.length}]`
  if (treatment === 'personal') at.collect?.(line)
  if (hidesNumbers(treatment)) return line === '' ? line : HIDDEN
  if (treatment === 'text') return /^(?:|\[text \d+\])$/.test(line) ? line : `[text ${line.length}]`
  return maskJson(line, at) ?? at.hide(line)
}

/** Arguments of a tool call and answers of a model are JSON inside a string: there, too, the names of fields tell. */
function maskJson(line: string, at: Walk): string | undefined {
  if (!/^\s*[[{]/.test(line) || line.length > MAX_JSON) return undefined
  try {
    return JSON.stringify(walk(JSON.parse(line), 'plain', at))
  } catch {
    return undefined
  }
}

function walkObject(value: object, treatment: Treatment, at: Walk): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, treatment, at))
  if (value instanceof Error) return walkError(value, at)
  if (value instanceof Map) return walk(Object.fromEntries([...value].map(([key, item]) => [String(key), item])), treatment, at)
  if (value instanceof Set) return walk([...value], treatment, at)
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if ('toJSON' in value && typeof value.toJSON === 'function') return walk(value.toJSON(), treatment, at)
  return walkFields(value as Record<string, unknown>, treatment, at)
}

/** Errors of libraries quote what they were given: the message is masked, and so is the stack that repeats it. */
const walkError = (error: Error, at: Walk): unknown => ({
  name: error.name,
  message: at.hide(error.message),
  stack: at.hide(error.stack ?? ''),
})

function walkFields(fields: Record<string, unknown>, treatment: Treatment, at: Walk): Record<string, unknown> {
  const ours = isOurMessage(fields)
  const masked: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(fields)) {
    // `__proto__` from a vendor's JSON must stay a plain field.
    Object.defineProperty(masked, key, {
      value: walk(withOwnWords(key, item, ours), below(treatment, key, item, ours), at),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return masked
}

/** A field inside something personal is personal; free text applies to the field itself, not to an object that lies in it. */
function below(parent: Treatment, key: string, item: unknown, ours: boolean): Treatment {
  const own = treatmentOf(key, item)
  // `role: 'employee'` of a person is hidden with the rest, but is nobody's name to be looked for elsewhere.
  if (hidesNumbers(parent)) return own === 'plain' && isOurWord(item) ? 'secret' : parent
  if (own !== 'text') return own
  return ours && key === 'content' ? 'plain' : isTextual(item) ? 'text' : 'plain'
}

/** Roles, branches, languages: a person's name begins with a capital, or has no such key. */
const isOurWord = (item: unknown): boolean => typeof item === 'string' && /^[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*$/.test(item)

const isTextual = (item: unknown): boolean =>
  typeof item === 'string' || (Array.isArray(item) && item.every((part) => typeof part === 'string' || part === null))

/** LangChain writes a message as `{id: [… 'AIMessage'], kwargs: {content}}`: who speaks stands one level above the words. */
function withOwnWords(key: string, item: unknown, ours: boolean): unknown {
  if (!ours || key !== 'kwargs' || typeof item !== 'object' || item === null) return item
  return { ...item, role: 'assistant' }
}
