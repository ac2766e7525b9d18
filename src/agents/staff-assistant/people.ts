// «Кто руководитель в Батуми»: the people of a branch, and those of the whole company.
import type { Branch } from '../../events/event.ts'
import type { Staff } from '../../tools/rental.ts'
import type { GatherContext } from '../agent.ts'
import { type Asker, branchIn } from '../asker.ts'

export interface PeopleFacts {
  branch: Branch | null
  people: Pick<Staff, 'name' | 'role' | 'branch' | 'telegramId'>[]
}

const ORDER = ['director', 'head', 'manager', 'employee', 'admin']

export async function peopleFacts(text: string, asker: Pick<Asker, 'branch'>, { read: { rental } }: GatherContext): Promise<PeopleFacts> {
  const branch = branchIn(text) ?? asker.branch
  const all = await rental.staffOf({})
  const people = all.filter((one) => branch === null || one.branch === branch || one.branch === null)
  return { branch, people: people.toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role)) }
}
