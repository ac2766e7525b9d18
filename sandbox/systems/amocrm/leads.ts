// Leads of amoCRM and what surrounds them: plausible, and changeable.
import { fields } from '../../bodies.ts'
import { type Handler, ok } from '../../system.ts'
import { collection, createRows, self, USER_ID } from './answers.ts'

export function leadDoors(now: () => Date): Record<string, Handler> {
  const leads = createRows(2_000_000)
  const lead = (id: number) => leads.get(id) ?? leads.add(plausibleLead(id), now())
  return {
    'GET /leads': ({ query }) => collection('leads', query.has('query') ? [] : leads.values()),
    'GET /leads/:id': (_, id) => ok(lead(Number(id))),
    'PATCH /leads/:id': ({ body }, id) => {
      const row = Object.assign(lead(Number(id)), fields(body), { updated_at: Math.floor(now().getTime() / 1000) })
      return ok({ id: row.id, updated_at: row.updated_at, _links: self(`leads/${row.id}`) })
    },
    'GET /contacts': () => collection('contacts', []),
    'GET /account': () =>
      ok({ id: 10_000_001, name: 'Песочница', subdomain: 'example', current_user_id: USER_ID, country: 'GE', currency: 'GEL' }),
    'GET /users': () => collection('users', [{ id: USER_ID, name: 'Песочница', email: 'staff@example.com', lang: 'ru' }]),
    'GET /leads/pipelines': () => collection('pipelines', [PIPELINE], 'leads/pipelines'),
  }
}

const PIPELINE = {
  id: 4_000_001,
  name: 'Первичка',
  is_main: true,
  _embedded: {
    statuses: ['Новый лид', 'Взят в работу', 'Выдача', 'Аренда', 'Приемка']
      .map((name, i) => ({ id: 3_000_001 + i, name }))
      .concat([
        { id: 142, name: 'Успешно реализовано' },
        { id: 143, name: 'Закрыто и не реализовано' },
      ]),
  },
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
