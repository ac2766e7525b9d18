// Everybody who works here: the registry of agents.
import type { EventType } from '../events/index.ts'
import { access } from './access/index.ts'
import { approvals } from './approvals/index.ts'
import { bookingController } from './booking-controller/index.ts'
import { carTopics } from './car-topics/index.ts'
import { cashControl } from './cash-control/index.ts'
import { clientChats } from './client-chats/index.ts'
import { dailyPlan } from './daily-plan/index.ts'
import { duty } from './duty/index.ts'
import { issueAssistant } from './issue-assistant/index.ts'
import { maintenance } from './maintenance/index.ts'
import { payments } from './payments/index.ts'
import { returnAssistant } from './return-assistant/index.ts'
import { serviceTrips } from './service-trips/index.ts'
import { slaControl } from './sla-control/index.ts'
import { staffAssistant } from './staff-assistant/index.ts'
import { tasks } from './tasks/index.ts'

export const agents = [
  bookingController,
  issueAssistant,
  returnAssistant,
  carTopics,
  clientChats,
  slaControl,
  serviceTrips,
  cashControl,
  maintenance,
  dailyPlan,
  payments,
  tasks,
  staffAssistant,
  access,
  approvals,
  duty,
] as const

type AnyOf = (typeof agents)[number]
export type AgentName = AnyOf['name']

type Accepting<A, T> = A extends { readonly name: infer Name; readonly accepts: readonly (infer Accepted)[] }
  ? T extends Accepted
    ? Name
    : never
  : never
/** The agents that accept an event of this type. */
export type AgentFor<T extends EventType> = Accepting<AnyOf, T>

export const agentByName = (name: string): AnyOf | undefined => agents.find((agent) => agent.name === name)
/** By the first part of a button's callback data. */
export const agentByCode = (code: string): AnyOf | undefined => agents.find((agent) => agent.code === code)
