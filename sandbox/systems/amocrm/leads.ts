// The world's clients as amoCRM knows them: a contact each, with a lead for every booking; any other lead looks plausible.
import { fields } from '../../bodies.ts'
import { type Handler, ok } from '../../system.ts'
import type { Client, World } from '../../world.ts'
import { collection, createRows, fail, listed, pageOf, type Row, self, USER_ID } from './answers.ts'

const FIRST_CONTACT_ID = 2_100_000
const FIRST_LEAD_ID = 2_000_000
/** «Аренда» and «Успешно реализовано». */
const IN_RENT = 3_000_004
const WON = 142

export function leadDoors(world: World, now: () => Date): Record<string, Handler> {
  const leads = createRows(FIRST_LEAD_ID)
  const contacts = createRows(FIRST_CONTACT_ID)
  for (const client of world.clients.values())
    if (client.phone) contacts.add(contactOf(client, FIRST_CONTACT_ID + client.id - 60_000), now())
  for (const booking of world.bookings.values()) {
    const contact = contacts.get(FIRST_CONTACT_ID + (booking.client_id ?? 0) - 60_000)
    if (contact) leads.add(bookingLead(booking, contact.id), now())
  }
  const lead = (id: number) => leads.get(id) ?? leads.add(plausibleLead(id), now())
  const leadIdsOf = (contact: Row) =>
    leads
      .values()
      .filter(({ _embedded }) => (fields(_embedded).contacts as { id: number }[]).some(({ id }) => id === contact.id))
      .map(({ id }) => ({ id, _links: self(`leads/${id}`) }))
  const shown = (contact: Row, query: URLSearchParams): Row => ({
    ...contact,
    _embedded: { tags: [], companies: [], ...(query.get('with')?.split(',').includes('leads') ? { leads: leadIdsOf(contact) } : {}) },
  })
  const changed = (row: Row, body: unknown, path: string) => {
    Object.assign(row, fields(body), { id: row.id, updated_at: Math.floor(now().getTime() / 1000) })
    return { id: row.id, updated_at: row.updated_at, _links: self(`${path}/${row.id}`) }
  }

  return {
    'GET /leads': ({ query }) => {
      const ids = query.getAll('filter[id][]').map(Number)
      const named = ids.length > 0 ? ids.flatMap((id) => leads.get(id) ?? []) : leads.values()
      return pageOf(
        'leads',
        named.filter((row) => fits(row, query.get('query'))),
        query,
      )
    },
    'GET /leads/:id': (_, id) => ok(lead(Number(id))),
    'PATCH /leads/:id': ({ body }, id) => ok(changed(lead(Number(id)), body, 'leads')),
    'PATCH /leads': ({ body }) =>
      collection(
        'leads',
        listed(body).map((change) => changed(lead(Number(change.id)), change, 'leads')),
      ),
    'GET /contacts': ({ query }) =>
      pageOf(
        'contacts',
        contacts
          .values()
          .filter((row) => fits(row, query.get('query')))
          .map((row) => shown(row, query)),
        query,
      ),
    'GET /contacts/:id': ({ query }, id) => {
      const contact = contacts.get(Number(id))
      return contact ? ok(shown(contact, query)) : fail({ status: 404 })
    },
    'GET /account': () =>
      ok({ id: 10_000_001, name: 'Песочница', subdomain: 'example', current_user_id: USER_ID, country: 'GE', currency: 'GEL' }),
    'GET /users': ({ query }) =>
      pageOf('users', [{ id: USER_ID, name: 'Песочница', email: 'staff@example.com', lang: 'ru' }, ...usersOf(world)], query),
    'GET /leads/pipelines': () => collection('pipelines', [PIPELINE], 'leads/pipelines'),
  }
}

const usersOf = ({ staff }: World) =>
  staff.flatMap(({ id, name, amocrmId }) =>
    amocrmId === undefined ? [] : [{ id: amocrmId, name, email: `staff${id}@example.com`, lang: 'ru' }],
  )

/** Any text of the row, and phones by their digits. */
function fits(row: Row, query: string | null): boolean {
  if (query === null) return true
  const wanted = query.toLowerCase()
  const whole = JSON.stringify([row.name, row.custom_fields_values]).toLowerCase()
  const digits = query.replace(/\D/g, '')
  return whole.includes(wanted) || (digits.length > 5 && whole.replace(/\D/g, '').includes(digits))
}

const PIPELINE = {
  id: 4_000_001,
  name: 'Первичка',
  is_main: true,
  _embedded: {
    statuses: ['Новый лид', 'Взят в работу', 'Выдача', 'Аренда', 'Приемка']
      .map((name, i) => ({ id: 3_000_001 + i, name }))
      .concat([
        { id: WON, name: 'Успешно реализовано' },
        { id: 143, name: 'Закрыто и не реализовано' },
      ]),
  },
}

const field = (field_code: string, value: unknown) => ({
  field_id: field_code === 'PHONE' ? 600_101 : 600_102,
  field_name: field_code === 'PHONE' ? 'Телефон' : 'Email',
  field_code,
  field_type: 'multitext',
  values: [{ value, enum_id: 1, enum_code: 'WORK' }],
})

const contactOf = ({ name, lastname, phone, email }: Client, id: number) => ({
  id,
  name: [name, lastname].filter(Boolean).join(' '),
  first_name: name,
  last_name: lastname,
  responsible_user_id: USER_ID,
  group_id: 0,
  is_deleted: false,
  custom_fields_values: [field('PHONE', phone), ...(email ? [field('EMAIL', email)] : [])],
  account_id: 10_000_001,
  _links: self(`contacts/${id}`),
})

const bookingLead = ({ id, number, active }: { id: number; number?: unknown; active?: unknown }, contactId: number) => {
  const leadId = FIRST_LEAD_ID + id - 600_000
  return {
    ...plausibleLead(leadId),
    name: `Бронь ${number}`,
    status_id: active === true ? IN_RENT : WON,
    custom_fields_values: [
      { field_id: 600_001, field_name: 'rentprog_booking_id', field_code: null, field_type: 'text', values: [{ value: String(id) }] },
    ],
    _embedded: { tags: [], companies: [], contacts: [{ id: contactId, is_main: true }] },
  }
}

const plausibleLead = (id: number) => ({
  id,
  name: `Сделка ${id}`,
  price: 0,
  responsible_user_id: USER_ID,
  group_id: 0,
  status_id: 3_000_001,
  pipeline_id: PIPELINE.id,
  loss_reason_id: null,
  closed_at: null,
  is_deleted: false,
  custom_fields_values: null,
  account_id: 10_000_001,
  _links: self(`leads/${id}`),
  _embedded: { tags: [], companies: [], contacts: [] },
})
