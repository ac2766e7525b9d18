// The graph as LangGraph Studio serves it: no database, no vendors. Reads fail visibly, effects are listed, nothing is performed.
import { settingsTable } from './agents/settings.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { createGraph } from './graph/index.ts'
import { readsOf, toolsForStudio } from './tools/index.ts'

export function orchestrator() {
  const config = readConfig()
  return createGraph({
    read: readsOf(toolsForStudio()),
    clock: systemClock,
    settings: settingsTable(config.settings),
    timeoutMs: 60_000,
    model: null,
    onDegraded: () => undefined,
  })
}
