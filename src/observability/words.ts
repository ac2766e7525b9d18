// What the person on duty reads in an alert: what happened, what to do, where to look.

/** Alerts are read on a phone. */
const MAX_DETAIL = 300

const short = (text: string): string => (text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text)

const lines = (...parts: (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join('\n')

const eventPath = (id: string): string => `/api/events/${id}`
const effectPath = (key: string): string => `/api/effects/${encodeURIComponent(key)}`
const deliveryPath = (id: string): string => `/api/deliveries/${id}`

export function eventDead(e: { eventId: string; type: string; error?: string | undefined }): string {
  return lines(
    `Событие ${e.type} не обработано, попытки кончились.`,
    e.error && `Причина: ${short(e.error)}`,
    `Что сделать: устраните причину и повторите — POST ${eventPath(e.eventId)}/replay`,
    eventPath(e.eventId),
  )
}

export function eventPartial(e: { eventId: string; type: string; error?: string | undefined }): string {
  return lines(
    `Событие ${e.type} обработано частично: один из агентов не справился.`,
    e.error && `Причина: ${short(e.error)}`,
    `Что сделать: устраните причину и повторите — сделанное не повторится. POST ${eventPath(e.eventId)}/replay`,
    eventPath(e.eventId),
  )
}

export function effectFailed(e: { key: string; kind: string; error?: string | undefined }): string {
  return lines(
    `Важное действие ${e.kind} не выполнено.`,
    e.error && `Причина: ${short(e.error)}`,
    `Что сделать: проверьте и повторите — POST ${effectPath(e.key)}/retry, или снимите — …/discard`,
    eventPath(eventOf(e.key)),
  )
}

export function effectUncertain(e: { key: string; kind: string; error?: string | undefined }): string {
  return lines(
    `Неизвестно, выполнено ли действие ${e.kind}: связь прервалась до ответа.`,
    e.error && `Подробности: ${short(e.error)}`,
    `Что сделать: посмотрите, есть ли результат. Если нет — POST ${effectPath(e.key)}/retry, если есть — …/discard`,
    eventPath(eventOf(e.key)),
  )
}

export function quarantined(d: { deliveryId: string; source: string; door: string; reason: string }): string {
  return lines(
    `Непонятное сообщение от ${d.source} (${d.door}) отложено, ничего не потеряно.`,
    `Причина: ${short(d.reason)}`,
    'Что сделать: после исправления прочитать снова — npm run cli -- quarantine reprocess',
    deliveryPath(d.deliveryId),
  )
}

export const notice = (d: { deliveryId: string; text: string }): string =>
  lines(short(d.text), d.text.includes('Что сделать:') ? undefined : 'Что сделать: проверьте настройки.', deliveryPath(d.deliveryId))

export const reconciled = (r: { source: string; events: number; deliveryId?: string; eventId?: string }): string =>
  lines(
    `Сверка с ${r.source}: найдено событий, о которых нам не сообщили, — ${r.events}. Они приняты и обрабатываются.`,
    `Что сделать: проверьте, включены ли вебхуки ${r.source}.`,
    r.deliveryId ? deliveryPath(r.deliveryId) : r.eventId && eventPath(r.eventId),
  )

export const pollFailed = (p: { poll: string; error: string; failures?: number }): string =>
  lines(
    `Не удалось опросить ${p.poll}${(p.failures ?? 1) > 1 ? ` (неудач подряд: ${p.failures})` : ''}.`,
    `Причина: ${short(p.error)}`,
    'Что сделать: ничего — через минуту попробую снова. Если повторяется, проверьте доступ.',
  )

export const scheduleLate = (s: { schedule: string; slotAt: string; lateMs: number }): string =>
  lines(
    `Расписание ${s.schedule} опоздало на ${Math.round(s.lateMs / 1000)} с (время ${s.slotAt}).`,
    'Что сделать: проверьте нагрузку и процесс с ролью scheduler.',
    '/api/overview',
  )

export const clockStopped = (c: { silentMs: number }): string =>
  lines(
    `Расписания не срабатывают: за ними никто не следит уже ${Math.round(c.silentMs / 1000)} с.`,
    'Что сделать: проверьте, что запущен процесс с ролью scheduler. Пропущенное он наверстает сам.',
    '/api/overview',
  )

export const clockRuns = (): string => lines('Расписания снова срабатывают.', '/api/overview')

export const sourceSilent = (s: { source: string; silentMs: number; usualMs: number }): string =>
  lines(
    `От ${s.source} ничего нет уже ${span(s.silentMs)}; обычно пауза не длиннее ${span(s.usualMs)}.`,
    `Что сделать: проверьте, включены ли вебхуки ${s.source} и доступен ли наш адрес снаружи.`,
    '/api/overview',
  )

export const sourceBack = (s: { source: string; silentMs: number }): string =>
  lines(`От ${s.source} снова приходят события (молчал ${span(s.silentMs)}).`, '/api/overview')

const span = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  return minutes < 120 ? `${minutes} мин` : `${Math.round(minutes / 60)} ч`
}

export const vendorDown = (system: string): string =>
  lines(
    `Сервис ${system} не отвечает.`,
    'Что сделать: пока ничего — действия ждут и уйдут сами. Если надолго, проверьте доступ и ключи.',
    '/api/overview',
  )

export const vendorBack = (system: string): string => lines(`Сервис ${system} снова отвечает, отложенное отправляется.`, '/api/overview')

export const backendLost = (what: string, error: string): string =>
  lines(
    `Нет связи с ${what}.`,
    `Причина: ${short(error)}`,
    'Что сделать: проверьте, что сервис запущен; очередь продолжится сама.',
    '/readyz',
  )

export const backendBack = (what: string): string => lines(`Связь с ${what} восстановлена.`, '/readyz')

/** The summary at the end of a window; the last one stands for all of them. */
export const moreOfThem = (count: number, last: string): string => lines(`Ещё ${count} ${such(count)}. Последнее:`, last)

/** «ещё 1 такое», «ещё 12 таких» */
function such(count: number): string {
  return count % 10 === 1 && count % 100 !== 11 ? 'такое' : 'таких'
}

const eventOf = (effectKey: string): string => effectKey.split(':', 1)[0] ?? effectKey

export const modelUsedUp = ({ day, usd, ofUsd }: { day: string; usd: number; ofUsd: number }): string =>
  `Модель за ${day} стоила ${usd.toFixed(2)} USD из ${ofUsd}: до полуночи решаю по словам и правилам, непонятное передаю людям.`
