// Every effect kind with its policy line, its payload and who performs it.
import type { z } from 'zod'
import { catalogue, type EffectKind, effectKinds } from '../../src/effects/catalogue.ts'
import { handlerOf } from '../../src/effects/handlers.ts'
import { policy } from '../../src/effects/policy.ts'
import { code, page, table } from './table.ts'

const SETTLED: Readonly<Record<string, string>> = {
  key: 'the vendor knows our key: the same call again answers with what exists already',
  repeat: 'doing it twice is the same as doing it once',
  'read-back': 'looks whether it is there, sends only if it is not',
  person:
    'nobody can know: stays `uncertain`, somebody is told; a critical `telegram.message` is sent once more, marked «возможно, повтор»',
  local: 'our own database, part of the commit; never uncertain',
}

export function effectsPage(): string {
  const rows = effectKinds.map((kind) => {
    const { approve, quietHours, onUncertain, critical } = policy[kind]
    return [code(kind), performedBy(kind), approve, quietHours, onUncertain, critical ? 'yes' : '', fieldsOf(catalogue[kind])]
  })
  return page(
    'Effects',
    '`src/effects/catalogue.ts`, `src/effects/policy.ts` and `src/effects/handlers.ts`',
    table(['kind', 'performed by', 'approved by', 'quiet hours', 'when uncertain', 'failure alerts', 'payload'], rows),
    '## When nobody knows whether it happened',
    table(
      ['policy', 'what is done'],
      Object.entries(SETTLED).map(([name, meaning]) => [code(name), meaning]),
    ),
    '`hold` keeps private messages (to one person or role) until the morning; messages to groups and topics, urgent ones, those of critical events and those about an operation within two hours pass.',
  )
}

function performedBy(kind: EffectKind): string {
  if (!policy[kind].open) return 'nobody yet: may not be proposed'
  if (policy[kind].onUncertain === 'local') return 'the commit'
  return handlerOf(kind) ? 'the outbox' : 'NOBODY'
}

function fieldsOf(schema: z.ZodType): string {
  const shape = (schema as Partial<z.ZodObject>).shape
  if (!shape) return 'open'
  return Object.entries(shape)
    .map(([name, field]) => code((field as z.ZodType).safeParse(undefined).success ? `${name}?` : name))
    .join(' ')
}
