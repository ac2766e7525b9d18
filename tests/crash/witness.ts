// The shipped graph with the shipped agents, each of which says that it was asked.

import { agents } from '../../src/agents/index.ts'
import type { Overrides } from '../../src/app.ts'
import { createGraph } from '../../src/graph/index.ts'
import type { AnyAgent } from '../../src/graph/nodes/agent.ts'

export const witnessed =
  (saw: (agent: string, event: { id: string; type: string }) => void | Promise<void>): NonNullable<Overrides['graph']> =>
  (stock) =>
    createGraph({
      ...stock,
      agents: (agents as unknown as readonly AnyAgent[]).map((agent) => ({
        ...agent,
        gather: async (event: never, context) => {
          await saw(`${(event as { type: string }).type} ${agent.name}`, event)
          return agent.gather(event, context)
        },
      })),
    })
