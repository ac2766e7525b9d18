// Every event type on one page: where it comes from, its lane, how urgent it is and who answers for it.
import { agents } from '../../src/agents/index.ts'
import { definitionOf, eventTypes, isCritical } from '../../src/events/index.ts'
import { agentsOf, routeOf } from '../../src/graph/routes.ts'
import { exampleOf } from '../../tests/support/event-fixtures.ts'
import { code, page, table } from './table.ts'

const KINDS = table(
  ['route', 'meaning'],
  [
    ['parallel', 'all listed agents, at the same time'],
    ['sequence', 'one after another; each sees what those before it reported'],
    ['critical', 'at once, on the critical queue; no model is ever asked'],
    ['ask', 'keywords choose among the listed, then the model, then the first one listed'],
    ['beside', 'the first ones always; beside them whoever the words mean: keywords, then the model'],
    ['owner', 'the agent that set the timer or sent the card; the listed one when nobody is known'],
  ],
)

export function routesPage(): string {
  const rows = eventTypes.map((type) => {
    const { sources, priority } = definitionOf(type)
    const route = routeOf(type)
    const queue = isCritical(type) ? 'critical' : 'routine'
    return [code(type), sources.join(', '), code(exampleOf(type).subject), priority, queue, route.kind, agentsNamed(route).join(', ')]
  })
  const people = agents.map(({ name, title, code: short, accepts }) => [code(name), title, code(short), String(accepts.length)])
  return page(
    'Events and routes',
    '`src/events/`, `src/graph/routes.ts` and `tests/fixtures/events/`',
    table(['event', 'source', 'lane, for example', 'priority', 'queue', 'route', 'agents'], rows),
    '## Kinds of routes',
    KINDS,
    '## Agents',
    table(['agent', 'title', 'button code', 'event types accepted'], people),
  )
}

/** The fallback comes first, as in the route table. */
const agentsNamed = (route: ReturnType<typeof routeOf>): string[] => [
  ...new Set([...(route.otherwise ? [route.otherwise] : []), ...agentsOf(route)]),
]
