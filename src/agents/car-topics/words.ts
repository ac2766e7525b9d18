// What people read from the agent of car topics.
import { escapeHtml } from '../../effects/html.ts'
import { BRANCHES, type Branch } from '../../events/event.ts'
import type { KnownConversation } from '../conversation.ts'
import type { CarFacts } from '../known-booking.ts'
import { BRANCH_NAME, bookingLink, bookingNumber, carLabel, lines } from '../words.ts'
import type { Said } from './gather.ts'

export const INTENTS: Record<string, { title: string; icon: string; thanks: string }> & {
  other: { title: string; icon: string; thanks: string }
} = {
  breakdown: { title: 'Поломка', icon: '🔧', thanks: 'Принял, передал в HQ и завёл инцидент. Спасибо, что написали!' },
  incident: { title: 'Происшествие', icon: '🚨', thanks: 'Принял, передал в HQ и завёл инцидент. Главное — чтобы все были целы.' },
  repair_receipt: { title: 'Чек за ремонт', icon: '🧾', thanks: 'Спасибо, чек передал в HQ.' },
  client_problem: { title: 'Проблема клиента', icon: '🗣', thanks: 'Спасибо, передал в HQ.' },
  other: { title: 'Важное сообщение', icon: '📌', thanks: 'Спасибо, передал в HQ.' },
}

/** Of a topic: the plate first, as people look for it. */
export const topicName = ({ id, name, plate }: CarFacts): string => ([plate, name].filter(Boolean).join(' ') || `Авто ${id}`).slice(0, 128)

export const arrivedText = (car: CarFacts, from: Branch | null): string =>
  lines(
    `🚚 <b>${escapeHtml(carLabel(car))}</b> теперь в этом филиале${from === null ? '' : ` (приехал из филиала ${BRANCH_NAME[from]})`}.`,
    'Материалы и вопросы по авто — сюда.',
  )

export const movedText = (car: CarFacts, from: Branch | null, to: Branch): string =>
  `🚚 <b>${escapeHtml(carLabel(car))}</b> переехал: ${from === null ? '' : `${BRANCH_NAME[from]} → `}${BRANCH_NAME[to]}. Тема открыта в новом филиале${from === null ? '' : ', старая закрыта и сохранена'}.`

const wordsOf = (intent: string | null) => INTENTS[intent ?? ''] ?? INTENTS.other

/** Long messages are cut by the sender's handler, not here: nothing of a breakdown may be lost. */
export const forwardText = (said: Said & { car: CarFacts }): string =>
  lines(
    `${wordsOf(said.intent).icon} <b>${wordsOf(said.intent).title}</b> — ${escapeHtml(carLabel(said.car))}${said.isEdited ? ' (исправлено)' : ''}`,
    `${escapeHtml(said.author)}${said.branch === null ? '' : `, ${BRANCH_NAME[said.branch]}`}:`,
    `<blockquote>${escapeHtml(said.text)}</blockquote>`,
  )

const QUOTE = 500
/** So many of the client's last messages stand under the first. */
const LATEST = 4

const quoted = (said: string): string => {
  const letters = [...said]
  return `<blockquote>${escapeHtml(letters.length > QUOTE ? `${letters.slice(0, QUOTE).join('')}…` : said)}</blockquote>`
}

const CALL_TITLE: Record<string, string> = {
  help: '🆘 <b>Клиент зовёт на помощь</b>',
  alarm: '🚨 <b>Клиент пишет о беде с авто</b>',
  hurt: '🚑 <b>Клиент пишет о пострадавших</b>',
}

/** To whoever answers for the client, at any hour: all they have written of it, the first and the latest. */
export function callText(kind: string, { name, car, booking }: KnownConversation, [first = '', ...others]: readonly string[]): string {
  const left = others.length - LATEST
  return lines(
    `${CALL_TITLE[kind] ?? CALL_TITLE.alarm} — ${escapeHtml(name)}${others.length === 0 ? '' : ` (сообщений: ${others.length + 1})`}`,
    booking !== null &&
      car !== null &&
      `${escapeHtml(carLabel(car))}, ${bookingLink(booking.id, `бронь ${bookingNumber(booking)}`)}, ${BRANCH_NAME[booking.branch]}`,
    quoted(first),
    left > 0 && `<i>…ещё ${left}, все в теме клиента…</i>`,
    ...others.slice(-LATEST).map(quoted),
    kind === 'help'
      ? 'Что случилось, он не написал. Спросите его, пожалуйста, сразу: в его теме или в Umnico.'
      : 'Ответьте ему, пожалуйста, сразу: в его теме или в Umnico. Если это поломка или ДТП, напишите о ней в теме авто: заведу инцидент.',
  )
}

export function thanksText({ intent, isAtHq }: Said, hasIncident: boolean): string {
  if (!isAtHq) return wordsOf(intent).thanks
  return hasIncident ? 'Принял, завёл инцидент. Спасибо, что написали!' : 'Спасибо, вижу.'
}

export const whichCarText = ({ intent }: Said): string =>
  `${wordsOf(intent).icon} Вижу, что это важно, но не понял, о каком авто речь. Напишите в тему авто или добавьте номер, например AA-000-AA.`

export interface ChatChange {
  change: 'added' | 'removed' | 'promoted' | 'demoted' | 'migrated'
  title: string | null
  chatId: number
  migratedTo: number | null
  /** What we use the chat for; null for a chat we do not work in. */
  known: { purpose: string; branch: string | null } | null
}

export function chatText({ change, title, chatId, migratedTo, known }: ChatChange): string {
  const branch = BRANCHES.find((one) => one === known?.branch)
  const use =
    known === null
      ? 'в списке рабочих чатов его нет'
      : `назначение: ${known.purpose}${branch === undefined ? '' : `, ${BRANCH_NAME[branch]}`}`
  const chat = `чат <b>${escapeHtml(title ?? String(chatId))}</b> (${use})`
  switch (change) {
    case 'removed':
      return `🚨 Бота удалили: ${chat}. Пока его не вернут, сообщения туда не доходят.`
    case 'demoted':
      return `⚠️ Бот больше не администратор: ${chat}. Открывать и закрывать темы он там не сможет — верните права.`
    case 'migrated':
      return `⚠️ Группа стала супергруппой: ${chat}. Новый id ${migratedTo ?? 'неизвестен'}: пишу уже туда, а вы обновите, пожалуйста, список чатов.`
    case 'added':
      return `ℹ️ Бота добавили: ${chat}, id ${chatId}.`
    case 'promoted':
      return `ℹ️ Бот теперь администратор: ${chat}.`
  }
}
