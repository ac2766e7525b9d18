// Our webhooks at Umnico: which are switched off or missing, and whether people know of it already.
import { inTbilisi } from '../../clock.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { GatherContext } from '../agent.ts'
import type { Decision } from './decide.ts'
import { hookWords } from './webhook-words.ts'

export interface Hook {
  id: number
  name: string
  enabled: boolean
}

export interface HookFacts {
  /** Those that lead to our door. */
  ours: readonly Hook[]
  /** The incident their state is; null when all is well. */
  incident: string | null
  /** An earlier check has opened it, so people were told. */
  isKnown: boolean
}

/** @throws Unavailable when Umnico cannot be asked: then nothing is known, and the check is tried again. */
export async function hookFacts({ read: { umnico, rental }, clock }: Pick<GatherContext, 'read' | 'clock'>): Promise<HookFacts> {
  const ours = (await umnico.webhooks({})).filter((hook) => hook.ours).map(({ id, name, enabled }) => ({ id, name, enabled }))
  const incident = incidentIn(ours, clock.now())
  return { ours, incident, isKnown: incident !== null && (await rental.incident(incident)) !== null }
}

const isOff = ({ enabled }: Hook): boolean => !enabled

/** Its name says how often people hear of it: of a missing webhook once a day, of one that was switched off once an hour. */
export function incidentIn(ours: readonly Hook[], now: Date): string | null {
  const local = inTbilisi(now)
  if (ours.length === 0) return `webhook.missing:umnico:${local.toFormat('yyyy-MM-dd')}`
  const off = ours.filter(isOff).map(({ id }) => id)
  return off.length === 0 ? null : `webhook.off:umnico:${off.sort((a, b) => a - b).join('-')}:${local.toFormat("yyyy-MM-dd'T'HH")}`
}

const ALERTS: Place = { to: 'chat', purpose: 'alerts' }

/** What is off is switched on by every check; people hear of it when it is new. Pure. */
export function decideHooks({ ours, incident, isKnown }: HookFacts): Pick<Decision, 'messages' | 'incident' | 'enable' | 'summary'> {
  const off = ours.filter(isOff)
  const words = hookWords(ours.length === 0 ? 'missing' : off)
  const enable = off.map(({ id }) => id)
  if (incident === null || isKnown) return { messages: [], incident: null, enable, summary: isKnown ? words.again : words.fine }
  return {
    messages: [{ slot: 'webhooks', place: ALERTS, html: words.tell, isUrgent: true }],
    incident: { id: incident, kind: ours.length === 0 ? 'webhook.missing' : 'webhook.off', summary: words.summary },
    enable,
    summary: words.summary,
  }
}
