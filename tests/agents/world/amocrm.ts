// amoCRM of a world under test: what its API would answer, as it would write it.
import { z } from 'zod'
import { Unavailable } from '../../../src/errors.ts'
import { AmocrmContact, AmocrmLead, AmocrmTask } from '../../../src/tools/amocrm-shapes.ts'
import type { Reads } from '../../../src/tools/index.ts'

type Row = Record<string, unknown>

export interface AmocrmRows {
  /** `down`: it does not answer. */
  amocrm?: 'down' | { leads?: Row[]; contacts?: Row[]; tasks?: Row[] }
}

export function amocrmOf({ amocrm = {} }: AmocrmRows, asked: string[]): Reads['amocrm'] {
  const ask = async <T extends z.ZodType>(question: string, shape: T, answer: (rows: Exclude<typeof amocrm, 'down'>) => unknown) => {
    asked.push(question)
    if (amocrm === 'down') throw new Unavailable('amoCRM is down')
    return shape.parse(answer(amocrm))
  }
  const nothing = async () => []
  return {
    lead: ({ id }) => ask(`lead ${id}`, AmocrmLead.nullable(), ({ leads = [] }) => leads.find((row) => row.id === id) ?? null),
    leads: ({ ids }) => ask('leads', z.array(AmocrmLead), ({ leads = [] }) => leads.filter((row) => ids.includes(Number(row.id)))),
    contacts: ({ query }) => ask(`contacts with ${query}`, z.array(AmocrmContact), ({ contacts = [] }) => contacts),
    tasks: ({ entity, open }) =>
      ask('tasks', z.array(AmocrmTask), ({ tasks = [] }) =>
        tasks.filter((row) => (entity === undefined || row.entity_id === entity.id) && (open === undefined || row.is_completed !== open)),
      ),
    notes: nothing,
    users: nothing,
    pipelines: nothing,
  }
}
