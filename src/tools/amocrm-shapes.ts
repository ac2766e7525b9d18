// The parts of amoCRM's answers we use: HAL collections, where an empty one has no body at all, and rows with whole ids.
import { z } from 'zod'

const Id = z.number().int().positive()
const text = z.string().nullish().catch(null)
const id = Id.nullish()
  .catch(null)
  .transform((value) => value ?? null)
/** Unix seconds. */
const moment = z
  .number()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

export const Entity = z.enum(['leads', 'contacts'])
export type Entity = z.infer<typeof Entity>

/** «Успешно реализовано» and «Закрыто и не реализовано» of every pipeline. */
const CLOSED = [142, 143]

export const AmocrmLead = z
  .object({
    id: Id,
    name: text,
    price: z.number().nullish().catch(null),
    responsible_user_id: id,
    status_id: id,
    pipeline_id: id,
    updated_at: moment,
    is_deleted: z.boolean().catch(false),
    _embedded: z.object({ contacts: z.array(z.object({ id: Id })).catch([]) }).catch({ contacts: [] }),
  })
  .transform(({ _embedded, is_deleted, status_id, ...lead }) => ({
    ...lead,
    status_id,
    open: !is_deleted && !CLOSED.includes(status_id ?? 0),
    contactIds: _embedded.contacts.map((contact) => contact.id),
  }))
export type AmocrmLead = z.output<typeof AmocrmLead>

const Field = z.object({ field_code: text, values: z.array(z.object({ value: z.unknown() })).catch([]) })

export const AmocrmContact = z
  .object({
    id: Id,
    name: text,
    responsible_user_id: id,
    custom_fields_values: z.array(Field).nullish().catch(null),
    _embedded: z.object({ leads: z.array(z.object({ id: Id })).catch([]) }).catch({ leads: [] }),
  })
  .transform(({ custom_fields_values, _embedded, ...contact }) => ({
    ...contact,
    phones: (custom_fields_values ?? [])
      .filter(({ field_code }) => field_code === 'PHONE')
      .flatMap(({ values }) => values.map(({ value }) => String(value))),
    leadIds: _embedded.leads.map((lead) => lead.id),
  }))
export type AmocrmContact = z.output<typeof AmocrmContact>

export const AmocrmTask = z.object({
  id: Id,
  text: z.string().catch(''),
  complete_till: moment,
  responsible_user_id: id,
  entity_id: id,
  entity_type: text,
  is_completed: z.boolean().catch(false),
  created_at: moment,
})
export type AmocrmTask = z.output<typeof AmocrmTask>

export const AmocrmNote = z
  .object({ id: Id, note_type: text, created_at: moment, params: z.object({ text }).catch({ text: null }) })
  .transform(({ params, ...note }) => ({ ...note, text: params.text ?? '' }))
export type AmocrmNote = z.output<typeof AmocrmNote>

export const AmocrmUser = z.object({ id: Id, name: text, email: text })
export type AmocrmUser = z.output<typeof AmocrmUser>

export const AmocrmPipeline = z
  .object({
    id: Id,
    name: text,
    is_main: z.boolean().catch(false),
    _embedded: z.object({ statuses: z.array(z.object({ id: Id, name: text })).catch([]) }).catch({ statuses: [] }),
  })
  .transform(({ _embedded, ...pipeline }) => ({ ...pipeline, statuses: _embedded.statuses }))
export type AmocrmPipeline = z.output<typeof AmocrmPipeline>

type Row = Record<string, unknown>
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

/** The rows of a HAL collection; none for an empty answer. */
export function embedded(body: unknown, name: string): unknown {
  if (body === undefined) return []
  return isRow(body) && isRow(body._embedded) ? (body._embedded[name] ?? []) : body
}

export const hasNext = (body: unknown): boolean => isRow(body) && isRow(body._links) && isRow(body._links.next)

/** The digits that matter: whoever writes +7, 8 or nothing before them means the same phone. */
const TELLING_DIGITS = 9
export const samePhone = (a: string, b: string): boolean => {
  const [one, other] = [a, b].map((phone) => phone.replace(/\D/g, '').slice(-TELLING_DIGITS))
  return one !== undefined && one.length === TELLING_DIGITS && one === other
}
