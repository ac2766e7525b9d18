// The report of a posted operation: what was collected, what is missing, money, insurance, equipment.
import { escapeHtml } from '../effects/html.ts'
import type { BookingView } from './booking-facts.ts'
import type { Debt } from './debts.ts'
import { type Handover, handoverTitle } from './handover.ts'
import { type ChecklistLine, missing, POSTED, titles } from './operations.ts'
import { insteadText } from './people.ts'
import { bookingLink, bookingNumber, carLabel, dateTime, lines, OPERATION, sum } from './words.ts'

/** What one kind of operation reports besides: insurance and equipment, or fuel and fines. */
type Details = Record<string, string | number | boolean | null>

export interface ReportWords {
  /** @param items null when there was no checklist of ours. */
  details(booking: BookingView, items: readonly ChecklistLine[] | null): Details
  /** Plain text, one fact a line. */
  lines(details: Details): string[]
}

/** As it is stored with the operation. */
export interface Report {
  at: string
  by: string | null
  collected: { code: string; title: string; photos: number }[]
  gaps: string[]
  totalMinor: number | null
  paidMinor: number | null
  /** Null where RentProg does not say what was paid; zero where nothing is owed. */
  debtMinor: number | null
  depositMinor: number | null
  /** Of all the sums. */
  currency: string
  details: Details
  /** Files nobody has said what they show. */
  unsorted: number
  /** Whether the operation had been planned with us, so that there was a checklist at all. */
  wasPlanned: boolean
}

interface ReportInput {
  handover: Handover
  items: readonly ChecklistLine[]
  at: Date
  by: string | null
  unsorted: number
  debt: Debt
}

export function reportOf({ handover, items, at, by, unsorted, debt }: ReportInput, words: ReportWords): Report {
  const { booking, operation } = handover
  const { totalMinor, paidMinor, depositMinor } = booking
  const known = operation === null ? [] : items
  return {
    at: at.toISOString(),
    by,
    collected: known
      .filter(({ done, code }) => done && code !== POSTED)
      .map(({ code, title, evidence }) => ({ code, title, photos: evidence.length })),
    gaps: missing(known).map(({ title }) => title),
    totalMinor,
    paidMinor,
    debtMinor: debt.owedMinor === null || !debt.isExact ? null : Math.max(0, debt.owedMinor),
    depositMinor,
    currency: debt.currency,
    details: words.details(booking, operation === null ? null : items),
    unsorted,
    wasPlanned: operation !== null,
  }
}

/** Plain text, one fact a line: for YouGile, and escaped for Telegram. */
export function reportLines(report: Report, { booking }: Handover, words: ReportWords, now: Date): string[] {
  const { collected, gaps, by, wasPlanned, details, unsorted } = report
  const sums = sumsOf(report)
  return [
    `Бронь ${bookingNumber(booking)} · ${dateTime(new Date(report.at), now)} · ${by ?? 'кто провёл — RentProg не назвал'}`,
    ...(wasPlanned ? [] : ['Карточки не было: эту операцию с нами не планировали.']),
    ...(collected.length === 0
      ? []
      : [`Собрано: ${collected.map(({ title, photos }) => (photos === 0 ? title : `${title} (файлов: ${photos})`)).join(', ')}`]),
    ...(gaps.length === 0 ? [] : [`⚠️ Не хватает: ${gaps.join(', ')}`]),
    ...(unsorted === 0 ? [] : [`📎 Файлов без пункта: ${unsorted}`]),
    ...(sums.length === 0 ? [] : [`💰 ${sums.join(', ')}`]),
    ...words.lines(details),
  ]
}

function sumsOf({ totalMinor, paidMinor, debtMinor, depositMinor, currency }: Report): string[] {
  const named = (name: string, minor: number | null) => (minor === null ? [] : [`${name} ${sum(minor, currency)}`])
  return [
    ...named('сумма', totalMinor),
    ...named('оплачено', paidMinor),
    ...named('долг', debtMinor === 0 ? null : debtMinor),
    ...named('залог', depositMinor),
  ]
}

export const reportHtml = (report: Report, handover: Handover, words: ReportWords, now: Date): string =>
  lines(
    `${report.gaps.length === 0 ? '✅' : '🟡'} <b>${OPERATION[handover.kind].done}</b> — ${escapeHtml(carLabel(handover.car))}`,
    ...reportLines(report, handover, words, now).map(escapeHtml),
    bookingLink(handover.booking.id),
  )

/** To the responsible, when it still is some time later. */
export const lastRequestHtml = (handover: Handover, items: readonly ChecklistLine[]): string =>
  lines(
    `🟡 <b>${handoverTitle(handover)}: так и не собрано</b> — ${escapeHtml(titles(items))}.`,
    `Пришлите, пожалуйста, фото сюда с подписью «бронь ${bookingNumber(handover.booking).slice(1)}». Больше напоминать не буду.`,
    insteadText(handover.responsible),
  )

/** To the responsible, when something is missing. */
export const gapsHtml = (report: Report, handover: Handover): string =>
  lines(
    `🟡 <b>${handoverTitle(handover)} проведена, но не всё собрано</b>`,
    `Не хватает: ${escapeHtml(report.gaps.join(', '))}.`,
    report.unsorted > 0 && `Файлов без пункта: ${report.unsorted}. Нажмите кнопку под ними, и они засчитаются.`,
    `Фото пришлите сюда с подписью «бронь ${bookingNumber(handover.booking).slice(1)}», остальное отметьте ${handover.operation?.cardKey === null ? 'в плане на день' : 'в карточке авто'}.`,
  )
