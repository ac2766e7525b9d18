// Rules first: the route table decides whatever needs no reading of words.
import { type Agent, type Command, meaningsOf } from '../../agents/agent.ts'
import { type FollowUp, followUpIn } from '../../agents/follow-up.ts'
import { greetingIn } from '../../agents/greeting.ts'
import { type AgentName, agentByCode, agents } from '../../agents/index.ts'
import { namesItem } from '../../agents/operations.ts'
import { type Doubt, meantBy, type Speaker } from '../../agents/understanding.ts'
import type { Event, EventType } from '../../events/index.ts'
import { agentsOf, type Route, routeOf } from '../routes.ts'
import type { Plan } from '../state.ts'
import { NOWHERE, type Where } from './where.ts'

/** What of an agent's card the rules look at. */
export type Worker = { readonly name: AgentName } & Pick<Agent, 'commands' | 'topics' | 'follows' | 'answers' | 'photosOf'>

/** The route table and the registry, where a test brings no other. */
interface Page {
  route?: Route<EventType>
  workers?: readonly Worker[]
  doubt?: Doubt
}

/** More agents than that are hardly meant by one message. */
const MOST = 2

/** @returns the plan, or null when somebody has to read what was written. */
export function byRules(
  event: Event,
  where: Where = NOWHERE,
  { route = routeOf(event.type), workers = agents, doubt }: Page = {},
): Plan | null {
  if (route.kind === 'owner') return byOwner(event, route.otherwise ?? 'duty')
  if (route.kind === 'ask') {
    const among = workers.filter(({ name }) => agentsOf(route).includes(name))
    const said = followUpIn(textOf(event), new Date(event.timestamp), where.people)
    const going = said === null ? null : byFollowing(said, where, among)
    return (
      byCommand(event, among) ??
      byReply(event, where, among) ??
      byTopic(where, among) ??
      byPhoto(event, where, among) ??
      (said?.joins ? going : null) ??
      byKeywords(event, agentsOf(route), MOST, doubt) ??
      going ??
      (where.isPrivate && route.otherwise ? byGreeting(route.otherwise, textOf(event)) : null) ??
      (said?.joins && route.otherwise ? bySubject(route.otherwise, where) : null)
    )
  }
  if (route.kind === 'beside') {
    const named = byKeywords(event, [...route.among], MOST, doubt)
    return named && { ...named, agents: [...route.always, ...named.agents] }
  }
  const mode = route.kind === 'sequence' ? 'sequence' : 'parallel'
  return {
    agents: [...route.always],
    mode,
    by: 'rules',
    reason: route.kind === 'critical' ? `${event.type}: critical, by the route table` : `${event.type}: by the route table`,
  }
}

function byOwner(event: Event, otherwise: AgentName): Plan {
  const named =
    event.cause?.agent ?? (event.type === 'callback.button' ? agentByCode(event.payload.data.split('|')[0] ?? '')?.name : undefined)
  const owner = agents.find((agent) => agent.name === named && (agent.accepts as readonly string[]).includes(event.type))
  return owner
    ? { agents: [owner.name], mode: 'parallel', by: 'rules', reason: `${owner.name} set the timer or sent the card` }
    : { agents: [otherwise], mode: 'parallel', by: 'rules', reason: `no agent owns this (${named ?? 'no cause'})` }
}

/** `/plan`, `/plan@our_bot завтра`: a command means one agent and one intent. */
function byCommand(event: Event, among: readonly Worker[]): Plan | null {
  const [command] = /^\/[a-z_]+/.exec(textOf(event)) ?? []
  if (command === undefined) return null
  for (const { name, commands } of among) {
    const meant = (commands as Readonly<Record<string, Command>> | undefined)?.[command]
    if (meant) return { agents: [name], mode: 'parallel', by: 'rules', reason: `the command ${command}`, intent: meant.intent }
  }
  return null
}

/** Who answers a card of an agent speaks with that agent. */
function byReply(event: Event, { repliesTo }: Where, among: readonly Worker[]): Plan | null {
  const text = textOf(event)
  const owner = among.find(({ name, answers }) => repliesTo.some(({ agent, slot }) => agent === name && answers?.(slot, text)))
  return owner ? { agents: [owner.name], mode: 'parallel', by: 'rules', reason: `a reply to a card of ${owner.name}` } : null
}

/** Whatever is written in a client's topic is for the client's agent. */
function byTopic({ topic }: Where, among: readonly Worker[]): Plan | null {
  const kind = topic?.split(':')[0]
  const owner = among.find(({ topics }) => topics?.some((mine) => mine === kind))
  return owner ? { agents: [owner.name], mode: 'parallel', by: 'rules', reason: `written in the topic ${topic}` } : null
}

/** «Это техпаспорт» as a reply to a photo, or as its new caption. */
function byPhoto(event: Event, { photoOf }: Where, among: readonly Worker[]): Plan | null {
  const owner = photoOf !== undefined && namesItem(textOf(event)) && among.find((worker) => worker.photosOf === photoOf)
  return owner ? { agents: [owner.name], mode: 'parallel', by: 'rules', reason: 'says what a photo shows' } : null
}

/** «А завтра?»: the same question to the same agent, where the words name nothing but what its card says may change. */
function byFollowing({ parts, isOnly }: FollowUp, { spoken }: Where, among: readonly Worker[]): Plan | null {
  if (!isOnly || !spoken) return null
  const owner = among.find(({ name }) => name === spoken.agent)
  const changing = owner?.follows?.[spoken.intent] ?? []
  if (owner === undefined || ![...parts].every((part) => changing.includes(part))) return null
  const { name } = owner
  return {
    agents: [name],
    mode: 'parallel',
    by: 'rules',
    reason: `goes on with ${name} (${spoken.intent})`,
    intent: spoken.intent,
    follows: spoken,
  }
}

/** «Привет», «спасибо»: to us where nobody else listens, and no question for a model. */
const byGreeting = (name: AgentName, text: string): Plan | null =>
  greetingIn(text) === null
    ? null
    : { agents: [name], mode: 'parallel', by: 'rules', reason: 'nothing but a greeting or thanks', intent: 'help' }

/** «А кто клиент?»: another side of what was spoken of, whoever spoke of it. */
const bySubject = (name: AgentName, { spoken }: Where): Plan => ({
  agents: [name],
  mode: 'parallel',
  by: 'rules',
  reason: 'goes on with what was spoken of',
  intent: 'more',
  ...(spoken && { follows: spoken }),
})

export const textOf = (event: Event): string => {
  if (event.type === 'message.employee' || event.type === 'message.incoming') return event.payload.text
  return event.type === 'photo.uploaded' ? event.payload.caption : ''
}

/**
 * Whom the words mean, at most so many: each with the intent they name.
 * @returns null when they mean nobody clearly.
 */
export function byKeywords(event: Event, among: readonly AgentName[], most = MOST, doubt?: Doubt): Plan | null {
  const speakers = agents
    .filter(({ name }) => among.includes(name))
    .map(
      (agent): Speaker<AgentName> => ({
        name: agent.name,
        keywords: meaningsOf(agent, event.type).keywords,
        critical: (agent as Pick<Agent, 'critical'>).critical,
        otherwise: (agent as Pick<Agent, 'otherwise'>).otherwise,
      }),
    )
  const named = meantBy(textOf(event), speakers, most, doubt)
  if (named.length === 0) return null
  return {
    agents: named.map(({ agent }) => agent),
    mode: 'parallel',
    by: 'rules',
    reason: `the words name ${named.map(({ agent, intent }) => `${agent} (${intent})`).join(', ')}`,
    ...(named.length === 1 && named[0] ? { intent: named[0].intent } : {}),
    intents: Object.fromEntries(named.map(({ agent, intent }) => [agent, intent])),
    ...(named.some(({ critical }) => critical) ? { urgency: 'high' as const } : {}),
  }
}
