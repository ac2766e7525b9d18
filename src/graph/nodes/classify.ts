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

/** What the model may answer: nothing outside the route's list. */
export function answerSchema(among: readonly AgentName[], type: EventType = 'message.employee') {
  const intents = agents.filter((agent) => among.includes(agent.name)).flatMap((agent) => Object.keys(meaningsOf(agent, type).intents))
  return z.object({
    agents: z
      .array(z.enum([...among, 'nobody']))
      .min(1)
      .max(3),
    intent: z.enum(['unclear', ...new Set(intents)]),
    urgency: z.enum(['low', 'normal', 'high']),
    language: z.enum(['ru', 'en', 'ka', 'other']),
    reason: z.string().max(300),
  })
}

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
    const chosen = among.filter((name) => value.agents.includes(name))
    const all = withAlways(route, chosen)
    return {
      agents: all,
      mode: 'parallel',
      by: 'model',
      reason: value.reason,
      model: answeredBy,
      ...intentsOf(all, value.intent, event.type),
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

/** An intent is meant of whoever has it; one that none of the chosen has means nothing. */
function intentsOf(chosen: readonly AgentName[], intent: string, type: EventType): Pick<Plan, 'intent' | 'intents'> {
  const owners = agents.filter((agent) => chosen.includes(agent.name) && intent in meaningsOf(agent, type).intents)
  if (owners.length === 0) return {}
  return { intents: Object.fromEntries(owners.map(({ name }) => [name, intent])), ...(owners.length === chosen.length && { intent }) }
}

/** Those who always take part, and those that were chosen; where there is nobody, whoever takes what nobody is meant by. */
function withAlways({ always, otherwise }: Route<EventType>, chosen: readonly AgentName[]): AgentName[] {
  const all = [...new Set([...always, ...chosen])]
  return all.length > 0 ? all : [otherwise ?? 'duty']
}

const describe = (among: readonly AgentName[], type: EventType): string =>
  agents
    .filter((agent) => among.includes(agent.name))
    .map((agent) => {
      const intents = Object.entries(meaningsOf(agent, type).intents).map(([intent, meaning]) => `  - ${intent}: ${meaning}`)
      return [`- ${agent.name} (${agent.title})`, ...intents].join('\n')
    })
    .join('\n')
