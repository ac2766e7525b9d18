// When rules cannot tell: the model chooses among the listed agents, and nothing else. Without it keywords do, then a person.
import type { RunnableConfig } from '@langchain/core/runnables'
import { z } from 'zod'
import { meaningsOf } from '../../agents/agent.ts'
import { type AgentName, agents } from '../../agents/index.ts'
import { sentence } from '../../errors.ts'
import type { Event, EventType } from '../../events/index.ts'
import type { ModelAccess } from '../../tools/model.ts'
import { Prompt } from '../../tools/model-prompt.ts'
import { agentsOf, type Route, routeOf } from '../routes.ts'
import type { Plan } from '../state.ts'
import { byKeywords, textOf } from './rules.ts'

export const PROMPT = Prompt.from(import.meta.dirname, 'classify.md')

/** What the model may answer: nothing outside the route's list, each agent alone or with one of its own intents. */
export function answerSchema(among: readonly AgentName[], type: EventType = 'message.employee') {
  return z.object({
    meant: z
      .array(z.enum(['nobody', ...cardsOf(among, type).flatMap(({ name, intents }) => [name, ...Object.keys(intents).map(meaning(name))])]))
      .min(1)
      .max(3),
    urgency: z.enum(['low', 'normal', 'high']),
    language: z.enum(['ru', 'en', 'ka', 'other']),
    reason: z.string().max(300),
  })
}

const cardsOf = (among: readonly AgentName[], type: EventType) =>
  agents
    .filter((agent) => among.includes(agent.name))
    .map((agent) => ({ name: agent.name, title: agent.title, intents: meaningsOf(agent, type).intents }))

const meaning =
  (agent: string) =>
  (intent: string): string =>
    `${agent}/${intent}`

export interface ClassifyOptions {
  model: ModelAccess | null
  onDegraded: (reason: string, eventId: string) => void
  /** Where others wait beside whoever is chosen, the model has so long. */
  withinMs: number
  config?: RunnableConfig
}

export async function classify(event: Event, options: ClassifyOptions, route: Route<EventType> = routeOf(event.type)): Promise<Plan> {
  const { model, onDegraded, withinMs, config } = options
  const among = agentsOf(route).filter((name) => !(route.always as readonly AgentName[]).includes(name))
  try {
    if (model === null) throw new Error('no model is configured')
    const { value, model: answeredBy } = await model.structured({
      name: 'classify_event',
      schema: answerSchema(among, event.type),
      system: PROMPT.filled({ agents: describe(among, event.type) }),
      user: textOf(event),
      eventId: event.id,
      ...(route.kind === 'beside' && { signal: AbortSignal.timeout(withinMs) }),
      config,
    })
    const meant = value.meant.map((one) => one.split('/'))
    const chosen = among.filter((name) => meant.some(([agent]) => agent === name))
    const intents = chosen.flatMap((name) => meant.filter(([agent, intent]) => agent === name && intent !== undefined).slice(0, 1))
    return {
      agents: withAlways(route, chosen),
      mode: 'parallel',
      by: 'model',
      reason: value.reason,
      model: answeredBy,
      ...(intents.length > 0 && { intents: Object.fromEntries(intents) }),
      ...(chosen.length === 1 && intents[0] && { intent: intents[0][1] }),
      urgency: value.urgency,
      language: value.language,
    }
  } catch (error) {
    onDegraded(sentence(error), event.id)
    const keywords = byKeywords(event, among)
    if (keywords)
      return { ...keywords, agents: withAlways(route, keywords.agents), by: 'fallback', reason: `without the model: ${keywords.reason}` }
    return {
      agents: withAlways(route, []),
      mode: 'parallel',
      by: 'fallback',
      reason: `without the model and without a clear word: ${route.always.length > 0 ? 'only those who always take part' : 'a person decides'}`,
    }
  }
}

/** Those who always take part, and those that were chosen; where there is nobody, whoever takes what nobody is meant by. */
function withAlways({ always, otherwise }: Route<EventType>, chosen: readonly AgentName[]): AgentName[] {
  const all = [...new Set([...always, ...chosen])]
  return all.length > 0 ? all : [otherwise ?? 'duty']
}

const describe = (among: readonly AgentName[], type: EventType): string =>
  cardsOf(among, type)
    .map(({ name, title, intents }) =>
      [`- ${name} (${title})`, ...Object.entries(intents).map(([intent, says]) => `  - ${meaning(name)(intent)}: ${says}`)].join('\n'),
    )
    .join('\n')
