// Who may do what: one line per action. Agents, approvals and whoever adds a person ask `may`; no prompt can change it.

/** In the order of the escalation ladder; an admin keeps the system running and stands beside it. */
export const ROLES = ['employee', 'manager', 'head', 'director', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** How far a role reaches: `own` is what the person answers for; `branch` is that and what belongs to the person's branch. */
export type Reach = 'no' | 'own' | 'branch' | 'any'

interface Line {
  /** What it is, for the page of roles. */
  what: string
  reach: Readonly<Record<Role, Reach>>
  /** Sums from which a higher role decides count here. */
  bySum?: true
  /** Nobody does it for themselves. */
  notOwn?: true
  /** Only towards people who stand lower; the director and the admin towards everybody. */
  downwards?: true
  /** Said after «нельзя»: who can. */
  otherwise: string
}

const line = (
  what: string,
  [employee, manager, head, director, admin]: [Reach, Reach, Reach, Reach, Reach],
  more: Omit<Line, 'what' | 'reach'>,
): Line => ({
  what,
  reach: { employee, manager, head, director, admin },
  ...more,
})

const MANAGERS = 'Это решает руководитель этого филиала или выше.'
const DECIDERS = 'Это решает руководитель этого филиала, а большие суммы — те, кто выше.'

/** Columns: employee, branch manager, head of department, director, admin. */
export const roles = {
  'trip.permit': line('allow a service trip', ['no', 'branch', 'any', 'any', 'any'], { otherwise: MANAGERS }),
  'tracker.bind': line('say in which car a tracker is', ['no', 'no', 'any', 'any', 'any'], {
    otherwise: 'Маяки привязывают руководитель подразделения, директор и администратор.',
  }),
  'incident.claim': line('say that one looks after an alarm', ['any', 'any', 'any', 'any', 'any'], { otherwise: MANAGERS }),
  'incident.close': line('close an incident', ['no', 'branch', 'any', 'any', 'any'], { otherwise: MANAGERS }),

  'fleet.see': line('see cars, bookings, plans, service, incidents and who works where', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Это видят только сотрудники.',
  }),

  'task.see': line('see open tasks; `own`: as the assignee', ['branch', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Задачи другого филиала видят его сотрудники и руководители выше.',
  }),
  'task.change': line('finish, put off, tick a task; `own`: as author or assignee', ['own', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Менять задачу могут исполнитель, автор и руководители.',
  }),
  'task.assign': line('give a task to somebody', ['own', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Передать задачу могут исполнитель, автор и руководители.',
  }),
  'plan.press': line('tick the daily plan; `own`: as the responsible', ['branch', 'any', 'any', 'any', 'any'], {
    otherwise: 'Это план другого филиала.',
  }),
  'handover.tick': line('tick the card of an issue or a return', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Чек-лист отмечают только сотрудники.',
  }),

  // A wrong word here silences the reminders of a car that needs them. The service center counts as every car's branch.
  'service.record': line('say that a car was serviced, or put its reminder off', ['branch', 'any', 'any', 'any', 'any'], {
    otherwise: 'Обслуживание отмечают сотрудники филиала, где стоит авто, сервисный центр и руководители.',
  }),

  'cash.see': line('see who holds how much cash', ['own', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Чужие кассы видит руководитель филиала и те, кто выше.',
  }),
  'cash.handed': line('say that one handed cash in', ['own', 'own', 'own', 'own', 'own'], {
    otherwise: 'Отметить сдачу может только сам сотрудник.',
  }),
  'cash.taken': line('say that one took somebody’s cash', ['no', 'branch', 'any', 'any', 'any'], {
    notOwn: true,
    otherwise: 'Отметить приём может только руководитель.',
  }),

  'client.see': line('see a client, their bookings and debts', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Клиентов видят только сотрудники.',
  }),
  'client.phone': line('see a client’s phone in full', ['branch', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Телефон полностью видят сотрудники филиала клиента и руководители.',
  }),
  'client.answer': line('work a client’s topic: close it, keep it open, send what was held back', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Клиентам отвечают только сотрудники.',
  }),
  'why.see': line('ask why the bot said something', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Спрашивать об этом могут только сотрудники.',
  }),

  'talk.see': line('read what a colleague wrote to the bot elsewhere', ['own', 'branch', 'any', 'any', 'any'], {
    otherwise: 'Чужие сообщения видят их авторы и руководители.',
  }),

  'link.request': line('ask for a payment link', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Ссылками на оплату занимаются только сотрудники.',
  }),
  'link.send': line('send a payment link that is allowed to the client', ['any', 'any', 'any', 'any', 'any'], {
    otherwise: 'Ссылками на оплату занимаются только сотрудники.',
  }),
  'link.approve': line('allow a payment link', ['no', 'branch', 'any', 'any', 'no'], { bySum: true, otherwise: DECIDERS }),
  'payment.approve': line('allow a payment to be written to RentProg', ['no', 'branch', 'any', 'any', 'no'], {
    bySum: true,
    otherwise: DECIDERS,
  }),
  'booking.approve': line('allow a booking to be changed in RentProg', ['no', 'branch', 'any', 'any', 'no'], { otherwise: MANAGERS }),
  'dispute.settle': line('choose where agents want different things', ['no', 'branch', 'any', 'any', 'no'], { otherwise: MANAGERS }),

  'suggestion.take': line('take what the model suggested; `own`: as whoever it was suggested to', ['own', 'own', 'own', 'own', 'own'], {
    otherwise: 'Подтвердить может только тот, кому предложено.',
  }),

  'staff.link': line('invite a person to the bot, or detach their Telegram account', ['no', 'branch', 'any', 'any', 'any'], {
    downwards: true,
    notOwn: true,
    otherwise: 'Подключить сотрудника может его руководитель или администратор.',
  }),
} as const satisfies Record<string, Line>

export type Action = keyof typeof roles
export const actions = Object.keys(roles) as [Action, ...Action[]]

/** Who asks: a row of `staff`. */
export interface Person {
  id: number
  role: string
  branch: string | null
  active: boolean
}

/** What it is about. What is not known is not held against anybody: a task of no branch is everybody's manager's. */
export interface Matter {
  branch?: string | null | undefined
  /** Staff ids of those it belongs to. */
  owners?: readonly (number | null | undefined)[]
  /** Whole minor units of which currency. */
  sum?: { minor: number; currency: string } | undefined
  /** The role of the person it is done to. */
  towards?: string
}

/** Sums from which a higher role decides, whole units; keys of settings. */
export interface SumLimits {
  approvalHeadFromGel: number
  approvalHeadFromUsd: number
  approvalHeadFromEur: number
  approvalDirectorFromGel: number
  approvalDirectorFromUsd: number
  approvalDirectorFromEur: number
}

/** `because` is a Russian sentence for the person. */
export type Answer<P extends Person = Person> = { yes: true; person: P } | { yes: false; because: string }

const NOT_STAFF = 'Это только для сотрудников.'

const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role)
export const rank = (role: string): number => (isRole(role) && role !== 'admin' ? ROLES.indexOf(role) : -1)

/** @param limits without them a sum is nobody's but the director's. */
export function may<P extends Person>(person: P | null, action: Action, matter: Matter = {}, limits?: SumLimits): Answer<P> {
  if (!person?.active || !isRole(person.role)) return { yes: false, because: NOT_STAFF }
  const { reach, bySum, notOwn, downwards, otherwise }: Line = roles[action]
  const no = { yes: false, because: otherwise } as const
  const isOwn = matter.owners?.includes(person.id) ?? false
  if (isOwn && notOwn) return no
  if (!reaches(reach[person.role], isOwn, isOf(person, matter.branch))) return no
  if (downwards && !standsAbove(person.role, matter.towards)) return no
  if (bySum && matter.sum && rank(person.role) < rank(lowestFor(matter.sum, limits))) return no
  return { yes: true, person }
}

/** How far a person sees or does something: for lists and headings. */
export function reachOf(person: Person | null, action: Action): Reach {
  if (!person?.active || !isRole(person.role)) return 'no'
  const reach: Reach = roles[action].reach[person.role]
  return reach === 'branch' && person.branch === null ? 'any' : reach
}

/** Whoever belongs to no branch works for all of them. */
const isOf = ({ branch }: Person, of: string | null | undefined): boolean => branch === null || of == null || branch === of

function reaches(reach: Reach, isOwn: boolean, isHere: boolean): boolean {
  if (reach === 'no') return false
  if (reach === 'any') return true
  return isOwn || (reach === 'branch' && isHere)
}

const standsAbove = (role: Role, other: string | undefined): boolean =>
  role === 'director' || role === 'admin' || (other !== undefined && rank(other) >= 0 && rank(role) > rank(other))

const CURRENCY = { gel: 'Gel', usd: 'Usd', eur: 'Eur' } as const

/** An amount in a currency the owner has set no limit for is the director's. */
export function lowestFor(
  { minor, currency }: { minor: number; currency: string },
  limits: SumLimits | undefined,
): 'manager' | 'head' | 'director' {
  const unit = CURRENCY[currency.toLowerCase() as keyof typeof CURRENCY]
  if (!limits || !unit || !Number.isFinite(minor)) return 'director'
  const units = Math.abs(minor) / 100
  if (units >= limits[`approvalDirectorFrom${unit}`]) return 'director'
  return units >= limits[`approvalHeadFrom${unit}`] ? 'head' : 'manager'
}
