// amoCRM's API v4: the sales people's leads and contacts, their tasks and notes.
import { z } from 'zod'
import { Refused } from '../errors.ts'
import { type AmocrmConfig, type AmocrmSession, credentialOf, secretsIn } from './amocrm-session.ts'
import {
  AmocrmContact,
  AmocrmLead,
  AmocrmNote,
  AmocrmPipeline,
  AmocrmTask,
  AmocrmUser,
  Entity,
  embedded,
  hasNext,
} from './amocrm-shapes.ts'
import { type Call, defineIntegration, operation } from './integration.ts'
import type { Explanation, HttpRequest, Vendor } from './vendor.ts'

/** `secrets` grows with every token that is fetched. */
export const amocrmVendor = ({ access }: AmocrmConfig, timeoutMs: number): Vendor & { secrets: string[] } => ({
  system: 'amocrm',
  timeoutMs,
  credential: credentialOf(access),
  secrets: secretsIn(access),
  // Who goes on asking is shut out altogether, and only their support opens the door again.
  afterTooManyMs: 5_000,
  explain,
})

const Complaint = z.object({ code: z.string().catch(''), path: z.string().catch(''), detail: z.string().catch('') })
const Problem = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  'validation-errors': z.array(z.object({ errors: z.array(Complaint) })).optional(),
})
const WHY_403 = 'the integration may not do this, or was shut out after too many requests: ask amoCRM’s support'

function explain(status: number, body: unknown): Explanation {
  const said = Problem.safeParse(body).data ?? {}
  const [wrong] = said['validation-errors']?.flatMap(({ errors }) => errors) ?? []
  const message = [said.detail ?? said.title, said.hint, wrong && `${wrong.path}: ${wrong.detail}`].filter(Boolean).join('; ')
  if (status === 402) return { code: 'unpaid', message: message || 'the account is not paid for' }
  if (status === 403) return { code: 'shut-out', message: [message, WHY_403].filter(Boolean).join(': ') }
  return { message: message || undefined, code: wrong?.code || undefined }
}

/** More of them in one request than amoCRM recommends may end in a 504. */
const BATCH = 50
const PAGE = 250
const MOST_PAGES = 20
const READ = { limit: 'amocrm', idempotency: 'A read: may be repeated.' }
const Id = z.number().int().positive()
const OfEntity = z.object({ type: Entity, id: Id })

const NewTask = z.object({
  text: z.string().min(1),
  /** Unix seconds. */
  completeTill: z.number().int().positive(),
  responsibleId: Id.optional(),
  entity: OfEntity.optional(),
})
const NewNote = z.object({ entityId: Id, text: z.string().min(1) })
/** A task of the kind «Связаться»: what every account has. */
const FOLLOW_UP = 1

export function amocrmTool(session: AmocrmSession) {
  const ask = async (method: HttpRequest['method'], path: string, call: Call, body?: unknown): Promise<unknown> =>
    (await session({ method, path, body: body === undefined ? undefined : JSON.stringify(body) }, call)).body

  /** All rows of a collection; a `next` that goes in circles must not hold us for ever. */
  async function all(path: string, name: string, query: URLSearchParams, call: Call): Promise<unknown[]> {
    const rows: unknown[] = []
    for (let page = 1; page <= MOST_PAGES; page++) {
      query.set('page', String(page))
      query.set('limit', String(PAGE))
      const body = await ask('GET', `${path}?${query}`, call)
      const found = embedded(body, name)
      if (!Array.isArray(found)) throw new Refused(`amocrm ${call.operation}: the answer holds no ${name}`, { code: 'unexpected-answer' })
      rows.push(...found)
      if (found.length === 0 || !hasNext(body)) break
    }
    return rows
  }

  return defineIntegration({
    name: 'amocrm',
    read: {
      lead: operation({
        summary: 'One lead (a deal) with the ids of its contacts, or null when there is none.',
        input: z.object({ id: Id }),
        output: AmocrmLead.nullable(),
        ...READ,
        run: async ({ id }, call) => (await ask('GET', `/leads/${id}?with=contacts`, call).catch(nullWhenMissing)) ?? null,
      }),
      leads: operation({
        summary: 'Several leads by their ids.',
        input: z.object({ ids: z.array(Id).min(1).max(BATCH) }),
        output: z.array(AmocrmLead),
        ...READ,
        run: ({ ids }, call) =>
          all('/leads', 'leads', new URLSearchParams(ids.map((id): [string, string] => ['filter[id][]', String(id)])), call),
      }),
      contacts: operation({
        summary: 'Contacts in which a text stands (a phone, a name), with the ids of their leads.',
        input: z.object({ query: z.string().min(3).max(100) }),
        output: z.array(AmocrmContact),
        ...READ,
        run: async ({ query }, call) =>
          embedded(await ask('GET', `/contacts?${new URLSearchParams({ query, with: 'leads', limit: '50' })}`, call), 'contacts'),
      }),
      tasks: operation({
        summary: 'Tasks, the next due first: of a lead or contact, or changed since a moment, or those that are open.',
        input: z.object({
          entity: OfEntity.optional(),
          open: z.boolean().optional(),
          /** Unix seconds. */
          updatedFrom: z.number().int().optional(),
        }),
        output: z.array(AmocrmTask),
        ...READ,
        run: ({ entity, open, updatedFrom }, call) => {
          const query = new URLSearchParams({ 'order[complete_till]': 'asc' })
          if (entity) query.append('filter[entity_type]', entity.type)
          if (entity) query.append('filter[entity_id][]', String(entity.id))
          if (open !== undefined) query.append('filter[is_completed]', open ? '0' : '1')
          if (updatedFrom !== undefined) query.append('filter[updated_at][from]', String(updatedFrom))
          return all('/tasks', 'tasks', query, call)
        },
      }),
      notes: operation({
        summary: 'The written notes of a lead or contact, the last changed first.',
        input: z.object({ entity: OfEntity }),
        output: z.array(AmocrmNote),
        ...READ,
        run: async ({ entity: { type, id } }, call) => {
          const query = new URLSearchParams({ 'filter[note_type]': 'common', 'order[updated_at]': 'desc', limit: '100' })
          return embedded(await ask('GET', `/${type}/${id}/notes?${query}`, call), 'notes')
        },
      }),
      users: operation({
        summary: 'The users of the account.',
        input: z.object({}),
        output: z.array(AmocrmUser),
        ...READ,
        run: (_input, call) => all('/users', 'users', new URLSearchParams(), call),
      }),
      pipelines: operation({
        summary: 'The pipelines with their stages.',
        input: z.object({}),
        output: z.array(AmocrmPipeline),
        ...READ,
        run: async (_input, call) => embedded(await ask('GET', '/leads/pipelines', call), 'pipelines'),
      }),
    },
    write: {
      createTasks: operation({
        summary: 'Makes tasks, at most fifty at once; in the order in which they were given.',
        input: z.object({ tasks: z.array(NewTask).min(1).max(BATCH) }),
        output: z.array(z.object({ id: Id })).min(1),
        limit: 'amocrm',
        idempotency: 'Every call makes them again: look for them first.',
        run: async ({ tasks }, call) => {
          const body = tasks.map(({ text, completeTill, responsibleId, entity }, at) => ({
            text,
            complete_till: completeTill,
            task_type_id: FOLLOW_UP,
            responsible_user_id: responsibleId,
            entity_id: entity?.id,
            entity_type: entity?.type,
            request_id: String(at),
          }))
          return embedded(await ask('POST', '/tasks', call, body), 'tasks')
        },
      }),
      completeTask: operation({
        summary: 'Marks a task as done, with what came of it.',
        input: z.object({ id: Id, result: z.string().min(1) }),
        output: z.object({ id: Id }),
        limit: 'amocrm',
        idempotency: 'Sets values: twice is the same as once.',
        run: ({ id, result }, call) => ask('PATCH', `/tasks/${id}`, call, { is_completed: true, result: { text: result } }),
      }),
      addNotes: operation({
        summary: 'Writes notes at leads or contacts, at most fifty at once.',
        input: z.object({ type: Entity, notes: z.array(NewNote).min(1).max(BATCH) }),
        output: z.array(z.object({ id: Id })).min(1),
        limit: 'amocrm',
        idempotency: 'Every call writes them again: look for them first.',
        run: async ({ type, notes }, call) => {
          const body = notes.map(({ entityId, text }) => ({ entity_id: entityId, note_type: 'common', params: { text } }))
          return embedded(await ask('POST', `/${type}/notes`, call, body), 'notes')
        },
      }),
    },
  })
}

export type AmocrmTool = ReturnType<typeof amocrmTool>

function nullWhenMissing(error: unknown): null {
  if (error instanceof Refused && error.status === 404) return null
  throw error
}
