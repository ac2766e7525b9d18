// Umnico of a world under test: what its API would answer, as it would write it.
import { z } from 'zod'
import { Unavailable } from '../../../src/errors.ts'
import type { Reads } from '../../../src/tools/index.ts'
import { UmnicoHistory, UmnicoLead, UmnicoManager, UmnicoSource, UmnicoWebhook } from '../../../src/tools/umnico-shapes.ts'

type Row = Record<string, unknown>

export interface UmnicoRows {
  /** Umnico's webhooks; `down`: it does not answer. */
  umnico?: 'down' | Row[]
  /** What its inbox and `/leads/:id` say. */
  umnicoLeads?: Row[]
  /** Conversation → its messages, newest first. */
  umnicoMessages?: Record<string, Row[]>
  umnicoSources?: Row[]
}

export function umnicoOf(
  { umnico, umnicoLeads = [], umnicoMessages = {}, umnicoSources = [] }: UmnicoRows,
  asked: string[],
): Reads['umnico'] {
  const ask = async <T extends z.ZodType>(question: string, shape: T, answer: unknown): Promise<z.output<T>> => {
    asked.push(question)
    if (umnico === 'down') throw new Unavailable('Umnico is down')
    return shape.parse(answer)
  }
  return {
    webhooks: () => ask('webhooks', z.array(UmnicoWebhook), umnico ?? []),
    inbox: () => ask('inbox', z.array(UmnicoLead), umnicoLeads),
    lead: ({ leadId }) => ask(`lead ${leadId}`, UmnicoLead.nullable(), umnicoLeads.find(({ id }) => String(id) === leadId) ?? null),
    sources: ({ leadId }) => ask(`sources of ${leadId}`, z.array(UmnicoSource), umnicoSources),
    history: ({ leadId }) => ask(`history of ${leadId}`, UmnicoHistory, { messages: umnicoMessages[leadId] ?? [], cursor: null }),
    managers: () => ask('managers', z.array(UmnicoManager), [{ id: 15, role: 'owner' }]),
  }
}
