// What people read from the agent of client chats. Nothing here is read by a client.
import type { Button } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import { LANGUAGE_NAME } from '../language.ts'
import { carLabel, lines } from '../words.ts'
import type { HeardFacts } from './heard.ts'

const CHANNELS: readonly (readonly [RegExp, string])[] = [
  [/^(whatsapp|waba)/i, 'WhatsApp'],
  [/^tele/i, 'Telegram'],
  [/^instagram/i, 'Instagram'],
  [/^fb/i, 'Facebook'],
  [/^vk/i, 'ВКонтакте'],
  [/^viber/i, 'Viber'],
  [/^avito/i, 'Авито'],
]

export const channelName = (channel: string | null | undefined): string =>
  CHANNELS.find(([pattern]) => pattern.test(channel ?? ''))?.[1] ?? escapeHtml(channel?.slice(0, 40) || 'чат')

const languageName = (language: string | null): string => LANGUAGE_NAME[language ?? ''] ?? 'неизвестный язык'

/** Escaped, and no longer than a message has room for: `<<<<` takes four times its length. */
function quoted(text: string, most = 6_000): string {
  const escaped = escapeHtml(text.slice(0, most))
  if (text.length <= most && escaped.length <= most) return escaped
  let kept = ''
  for (const letter of text.slice(0, most)) {
    const next = escapeHtml(letter)
    if (kept.length + next.length > most) break
    kept += next
  }
  return `${kept}… <i>(целиком — в Umnico)</i>`
}

const FILES: Readonly<Record<string, string>> = {
  photo: '🖼 Фото',
  image: '🖼 Фото',
  video: '🎬 Видео',
  audio: '🎤 Аудио',
  voice: '🎤 Голосовое',
  sticker: '🙂 Стикер',
  doc: '📄 Файл',
  document: '📄 Файл',
  link: '🔗 Ссылка',
}
const MOST_FILES = 10
const LONGEST_URL = 1_000

function fileText({ type, url }: { type: string; url?: string }): string {
  const name = FILES[type.toLowerCase()] ?? '📎 Вложение'
  if (url === undefined || url.length > LONGEST_URL || !/^https?:\/\//.test(url)) return `${name} — смотрите в Umnico`
  return `<a href="${escapeHtml(url).replaceAll('"', '%22')}">${name}</a>`
}

export function mirrorHtml({ message, dialogue, translation, wantsTranslation, language }: HeardFacts): string {
  const { name, car } = dialogue.conversation
  const { text, attachments } = message
  const isPublic = message.sourceType === 'comment'
  const hasText = text.trim() !== ''
  return lines(
    `${isPublic ? '📣 <b>Публичный комментарий</b> · ' : '💬 '}<b>${escapeHtml(name.slice(0, 200))}${car === null ? '' : ` | ${escapeHtml(carLabel(car))}`}</b> · ${channelName(message.channel)}`,
    translation !== null && quoted(translation),
    hasText &&
      (translation !== null
        ? `<blockquote expandable>${quoted(text)}</blockquote>`
        : `${quoted(text)}${wantsTranslation ? `\n<i>(без перевода, ${languageName(language)})</i>` : ''}`),
    ...attachments.slice(0, MOST_FILES).map(fileText),
    attachments.length > MOST_FILES && `…и ещё вложений: ${attachments.length - MOST_FILES}`,
    message.bodyMissing && 'Umnico не прислал само сообщение: откройте диалог в Umnico.',
    !hasText && attachments.length === 0 && !message.bodyMissing && '<i>(пустое сообщение)</i>',
    dialogue.isInternal && '🔒 <i>Включена внутренняя переписка: ответы из темы клиенту не уходят.</i>',
  )
}

export const DOUBTS = {
  command: 'Похоже на команду, поэтому клиенту не отправил.',
  mention: 'Здесь обращение к коллеге, поэтому клиенту не отправил.',
  reply: 'Это ответ не на сообщение клиента, поэтому ему не отправил.',
  'unknown-chat': 'Не нашёл сообщения клиента, на которое это ответ, поэтому не отправил.',
  public: '📣 Клиент писал в комментариях: ответ увидят все. Пока не отправил.',
  untranslated: 'Перевода сейчас нет, поэтому клиенту не отправил.',
} as const
export type Doubt = Exclude<keyof typeof DOUBTS, 'untranslated'>

export const askHtml = (why: string, language: string | null): string =>
  why === DOUBTS.untranslated ? `🤔 ${why} Язык клиента: ${languageName(language)}. Отправить ваш текст как есть?` : `🤔 ${why} Отправить?`

export const sendButtons = (eventId: string): Button[][] => [[{ text: '📤 Отправить клиенту', data: `cc|${eventId}|send` }]]
export const asIsButtons = (eventId: string): Button[][] => [[{ text: '📤 Отправить как есть', data: `cc|${eventId}|asis` }]]

interface Sent {
  channel: string | null | undefined
  language: string | null
  translation: string | null
  /** Shown where the words themselves stand further up. */
  original?: string
}

export function sentHtml({ channel, language, translation, original }: Sent): string {
  const shown = translation ?? original
  return lines(
    `✅ Ушло клиенту (${channelName(channel)}${translation === null ? '' : `, ${languageName(language)}`})${shown === undefined ? '.' : ':'}`,
    shown !== undefined && `<blockquote expandable>${quoted(shown, 3_000)}</blockquote>`,
  )
}

export const CHANGED_SINCE = '✏️ Сообщение исправили, прежний текст клиенту не отправил. Напишите его, пожалуйста, ещё раз.'
export const editedHtml =
  '✏️ Клиент уже получил прежний текст, исправленный не отправил. Если это важно, напишите уточнение новым сообщением.'
export const NO_CHAT = 'Не знаю, в какой чат отвечать этому клиенту. Ответьте, пожалуйста, в Umnico.'
export const NO_CONVERSATION = 'ℹ️ Этот клиент нам ещё не писал, отвечать пока некуда. Напишите ему, пожалуйста, из Umnico.'
export const filesStayHtml = (hasCaption: boolean): string =>
  `📎 Клиенту это не ушло: файлы из темы я пока не передаю, отправьте их, пожалуйста, из Umnico.${hasCaption ? ' Подпись тоже осталась здесь: напишите её отдельным сообщением, и я передам.' : ''}`
export const NOT_A_TOPIC = 'Чтобы ответить клиенту, напишите, пожалуйста, в его теме: оттуда я передам.'

export const modeHtml = (isInternal: boolean, by: string): string =>
  isInternal
    ? `🔒 ${escapeHtml(by)}: внутренняя переписка. Клиент не видит ничего из этой темы, пока её не выключат.`
    : `🔓 ${escapeHtml(by)}: внутренняя переписка выключена. Сообщения снова уходят клиенту.`

export const ANSWERS = {
  gone: 'Эта кнопка уже не работает.',
  sentBefore: 'Это сообщение уже отправлено.',
  internal: 'Включена внутренняя переписка: клиенту ничего не уходит. Сначала выключите её.',
  edited: 'Сообщение с тех пор исправили. Напишите его, пожалуйста, ещё раз: отправлю как новое.',
  untranslated: 'Перевода сейчас нет. Можно отправить как есть — кнопкой.',
  sending: 'Отправляю.',
  closed: 'Диалог закрыт.',
  closedBefore: 'Диалог уже закрыт.',
  openUntil: 'Открыт до',
  locked: 'Внутренняя переписка включена.',
  lockedBefore: 'Внутренняя переписка уже включена.',
  free: 'Ответы снова уходят клиенту.',
  freeBefore: 'Ответы и так уходят клиенту.',
} as const
