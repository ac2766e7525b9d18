// What people read about our webhooks at Umnico. Never an address: it holds the secret of our door.
import { escapeHtml } from '../../effects/html.ts'
import { lines } from '../words.ts'

export interface HookWords {
  /** For the chat, where people hear of it for the first time. */
  tell: string
  summary: string
  /** For the journal, when people know already. */
  again: string
  fine: string
}

const FINE = 'Вебхук Umnico включён: всё в порядке.'

const MISSING: HookWords = {
  tell: lines(
    '🔌 <b>В Umnico нет нашего вебхука</b>: сообщения клиентов до нас не доходят.',
    'Добавьте его, пожалуйста: <code>POST /v1.3/webhooks</code> с адресом <code>…/webhooks/umnico?t=…</code>, секрет — <code>UMNICO_WEBHOOK_SECRET</code>. Подробно — в docs/runbook.md.',
  ),
  summary: 'В Umnico нет нашего вебхука: сообщил в чат алертов.',
  again: 'В Umnico по-прежнему нет нашего вебхука: сегодня уже сообщал.',
  fine: FINE,
}

/** @param off the webhooks that are switched off. */
export function hookWords(off: 'missing' | readonly { id: number; name: string }[]): HookWords {
  if (off === 'missing') return MISSING
  const names = off.map(({ id, name }) => (name === '' ? `№ ${id}` : `«${name}»`)).join(', ')
  const one = off.length === 1
  return {
    tell: lines(
      `🔌 <b>Umnico отключил ${one ? 'наш вебхук' : 'наши вебхуки'}</b> ${escapeHtml(names)}: сообщения клиентов до нас не доходили. Включаю ${one ? 'его' : 'их'} снова.`,
      'Так бывает, когда наш сервер был недоступен. Загляните, пожалуйста, в Umnico: не остались ли там сообщения без ответа.',
    ),
    summary: `Umnico отключил ${one ? 'вебхук' : 'вебхуки'} ${names}: включаю снова, сообщил в чат алертов.`,
    again: `Umnico опять отключил ${one ? 'вебхук' : 'вебхуки'} ${names}: включаю снова, в этом часе уже сообщал.`,
    fine: FINE,
  }
}
