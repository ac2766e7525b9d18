// The supervisor's graph as mermaid, drawn from the compiled graph itself.

import { settingsTable } from '../../src/agents/settings.ts'
import { systemClock } from '../../src/clock.ts'
import { createGraph } from '../../src/graph/index.ts'
import { readsOf, toolsForStudio } from '../../src/tools/index.ts'

export async function graphPicture(): Promise<string> {
  const graph = createGraph({
    read: readsOf(toolsForStudio()),
    clock: systemClock,
    settings: settingsTable(),
    timeoutMs: 1_000,
    model: null,
    onDegraded: () => undefined,
  })
  return (await graph.getGraphAsync({ xray: true })).drawMermaid()
}
