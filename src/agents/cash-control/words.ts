// What people read from the agent of the cash registers.
import type { Button } from '../../effects/catalogue.ts'
import { escapeHtml } from '../../effects/html.ts'
import type { Branch } from '../../events/event.ts'
import { BRANCH_NAME, dateTime, lines, plural, source, span } from '../words.ts'
import type { CollectedFacts } from './collected.ts'
import type { Holder, Holding, Over } from './holders.ts'
import { type Rung, type Said, stageOf } from './ladder.ts'
import type { Assessed } from './limits.ts'
import type { Difference } from './reconcile.ts'

/** `1840,50 GEL`, digit by digit. */
export function sum(minor: number, currency: string): string {
  const abs = Math.abs(minor)
  return `${minor < 0 ? '−' : ''}${Math.floor(abs / 100)},${String(abs % 100).padStart(2, '0')} ${currency}`
}

const amounts = (holdings: readonly { minor: number; account: { currency: string } }[]): string =>
  holdings.map(({ minor, account }) => sum(minor, account.currency)).join(', ')

const overLines = (over: readonly Over[], now: Date): string =>
  lines(
    ...over.map(
      ({ minor, limitMinor, account, overSince }) =>
        `• <b>${escapeHtml(sum(minor, account.currency))}</b> (лимит ${sum(limitMinor, account.currency)}), сверх лимита с ${dateTime(overSince, now)} — уже ${span(now.getTime() - overSince.getTime())}`,
    ),
  )

export function collectedText(
  { entry, description, isCorrected, person }: CollectedFacts,
  holdings: readonly Holding[],
  now: Date,
): string {
  const left = holdings.filter(({ minor }) => minor !== 0)
  const over = left.filter(({ overSince }) => overSince !== null)
  return lines(
    `💵 <b>Инкассация${isCorrected ? ' исправлена в RentProg' : ''}: ${escapeHtml(sum(-entry.amountMinor, entry.currency))}</b>, сдал(а) ${escapeHtml(person.name)}.`,
    description !== null && description !== 'Инкассация' && `Комментарий: ${escapeHtml(description)}`,
    holdings.length === 0
      ? 'Эту кассу я ещё не сверял: остаток узнаю ночью.'
      : `Осталось на руках по нашему учёту: ${left.length === 0 ? 'ничего' : escapeHtml(amounts(left))}.`,
    over.length > 0 && `⚠️ Всё ещё сверх лимита: ${escapeHtml(amounts(over))}, на ${dateTime(now, now)}.`,
  )
}

export const differenceText = (differences: readonly Difference[], branch: Branch, day: string): string =>
  lines(
    `⚠️ <b>${differences.length === 1 ? 'Расхождение кассы сотрудника' : `Расхождения касс сотрудников: ${differences.length}`}</b> — ${BRANCH_NAME[branch]}, сверка за ${day}`,
    ...differences.flatMap(({ holder, currency, calculatedMinor, realMinor, backdated }) => [
      '',
      `👤 <b>${escapeHtml(holder.name)}</b>, ${escapeHtml(currency)}`,
      `Расчётно: ${sum(calculatedMinor, currency)}`,
      `В RentProg: ${sum(realMinor, currency)}`,
      `Разница: <b>${realMinor > calculatedMinor ? '+' : ''}${sum(realMinor - calculatedMinor, currency)}</b>`,
      backdated.length > 0 &&
        `Возможная причина: задним числом внесены или исправлены операции ${backdated.map((id) => `№ ${id}`).join(', ')}.`,
    ]),
    '',
    'Верным принял остаток RentProg. Проверьте, пожалуйста, операции сотрудника.',
  )

export const handedButton = (id: number): Button[][] => [[{ text: 'Сдал(а)', data: `ca|${id}|handed` }]]

/** One for each person; a name tells whose where there are several. */
export const takenButtons = (over: readonly Assessed[]): Button[][] =>
  over
    .slice(0, 20)
    .map(({ holder }) => [
      { text: over.length === 1 ? 'Принял(а)' : `Принял(а): ${holder.name}`.slice(0, 64), data: `ca|${holder.id}|taken` },
    ])

export const employeeText = ({ over }: Assessed, now: Date): string =>
  lines(
    '💰 <b>На руках больше наличных, чем нужно</b>',
    overLines(over, now),
    'Сдайте их, пожалуйста, руководителю и проведите инкассацию в RentProg — напоминания прекратятся сами.',
  )

const saidLine = (over: readonly Over[]): string | false => {
  const said = over.map(({ account }) => stageOf(account.stage).said).find((note) => note !== null)
  if (said === undefined) return false
  return said === 'handed'
    ? '💬 Сотрудник отметил, что сдал(а), но в RentProg инкассации нет.'
    : '💬 Приём отмечен, но в RentProg инкассации нет.'
}

const ASK: Record<Rung, string> = {
  remind: 'Заберите, пожалуйста, и проведите инкассацию в RentProg.',
  head: 'Руководителю филиала напоминал, касса не сдана. Помогите, пожалуйста, решить.',
  director: 'Сотруднику и руководителям напоминал, касса не сдана. Нужна ваша помощь.',
}

export const escalationText = ({ holder, over }: Assessed, rung: Rung, now: Date): string =>
  lines(
    `💰 <b>Наличные сверх лимита</b> — ${escapeHtml(holder.name)}, ${BRANCH_NAME[holder.branch]}`,
    overLines(over, now),
    saidLine(over),
    !holder.isReachable && '👤 У сотрудника нет связи с ботом: напомните ему лично.',
    ASK[rung],
  )

export const eveningText = (over: readonly Assessed[], branch: Branch, isStale: boolean, now: Date): string =>
  lines(
    `💰 <b>Наличные сверх лимита, ${BRANCH_NAME[branch]}</b>: ${plural(over.length, 'сотрудник', 'сотрудника', 'сотрудников')}`,
    ...over.flatMap(({ holder, over: holdings }) => [
      '',
      `👤 <b>${escapeHtml(holder.name)}</b>${holder.isReachable ? '' : ' (нет связи с ботом)'}`,
      overLines(holdings, now),
      saidLine(holdings),
    ]),
    '',
    isStale && 'RentProg сейчас не отвечает: считаю по своим данным.',
    'Сотрудникам напомнил. Примите, пожалуйста, деньги и проведите инкассацию в RentProg.',
  )

export const saidText = (holder: Holder, by: string, said: Said): string =>
  said === 'handed'
    ? `💬 <b>${escapeHtml(holder.name)}</b> отметил(а), что сдал(а) наличные. Если приняли — проведите, пожалуйста, инкассацию в RentProg.`
    : `💬 ${escapeHtml(by)} отметил(а), что принял(а) у вас наличные. Учёт закроется, когда инкассация появится в RentProg.`

export const NOT_AHEAD = 'Кассу другого дня не знаю, вот что на руках сейчас.\n'

export interface Shown {
  holder: Holder
  holdings: readonly Holding[]
}

export function holdingsText(people: readonly Shown[], scope: 'own' | Branch | 'all', now: Date): string {
  const shown = people.filter(({ holdings }) => holdings.some(({ minor }) => minor !== 0))
  const rests = source('наш учёт касс (RentProg)')
  if (shown.length === 0)
    return lines(
      scope === 'own' ? '💰 По нашему учёту наличных у вас на руках нет.' : '💰 По нашему учёту наличных на руках ни у кого нет.',
      rests,
    )
  const personal = ({ holder, holdings }: Shown): string =>
    `👤 ${scope === 'own' ? 'У вас' : `<b>${escapeHtml(holder.name)}</b>${scope === 'all' ? ` (${BRANCH_NAME[holder.branch]})` : ''}`}: ${holdings
      .filter(({ minor }) => minor !== 0)
      .map(({ minor, account, overSince }) => `${escapeHtml(sum(minor, account.currency))}${overSince === null ? '' : ' ⚠️'}`)
      .join(', ')}`
  return lines(
    `💰 <b>Наличные на руках</b>${scope === 'own' || scope === 'all' ? '' : `, ${BRANCH_NAME[scope]},`} на ${dateTime(now, now)}`,
    ...shown.map(personal),
    shown.some(({ holdings }) => holdings.some(({ overSince }) => overSince !== null)) && '⚠️ — сверх лимита.',
    rests,
  )
}
