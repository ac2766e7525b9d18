// Rows of our tables as tests need them: everything has a value, a test names only what matters to it.
import type { OperationKind } from '../../src/effects/catalogue.ts'
import type {
  Booking,
  Car,
  Chat,
  Client,
  Conversation,
  Material,
  Operation,
  Payment,
  PaymentLink,
  Staff,
  TaskWithLog,
  Topic,
} from '../../src/tools/rental.ts'

export const at = (text: string): Date => new Date(text)
const LONG_AGO = at('2030-11-01T00:00:00.000Z')

export const bookingRow = (row: Partial<Booking> = {}): Booking => ({
  id: 700001,
  branch: 'batumi',
  number: 4001,
  state: 'Активная',
  active: true,
  inRent: false,
  technical: false,
  repair: false,
  archived: false,
  carId: 80001,
  clientId: 60001,
  clientName: 'Иван Тестов',
  startAt: at('2030-11-05T08:30:00.000Z'),
  endAt: at('2030-11-08T06:00:00.000Z'),
  locationStart: 'Аэропорт',
  locationEnd: 'Офис',
  responsibleId: 90001,
  responsible: 'Тест Сотрудник',
  startWorkerId: null,
  endWorkerId: null,
  totalMinor: 20000,
  paidMinor: null,
  depositMinor: 10000,
  extras: {},
  readAt: null,
  updatedAt: LONG_AGO,
  ...row,
})

export const carRow = (row: Partial<Car> = {}): Car => ({
  id: 80001,
  branch: 'batumi',
  name: 'Toyota Prius',
  code: 'Prius 1',
  plate: 'AA-000-AA',
  state: 1,
  mileageKm: 50000,
  clean: true,
  archived: false,
  updatedAt: LONG_AGO,
  ...row,
})

export const clientRow = (row: Partial<Client> = {}): Client => ({
  id: 60001,
  name: 'Иван Тестов',
  phone: null,
  email: null,
  language: null,
  category: null,
  sounds: null,
  updatedAt: LONG_AGO,
  ...row,
})

export const staffRow = (row: Partial<Staff> = {}): Staff => ({
  id: 90001,
  name: 'Тест Сотрудник',
  role: 'employee',
  branch: 'batumi',
  linkedAt: null,
  telegramId: 100000001n,
  language: 'ru',
  active: true,
  yougileId: null,
  amocrmId: null,
  ...row,
})

export const chatRow = (row: Partial<Chat> = {}): Chat => ({
  id: -1000000000001n,
  purpose: 'branch',
  branch: 'batumi',
  title: 'Branch_batumi',
  ...row,
})
export const topicRow = (row: Partial<Topic> = {}): Topic => ({
  chatId: -1000000000001n,
  threadId: 77,
  subject: 'car:80001',
  name: 'AA-000-AA',
  closed: false,
  ...row,
})

export const conversationRow = (row: Partial<Conversation> = {}): Conversation => ({
  leadId: '400001',
  topic: 'client:60001',
  customerId: '200001',
  clientId: 60001,
  name: 'Иван Тестов',
  phone: '995599000000',
  login: '995599000000',
  channel: 'whatsapp2',
  realId: '255',
  saId: '88',
  language: 'ru',
  branch: 'batumi',
  bookingId: 700001,
  responsibleId: 90001,
  status: 'open',
  openUntil: at('2030-11-05T07:00:00.000Z'),
  internal: false,
  cardKey: 'earlier:client-chats:telegram.message:card',
  lastIncomingAt: at('2030-11-05T05:55:00.000Z'),
  lastOutgoingAt: null,
  updatedAt: LONG_AGO,
  ...row,
})

export const paymentRow = (row: Partial<Payment> = {}): Payment => ({
  id: 'pi_1',
  bookingId: 700001,
  clientId: 60001,
  amountMinor: 45000,
  refundedMinor: 0,
  currency: 'gel',
  status: 'succeeded',
  disputed: false,
  disputeId: null,
  lastEventAt: LONG_AGO,
  updatedAt: LONG_AGO,
  ...row,
})

export const linkRow = (row: Partial<PaymentLink> = {}): PaymentLink => ({
  id: '01930000000070008000000000000009',
  bookingId: 700001,
  clientId: 60001,
  leadId: null,
  amountMinor: 20000,
  currency: 'usd',
  description: 'Бронь #4001',
  status: 'created',
  stripeId: 'plink_1',
  url: 'https://buy.stripe.com/test_plink_1',
  paymentId: null,
  requestedBy: 90001,
  createdAt: LONG_AGO,
  updatedAt: LONG_AGO,
  ...row,
})

export const taskRow = (row: Partial<TaskWithLog> = {}): TaskWithLog => ({
  id: 'tabc',
  title: 'Помыть Prius',
  description: '',
  status: 'todo',
  priority: 'normal',
  branch: 'batumi',
  assigneeId: 90001,
  creatorId: 90002,
  dueAt: at('2030-11-05T08:00:00.000Z'),
  snoozeUntil: null,
  source: 'human',
  carId: null,
  bookingId: null,
  clientId: null,
  checklist: [],
  cardKey: 'earlier:tasks:telegram.message:card',
  yougileKey: 'earlier:tasks:yougile.task:main',
  amocrmKey: null,
  stage: null,
  createdAt: at('2030-11-05T06:00:00.000Z'),
  doneAt: null,
  updatedAt: at('2030-11-05T06:00:00.000Z'),
  log: [],
  ...row,
})

export const materialRow = (row: Partial<Material> = {}): Material => ({
  id: '0193000000007000800000000000000a',
  bookingId: 700001,
  kind: 'issue',
  caption: '',
  files: [
    { file: 'F1', codes: [] },
    { file: 'document:D2', codes: [] },
  ],
  ticked: [],
  cardKey: 'earlier:issue-assistant:telegram.message:ask',
  createdAt: LONG_AGO,
  updatedAt: LONG_AGO,
  ...row,
})

const ITEMS: Record<OperationKind, [string, string][]> = {
  issue: [
    ['wash', 'Мойка'],
    ['fuel', 'Заправка'],
    ['fluids', 'Жидкости'],
    ['kit', 'Комплектация'],
    ['body', 'Фото кузова'],
    ['dash', 'Фото приборки'],
    ['papers', 'Техпаспорт'],
    ['posted', 'Выдача'],
  ],
  return: [
    ['body', 'Фото кузова'],
    ['dash', 'Фото приборки'],
    ['fluids', 'Жидкости'],
    ['kit', 'Комплектация'],
    ['fines', 'Штрафы'],
    ['posted', 'Закрытие в RentProg'],
  ],
}

export interface OperationOptions extends Partial<Omit<Operation, 'items' | 'kind'>> {
  /** Codes of the items that are done. */
  done?: readonly string[]
  evidence?: Record<string, string[]>
}

export function operationRow(kind: OperationKind, { done = [], evidence = {}, ...row }: OperationOptions = {}): Operation {
  const bookingId = row.bookingId ?? 700001
  return {
    bookingId,
    kind,
    branch: 'batumi',
    carId: 80001,
    plannedAt: at(kind === 'issue' ? '2030-11-05T08:30:00.000Z' : '2030-11-08T06:00:00.000Z'),
    status: 'open',
    cardKey: `earlier:${kind}-assistant:telegram.message:card`,
    taskKey: `earlier:${kind}-assistant:yougile.task:task`,
    report: null,
    openedAt: LONG_AGO,
    closedAt: null,
    ...row,
    items: ITEMS[kind].map(([code, title], position) => ({
      bookingId,
      kind,
      code,
      title,
      position: position + 1,
      doneAt: done.includes(code) ? LONG_AGO : null,
      doneBy: done.includes(code) ? 90001 : null,
      evidence: evidence[code] ?? [],
    })),
  }
}

/** Every item but what RentProg itself must confirm. */
export const allDone = (kind: OperationKind): string[] => ITEMS[kind].map(([code]) => code).filter((code) => code !== 'posted')
