// What a new agent begins with: the smallest one that compiles, is routed, tested and says something.
import type { EventType } from '../../src/events/index.ts'

export interface NewAgent {
  name: string
  title: string
  code: string
  event: EventType
  /** The card's name in code. */
  card: string
}

/** Path → text. */
export const templates = (agent: NewAgent): Record<string, string> => {
  const home = `src/agents/${agent.name}`
  return {
    [`${home}/index.ts`]: card(agent),
    [`${home}/gather.ts`]: gather(agent),
    [`${home}/decide.ts`]: decide(agent),
    [`${home}/propose.ts`]: propose(agent),
    [`${home}/words.ts`]: words(agent),
    [`${home}/README.md`]: readme(agent),
    [`tests/agents/${agent.name}.test.ts`]: test(agent),
  }
}

const card = ({ name, title, code, event, card }: NewAgent) => `// The card of the agent ${name}: what it takes, and its three steps.
import { defineAgent } from '../agent.ts'
import { decide } from './decide.ts'
import { gather } from './gather.ts'
import { propose } from './propose.ts'

export const ${card} = defineAgent({
  name: '${name}',
  title: '${title.replaceAll("'", '’')}',
  code: '${code}',
  accepts: ['${event}'],
  gather,
  decide,
  propose,
})
`

const gather = ({ name, event }: NewAgent) => `// What the agent ${name} looks up before it decides.
import type { EventOf } from '../../events/index.ts'
import type { GatherContext } from '../agent.ts'

export interface Facts {
  event: EventOf<'${event}'>
  /** People who manage a branch may be asked; nobody else has to be. */
  hasManager: boolean
}

export async function gather(event: EventOf<'${event}'>, { read: { rental } }: GatherContext): Promise<Facts> {
  return { event, hasManager: (await rental.holderOf({ role: 'manager' })) !== null }
}
`

const decide = ({ name }: NewAgent) => `// The rule of the agent ${name}. Pure.
import type { Decided } from '../agent.ts'
import type { Facts } from './gather.ts'
import { nobodySummary, toldSummary } from './words.ts'

export interface Decision extends Decided {
  tell: Facts['event'] | null
}

export const decide = ({ event, hasManager }: Facts): Decision =>
  hasManager ? { tell: event, summary: toldSummary } : { tell: null, summary: nobodySummary }
`

const propose = ({ name }: NewAgent) => `// The decision of the agent ${name} as effects.
import type { Proposal } from '../../effects/catalogue.ts'
import type { Decision } from './decide.ts'
import { arrivedText } from './words.ts'

export const propose = ({ tell }: Decision): Proposal[] =>
  tell === null ? [] : [{ kind: 'telegram.message', payload: { place: { to: 'role', role: 'manager' }, html: arrivedText(tell.type) } }]
`

const words = ({ name, title }: NewAgent) => `// What people read from the agent ${name}.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => \`<b>${title.replaceAll('`', '’')}</b>: пришло событие \${escapeHtml(type)}.\`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
`

const readme = ({ name, title, event }: NewAgent) => `# ${title} (\`${name}\`)

- **\`${event}\`** → the branch manager (руководитель) reads that it arrived; without a manager it is only in the journal.
`

const test = ({ name, event, card }: NewAgent) => `// The agent ${name}: what it makes of its events.
import { expect, test } from 'vitest'
import { ${card} } from '../../src/agents/${name}/index.ts'
import type { EventType } from '../../src/events/index.ts'
import { eventFixture } from '../support/event-fixtures.ts'
import { staffRow } from './rows.ts'
import { run } from './world.ts'

test('the manager hears of it', async () => {
  const { listing, summary } = await run(${card}, eventFixture<EventType>('${event}'), { staff: [staffRow({ role: 'manager' })] })
  expect(listing).toEqual(['telegram.message main → role-manager-any'])
  expect(summary).toBe('Сообщил руководителю.')
})

test('without a manager it is only written down', async () => {
  expect((await run(${card}, eventFixture<EventType>('${event}'))).listing).toEqual([])
})
`
