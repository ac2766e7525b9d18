// Proposals that contradict each other and that no rule may settle: nothing of them is done, and a person hears what they are.
import { disputeText } from '../agents/effect-words.ts'
import { agentByName } from '../agents/index.ts'
import type { Place, Proposal } from '../effects/catalogue.ts'
import type { PlannedEffect, ProposedBy } from '../effects/plan.ts'
import { Branch } from '../events/event.ts'
import type { Event } from '../events/index.ts'

/** Stands in the outbox where an agent's name would. */
export const SUPERVISOR = 'supervisor'

const titleOf = (name: string): string => agentByName(name)?.title ?? name

/** One message for all disputes of the run, to whoever leads the branch. */
export function disputeMessages(event: Event, effects: readonly PlannedEffect[], attempt: number): ProposedBy[] {
  const disputed = effects.filter((effect) => effect.disputed)
  if (disputed.length === 0) return []
  const html = disputeText(disputed.map(({ agent, kind, payload }) => ({ title: titleOf(agent), kind, payload })))
  const proposal: Proposal = {
    kind: 'telegram.message',
    slot: `dispute-${attempt}`,
    payload: { place: leaderOf(event, disputed), html },
  }
  return [{ agent: SUPERVISOR, proposal, attempt }]
}

function leaderOf(event: Event, effects: readonly PlannedEffect[]): Place {
  const named = [event.payload, ...effects.map(({ payload }) => payload)].map((payload) => (payload as { branch?: unknown }).branch)
  const branch = named.map((name) => Branch.safeParse(name).data).find((known) => known !== undefined)
  return branch === undefined ? { to: 'chat', purpose: 'managers' } : { to: 'role', role: 'manager', branch }
}
