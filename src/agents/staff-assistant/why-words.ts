// How «почему» is answered: what came in, who decided it and why, who worked on it, what was done.
import type { EffectKind, Place } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import { EVENT_NAME, SOURCE_NAME } from '../event-words.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, lines, when } from '../words.ts'
import type { WhyFacts } from './why.ts'

type Told = NonNullable<WhyFacts['told']>
type TitleOf = (agent: string) => string

export function whyText({ told, isReply, titles, now }: WhyFacts): string {
  const titleOf: TitleOf = (agent) => titles[agent] ?? agent
  if (told === null)
    return isReply
      ? 'Не нашёл, откуда это сообщение: оно не моё или слишком старое. Ответьте командой /why на моё сообщение.'
      : 'Здесь я ещё ничего не писал. Ответьте командой /why на любое моё сообщение.'
  return lines(
    '🔎 <b>Почему я это написал</b>',
    cameIn(told, now),
    told.words !== null && `<blockquote>${escapeHtml(cut(told.words))}</blockquote>`,
    told.cause !== null &&
      `К этому привело: ${EVENT_NAME[told.cause.type] ?? escapeHtml(told.cause.type)}, ${when(told.cause.at, now)}${told.cause.agent === null ? '' : ` («${escapeHtml(titleOf(told.cause.agent))}»)`}`,
    `Кто решил: ${decidedText(told, titleOf)}`,
    ...told.agents.map(({ name, failed, summary }) => `• ${escapeHtml(titleOf(name))}: ${agentText(failed, summary)}`),
    doneText(told),
    told.edits.length > 0 &&
      `Потом я правил это сообщение: ${told.edits
        .slice(-3)
        .map(({ agent, at }) => `${escapeHtml(titleOf(agent))}, ${when(at, now)}`)
        .join('; ')}`,
    told.about.bookingId !== undefined &&
      bookingLink(
        told.about.bookingId,
        `Бронь ${bookingNumber({ id: told.about.bookingId, number: told.about.bookingNumber ?? null })} в RentProg`,
      ),
    `<i>Источник: журнал событий. Для разработчиков: GET /api/events/${escapeHtml(told.eventId)}</i>`,
  )
}

function cameIn({ type, source, at, by, branch }: Told, now: Date): string {
  const from = [
    SOURCE_NAME[source] ?? escapeHtml(source),
    branch === null ? null : BRANCH_NAME[branch],
    by === null ? null : escapeHtml(by),
    when(at, now),
  ]
  return `Пришло: <b>${EVENT_NAME[type] ?? escapeHtml(type)}</b> — ${from.filter((part) => part !== null).join(', ')}`
}

const agentText = (failed: boolean, summary: string | null): string =>
  failed ? 'не получилось, дежурный знает' : summary === null ? 'сделал своё дело' : escapeHtml(summary)

/** The supervisor writes its reasons in English, for the event's page. */
function decidedText({ plan }: Told, titleOf: TitleOf): string {
  if (plan === null) return 'ещё никто'
  const { by, reason, model } = plan
  if (by === 'model') return `модель${model === undefined ? '' : ` ${escapeHtml(model)}`}: «${escapeHtml(cut(reason))}»`
  const without = by === 'fallback' ? 'модели не было, поэтому правило — ' : 'правило — '
  const said = reason.replace(/^without the model: /, '')
  const [, command] = /^the command (\S+)/.exec(said) ?? []
  if (command !== undefined) return `${without}команда ${escapeHtml(command)}`
  const [, owner] = /^(\S+) set the timer/.exec(said) ?? []
  if (owner !== undefined) return `${without}это таймер или кнопка агента «${escapeHtml(titleOf(owner))}»`
  const [, named] = /^the words name (.+)$/.exec(said) ?? []
  if (named !== undefined) {
    const titles = [...named.matchAll(/([\w-]+) \(/g)].map(([, name = '']) => `«${titleOf(name)}»`)
    return `${without}по словам сообщения это для ${titles.length === 1 ? 'агента' : 'агентов'} ${escapeHtml(titles.join(', '))}`
  }
  if (said.startsWith('written in the topic')) return `${without}написано в теме этого агента`
  if (said.startsWith('a reply to a card')) return `${without}ответ на карточку этого агента`
  if (said.startsWith('says what a photo')) return `${without}сказано, что на фото`
  if (said.startsWith('nothing but a greeting')) return `${without}приветствие или благодарность`
  if (said.startsWith('no agent owns')) return `${without}у этой кнопки или таймера больше нет агента`
  if (said.startsWith('goes on')) return `${without}продолжение разговора`
  if (said.includes('critical')) return `${without}критичное событие, модель не спрашивают`
  if (said.includes('route table')) return `${without}таблица маршрутов`
  return by === 'fallback' ? 'модели не было, и слова не подсказали, кому это: взял помощник' : `${without}${escapeHtml(cut(said))}`
}

function doneText({ effects }: Told): string {
  const said = new Map<string, number>()
  for (const { kind, place, status } of effects) {
    if (status === 'skipped') continue
    const what = `${effectName(kind, place)}${STATE[status] ?? ''}`
    said.set(what, (said.get(what) ?? 0) + 1)
  }
  const all = [...said].map(([what, count]) => (count === 1 ? what : `${what} (${count})`))
  return all.length === 0 ? 'Сделано: ничего.' : `Сделано: ${all.join('; ')}.`
}

const STATE: Readonly<Record<string, string>> = {
  awaiting: ' — ждёт решения человека',
  planned: ' — ещё в пути',
  sending: ' — ещё в пути',
  uncertain: ' — неизвестно, дошло ли',
  failed: ' — не получилось',
}

const effectName = (kind: string, place: unknown): string =>
  kind === 'telegram.message' ? `сообщение ${placeName(place as Place)}` : (EFFECT_NAME[kind as NotMessage] ?? escapeHtml(kind))

function placeName(place: Place): string {
  switch (place.to) {
    case 'role':
      return ROLE_NAME[place.role]
    case 'chat':
      return CHAT_NAME[place.purpose]
    default:
      return PLACE_NAME[place.to]
  }
}

const ROLE_NAME = {
  manager: 'руководителю филиала',
  head: 'руководителю подразделения',
  director: 'директору',
  admin: 'администратору',
} as const
const CHAT_NAME = {
  hq: 'в HQ',
  managers: 'руководителям',
  alerts: 'в чат тревог',
  tasks: 'в чат задач',
  clients: 'в чат клиентов',
} as const
const PLACE_NAME = {
  staff: 'сотруднику лично',
  car: 'в тему авто',
  'hq-car': 'в тему авто в HQ',
  branch: 'в чат филиала',
  plan: 'в тему плана',
  client: 'в тему клиента',
  task: 'в тему задачи',
  thread: 'там, где спросили',
} as const

type NotMessage = Exclude<EffectKind, 'telegram.message'>
const EFFECT_NAME: Readonly<Record<NotMessage, string>> = {
  'telegram.edit': 'правка сообщения',
  'telegram.pin': 'закрепление',
  'telegram.unpin': 'открепление',
  'telegram.delete': 'удаление сообщения',
  'telegram.answer': 'ответ на кнопку',
  'telegram.topic': 'тема в чате',
  'telegram.media': 'файлы',
  'suggestion.take': 'предложение модели',
  'approval.ask': 'вопрос человеку',
  'approval.remind': 'напоминание о вопросе',
  'approval.decide': 'решение человека',
  'approval.edit': 'поправка к вопросу',
  'decision.note': 'запись в журнал решений',
  'staff.invite': 'код для сотрудника',
  'staff.unlink': 'отсоединение Telegram',
  'yougile.task': 'задача в YouGile',
  'yougile.comment': 'комментарий в YouGile',
  'yougile.update': 'изменение задачи в YouGile',
  'amocrm.task': 'задача в amoCRM',
  'amocrm.complete': 'закрытие задачи в amoCRM',
  'amocrm.note': 'заметка в amoCRM',
  'umnico.reply': 'ответ клиенту',
  'umnico.enable-webhook': 'включение вебхука Umnico',
  'rentprog.update': 'изменение в RentProg',
  'rentprog.payment': 'платёж в RentProg',
  'stripe.link': 'ссылка на оплату',
  'stripe.deactivate-link': 'отключение ссылки на оплату',
  'incident.open': 'инцидент открыт',
  'incident.close': 'инцидент закрыт',
  'booking.upsert': 'запись о брони',
  'car.upsert': 'запись об авто',
  'client.upsert': 'запись о клиенте',
  'operation.plan': 'операция запланирована',
  'operation.open': 'чек-лист открыт',
  'operation.tick': 'отметка в чек-листе',
  'operation.close': 'операция закрыта',
  'material.upsert': 'файлы без пункта',
  'conversation.upsert': 'запись о переписке',
  'conversation.remember': 'запомнил, о чём речь',
  'sla.upsert': 'часы ответа клиенту',
  'tracker.upsert': 'данные маяка',
  'trip.upsert': 'запись о поездке',
  'trip.permit': 'разрешение на поездку',
  'inspection.upsert': 'запись о техосмотре',
  'service.upsert': 'запись об обслуживании',
  'payment.record': 'запись о платеже',
  'link.upsert': 'запись о ссылке на оплату',
  'cash.entry': 'запись о наличных',
  'cash.balance': 'остаток кассы',
  'task.upsert': 'запись о задаче',
  'task.log': 'история задачи',
  'plan.upsert': 'план на день',
  'chat.move': 'чат переехал',
  'event.defer': 'таймер поставлен',
  'event.withdraw': 'таймер снят',
}

const MOST = 300
const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text)
