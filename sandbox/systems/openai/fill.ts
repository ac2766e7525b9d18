// Fills a JSON schema with a valid value, choosing enums by the message it answers.
import { isRecord } from '../../bodies.ts'
import { MEANT, rank } from './choose.ts'
import { type Filling, mentioned, number, type Prompt, type Schema, string } from './leaves.ts'

export function fillSchema(schema: Schema, prompt: Prompt, now: Date): unknown {
  const filling: Filling = {
    ...prompt,
    guide: `${prompt.guide}\n${descriptions(schema).join('\n')}`,
    root: schema,
    now,
    best: 0,
    shared: new Set(),
  }
  // Twice, because a confidence or a reason may stand before the choice it speaks of.
  fill(schema, '', filling)
  return fill(schema, '', filling)
}

function fill(given: Schema, name: string, filling: Filling): unknown {
  const schema = resolved(given, filling)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return choose(schema.enum, filling)
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (choices) return either(choices, name, filling)
  const type = Array.isArray(schema.type) ? (schema.type as string[]) : [schema.type as string]
  if (type.includes('null')) return nullable({ ...schema, type: type.find((one) => one !== 'null') }, name, filling)
  switch (type[0]) {
    case 'object':
      return object(schema, filling)
    case 'array':
      return array(schema, name, filling)
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return number(schema, name, filling)
    case 'null':
      return null
    default:
      return string(schema, name, filling)
  }
}

function resolved(schema: Schema, { root }: Filling): Schema {
  if (typeof schema.$ref !== 'string') return schema
  const target = schema.$ref
    .replace(/^#\/?/, '')
    .split('/')
    .reduce<unknown>((node, key) => (key === '' ? node : isRecord(node) ? node[key] : undefined), root)
  return isRecord(target) ? target : {}
}

function choose(options: unknown[], filling: Filling): unknown {
  const texts = options.filter((option) => typeof option === 'string')
  if (texts.length === 0) return options[0]
  const [first] = rank(texts, filling, filling.guide)
  if (first) remember([first], filling)
  return first?.option
}

function remember(chosen: { score: number; shared: string[] }[], filling: Filling): void {
  for (const { score, shared } of chosen) {
    // Without a shared word it was a default, or told by the letters: no ground for confidence.
    if (shared.length > 0) filling.best = Math.max(filling.best, score)
    for (const stem of shared) filling.shared.add(stem)
  }
}

function either(choices: Schema[], name: string, filling: Filling): unknown {
  const real = choices.find((choice) => choice.type !== 'null') ?? {}
  return real === choices[0] && !choices.some((choice) => choice.type === 'null')
    ? fill(real, name, filling)
    : nullable(real, name, filling)
}

/** Null unless the message itself says what to put there. */
function nullable(given: Schema, name: string, filling: Filling): unknown {
  const schema = resolved(given, filling)
  if (Array.isArray(schema.enum)) {
    const [first] = rank(
      schema.enum.filter((option) => typeof option === 'string'),
      filling,
      filling.guide,
    )
    return first && first.score > MEANT ? first.option : null
  }
  if (schema.type === 'integer' || schema.type === 'number') return mentioned(schema, name, filling) ?? null
  return null
}

function object({ properties, required }: Schema, filling: Filling): unknown {
  const wanted = Array.isArray(required) ? new Set(required) : new Set<unknown>()
  const entries = Object.entries(isRecord(properties) ? properties : {}).filter(([key]) => wanted.has(key))
  return Object.fromEntries(entries.map(([key, schema]) => [key, fill(isRecord(schema) ? schema : {}, key, filling)]))
}

/** Of an array of choices, every one that fits nearly as well as the best. */
function array({ items, minItems, maxItems }: Schema, name: string, filling: Filling): unknown {
  const item = resolved(isRecord(items) ? items : {}, filling)
  const least = typeof minItems === 'number' ? minItems : 0
  const most = typeof maxItems === 'number' ? maxItems : 3
  if (!Array.isArray(item.enum)) return Array.from({ length: least }, () => fill(item, name, filling))
  const ranked = rank(
    item.enum.filter((option) => typeof option === 'string'),
    filling,
    filling.guide,
  )
  const best = ranked[0]?.score ?? 0
  const chosen = ranked
    .filter(({ score }, i) => i < least || (i === 0 && best > 0) || (score > MEANT && score >= best * 0.6))
    .slice(0, most)
  remember(chosen, filling)
  return chosen.map(({ option }) => option)
}

/** Every description in the schema, each on its own line. */
function descriptions(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(descriptions)
  if (!isRecord(node)) return []
  const own = typeof node.description === 'string' ? [node.description] : []
  return [...own, ...Object.values(node).flatMap(descriptions)]
}
