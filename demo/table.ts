// The closing table: what came in, who decided, who worked, what people saw of it.
import Table from 'cli-table3'
import type { Played, Settled } from './play.ts'

/** 130 columns: the links stay whole. */
const WIDTHS = [4, 40, 24, 7, 20, 26, 9]
const HEAD = ['', 'what happened', 'event', 'by', 'agents', 'messages and tasks', 'ms']

export interface Row {
  played: Played
  problems: readonly string[]
}

export function tableOf(rows: readonly Row[], url: string): string {
  const table = new Table({
    head: HEAD,
    colWidths: WIDTHS,
    wordWrap: true,
    colAligns: ['right', 'left', 'left', 'left', 'left', 'left', 'right'],
    style: { head: [], border: [] },
  })
  rows.forEach((row, at) => {
    for (const cells of cellsOf(row, at + 1, url)) table.push(cells)
  })
  return table.toString()
}

type Cells = (string | { content: string; colSpan: number; rowSpan?: number })[]

function cellsOf({ played, problems }: Row, number: number, url: string): Cells[] {
  const { line, answer } = played
  const title = `${problems.length === 0 ? '✓' : '✗'} ${line.title}\n${line.from}`
  const [main, ...followers] = line.expected.outcome === 'accepted' ? played.events : []
  if (main === undefined) {
    const link = answer.id === undefined ? `answered ${played.status}: nothing is kept of it` : `${url}/api/${linkOf(played)}`
    return [
      [`${number}`, title, line.expected.outcome, '', '', '', ''],
      ['', wide(link)],
    ]
  }
  const done = followers.filter(({ status }) => status !== 'scheduled')
  const scheduled = followers.filter(({ status }) => status === 'scheduled')
  return [
    ...eventCells(main, `${number}`, title, url, scheduled),
    ...done.flatMap((event) => eventCells(event, '', `  ↳ follows at once`, url, [])),
  ]
}

const wide = (content: string) => ({ content, colSpan: WIDTHS.length - 1 })

const linkOf = ({ answer }: Played): string => (answer.events[0] === undefined ? `deliveries/${answer.id}` : `events/${answer.events[0]}`)

function eventCells(event: Settled, number: string, title: string, url: string, scheduled: readonly Settled[]): Cells[] {
  const { type, plan, agents, receivedAt, finishedAt } = event
  const ms = finishedAt === null ? event.status : `${finishedAt.getTime() - receivedAt.getTime()}`
  const quote = quoteOf(event) ?? agents.map(({ summary }) => summary).find((summary) => summary !== null)
  const waiting = scheduled.length === 0 ? [] : [`waits: ${counted(scheduled.map((one) => one.type))}`]
  const details = [...(quote == null ? [] : [quote]), ...waiting, `${url}/api/events/${event.id}`]
  return [
    [number, title, type, plan?.by ?? '', agents.map(({ name }) => name).join('\n'), effectsText(event), ms],
    ['', wide(details.join('\n'))],
  ]
}

const OUTSIDE = /^(telegram|yougile|umnico)\./

/** What left the house by kind; what was written into our own database as one number. */
function effectsText({ effects, held }: Settled): string {
  const left = effects.filter(({ kind, status, key }) => OUTSIDE.test(kind) && (status === 'sent' || held.includes(key)))
  const own = effects.filter(({ kind }) => !OUTSIDE.test(kind)).length
  const parts = [...new Set(left.map(({ kind }) => kind))].map((kind) => `${left.filter((effect) => effect.kind === kind).length} ${kind}`)
  return [
    ...parts,
    ...(held.length === 0 ? [] : [`(${held.length} held till morning)`]),
    ...(own === 0 ? [] : [`${own} own ${own === 1 ? 'change' : 'changes'}`]),
  ].join('\n')
}

const counted = (types: readonly string[]): string =>
  [...new Set(types)]
    .map((type) => ({ type, n: types.filter((other) => other === type).length }))
    .map(({ type, n }) => (n === 1 ? type : `${n} ${type}`))
    .join(', ')

const QUOTE = 110

/** The beginning of the first Telegram text, as a person reads it. */
function quoteOf({ effects }: Settled): string | undefined {
  const messages = effects.filter(({ kind, payload }) => kind === 'telegram.message' && payload.html !== undefined)
  const html = (messages.find(({ status }) => status === 'sent') ?? messages[0])?.payload.html
  if (html === undefined) return undefined
  const text = html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .split('\n')
    .filter(Boolean)
    .join(' · ')
  return `«${text.length > QUOTE ? `${text.slice(0, QUOTE)}…` : text}»`
}
