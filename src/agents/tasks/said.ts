// From what somebody wrote to what they want of the tasks. Pure: names and numbers are looked up later.
import { inTbilisi } from '../../clock.ts'
import type { TaskPriority } from '../../effects/catalogue/tasks.ts'
import { plateIn } from '../phrases.ts'
import { intentIn } from '../understanding.ts'
import { type Moment, momentIn } from '../when-said.ts'
import { keywords } from './keywords.ts'

export interface Draft {
  title: string
  description: string
  checklist: string[]
  due: Moment | null
  /** A deadline that was named and that we cannot read. */
  dueUnread: string | null
  /** Id or licence plate, as an option of the command. */
  car: string | null
  booking: number | null
  /** Read out of plain words: what we do not know of it is no reason to refuse. */
  mentioned: { car: string | null; booking: number | null }
  assignee: Called | null
  priority: TaskPriority
  /** For the people of sales, in amoCRM. */
  sales: boolean
}

/** Who shall do it. `@Нино` is certain; the first word after «поставь задачу» may be a name, then the title goes on without it. */
export type Called = { name: string; certain: true } | { name: string; certain: false; titleWithout: string }

export type Wish =
  | { do: 'list'; which: 'mine' | 'branch' }
  | { do: 'create'; draft: Draft }
  /** It sounds like a task, and nobody said so. */
  | { do: 'suggest' }
  | { do: 'done' }
  /** Null: they did not say until when. */
  | { do: 'put_off'; until: Moment | null }
  | { do: 'comment'; text: string }
  | { do: 'help' }

const COMMAND = /^\/task(?:@\w+)?(?=\s|$)\s*/i
const SUB: readonly [wish: 'create' | 'mine' | 'branch' | 'list' | 'help', word: RegExp][] = [
  ['create', /^(?:create|создать|создай)(?=\s|$)\s*/i],
  ['mine', /^(?:mine|мои)(?=\s|$)/i],
  ['branch', /^(?:branch|филиал)(?=\s|$)/i],
  ['list', /^(?:list|список)(?=\s|$)/i],
  ['help', /^(?:help|помощь)(?=\s|$)/i],
]
const OPENING =
  /^(?:(?:по)?став\p{L}*|созда\p{L}*|добав\p{L}*|завед\p{L}*|новая)?\s*задач[уа](?!\p{L})\s*(?:(продажам|отделу продаж|в продажи)(?!\p{L}))?\s*[:—–-]?\s*/iu
const DONE =
  /^(?:(?:уже|все|всё|already)\s+)?(?:готово|сделано|сделали?|сделала|выполнено|выполнила?|done|ready|მზადაა|მზად არის|გაკეთდა|გაკეთებულია)[\s.!✅👍]*$/iu
const PUT_OFF =
  /^(?:перенес(?:и|ти|ите)|отложи(?:ть|те)?|сдвинь(?:те)?|сдвинуть|postpone|snooze|put off|გადადე\p{L}*|გადაიტანე\p{L}*)(?!\p{L})/iu
const SHORT = 8

/** What is said to a card of a task, and means that task whatever else it could mean. */
export const saysToTask = (text: string): boolean =>
  DONE.test(text.trim()) || (PUT_OFF.test(text.trim()) && text.trim().split(/\s+/).length <= SHORT)

/** @param toTask written in the topic of a task, or to its card */
export function wishOf(text: string, intent: string | undefined, toTask: boolean, now: Date): Wish {
  const said = text.trim()
  const command = COMMAND.exec(said)
  if (command) return commanded(said.slice(command[0].length), now)
  const opening = OPENING.exec(said)
  if (opening) return creation(said.slice(opening[0].length), now, opening[1] !== undefined)
  if (toTask && saysToTask(said)) return DONE.test(said) ? { do: 'done' } : { do: 'put_off', until: momentIn(said, now) }
  if (toTask) return { do: 'comment', text: said }
  if ((intent ?? intentIn(said, keywords)) === 'task_list') return { do: 'list', which: /филиал/i.test(said) ? 'branch' : 'mine' }
  return { do: 'suggest' }
}

function commanded(rest: string, now: Date): Wish {
  const [sub, word] = SUB.find(([, pattern]) => pattern.test(rest)) ?? []
  if (sub === 'help') return { do: 'help' }
  if (rest === '' || sub === 'mine' || sub === 'list') return { do: 'list', which: 'mine' }
  if (sub === 'branch') return { do: 'list', which: 'branch' }
  return creation(word === undefined ? rest : rest.replace(word, ''), now, false)
}

const ITEM = /^\s*(?:[-–—•*☐▫]|\d+[.)])\s+/u

function creation(text: string, now: Date, sales: boolean): Wish {
  const lines = text.split('\n').map((line) => line.trim())
  const checklist = lines.filter((line) => ITEM.test(line)).map((line) => line.replace(ITEM, ''))
  const [first = '', ...others] = lines.filter((line) => line !== '' && !ITEM.test(line))
  const draft = drafted(first, now)
  if (draft.title === '') return { do: 'help' }
  return {
    do: 'create',
    draft: { ...draft, sales, description: others.join('\n'), checklist: checklist.map((item) => item.slice(0, 200)) },
  }
}

const OPTION = String.raw`(?=\s+(?:@|!|car:|booking:|due:|["«])|$)`
const CAR = /(?:^|\s)car:(?:"([^"]+)"|(\S+))/i
const BOOKING = /(?:^|\s)booking:#?(\d{1,10})(?!\S)/i
const DUE = new RegExp(String.raw`(?:^|\s)due:\s*(.+?)${OPTION}`, 'i')
const PERSON = /(?:^|\s)@([\p{L}\d_]{2,60})/u
const PRIORITY = /(?:^|\s)!(\p{L}+)/u

const PRIORITIES: Readonly<Record<string, TaskPriority>> = {
  low: 'low',
  normal: 'normal',
  high: 'high',
  urgent: 'urgent',
  важно: 'high',
  срочно: 'urgent',
}

type Parsed = Omit<Draft, 'sales' | 'description' | 'checklist'>

/** `"text" car:80001 booking:4001 due:today 18:00 @Нино !high`, or plain words with a day and an hour in them. */
export function drafted(line: string, now: Date): Parsed {
  const [, plateQuoted, plateBare] = CAR.exec(line) ?? []
  const [, dueSaid] = DUE.exec(line) ?? []
  const [, person] = PERSON.exec(line) ?? []
  const [, mark = ''] = PRIORITY.exec(line) ?? []
  const bare = [DUE, CAR, BOOKING, PERSON, PRIORITY].reduce((rest, option) => rest.replace(option, ' '), line)
  const plain = bare.replaceAll(/\s+/g, ' ').trim()
  const words = unquoted(plain)
  const { title: worded, due } = dueSaid === undefined ? timed(words, now) : { title: words, due: dueIn(dueSaid, now) }
  const title = unquoted(worded)
  const numberOf = (digits: string | undefined) => (digits === undefined ? null : Number(digits))
  return {
    title: sentenceOf(title),
    due,
    dueUnread: due === null && dueSaid !== undefined ? dueSaid : null,
    car: plateQuoted ?? plateBare ?? null,
    booking: numberOf(BOOKING.exec(line)?.[1]),
    mentioned: { car: plateIn(plain) ?? null, booking: numberOf(/брон\p{L}*\s*#?(\d{3,9})(?!\d)/iu.exec(plain)?.[1]) },
    assignee: person === undefined ? nameAhead(title) : { name: person.replaceAll('_', ' '), certain: true },
    priority: PRIORITIES[mark.toLowerCase()] ?? (/(?<!\p{L})срочно(?!\p{L})/iu.test(line) ? 'high' : 'normal'),
  }
}

/** Only marks around the whole of it are no part of it: what stands between others is a name in a title. */
function unquoted(text: string): string {
  if (!/^["«“]/.test(text)) return text
  let depth = 0
  for (const { index, 0: mark } of text.matchAll(/["«»“”]/g)) {
    const opens = mark === '«' || mark === '“' || (mark === '"' && (index === 0 || /[\s(«“]/.test(text.charAt(index - 1))))
    depth += opens ? 1 : -1
    if (depth === 0) return index === text.length - 1 ? text.slice(1, -1).trim() : text
  }
  return text
}

/** Whoever names a day that is over hears so; elsewhere nobody means one. */
export function dueIn(said: string, now: Date): Moment | null {
  const [over, before] = /^(поза)?вчера(?!\p{L})|^yesterday(?!\p{L})/iu.exec(said) ?? []
  if (over === undefined) return momentIn(said, now)
  const day = inTbilisi(now).startOf('day')
  return { at: day.minus({ days: before === undefined ? 1 : 2 }).toJSDate(), hasTime: false }
}

const LONGEST = 200

export function sentenceOf(text: string): string {
  const bare = text.replace(/^[\s:,.—–-]+/, '').trim()
  const cut = bare.length > LONGEST ? `${bare.slice(0, LONGEST)}…` : bare
  return cut.charAt(0).toUpperCase() + cut.slice(1)
}

/** «Нино: помыть Prius», «для Георгия проверить масло», «Анне помыть Prius». */
function nameAhead(title: string): Called | null {
  const [all, name] = /^(?:для\s+)?(\p{Lu}\p{Ll}{2,})[:,]?\s+(?=\S)/u.exec(title) ?? []
  return all === undefined || name === undefined ? null : { name, certain: false, titleWithout: sentenceOf(title.slice(all.length)) }
}

const TIME_WORD = /^(?:сегодня|завтра|послезавтра|в|во|к|ко|до|на|с|через)$/i

/** A day and an hour at the end or at the beginning are the deadline and leave the title; in the middle they stay in it, too. */
function timed(text: string, now: Date): { title: string; due: Moment | null } {
  const due = momentIn(text, now)
  if (due === null) return { title: text, due }
  const words = text.split(' ')
  const isAll = (part: readonly string[]) => {
    const said = momentIn(part.join(' '), now)
    return said?.at.getTime() === due.at.getTime() && said.hasTime === due.hasTime
  }
  // The words at both ends of it must matter, or it is more than the time.
  let from = words.findLastIndex((_, at) => at > 0 && isAll(words.slice(at)))
  if (isAll(words.slice(from, -1))) from = -1
  while (from > 1 && TIME_WORD.test(words[from - 1] ?? '')) from--
  if (from > 0)
    return {
      title: words
        .slice(0, from)
        .join(' ')
        .replace(/[\s,]+$/, ''),
      due,
    }
  const to = words.findIndex((_, at) => at > 0 && isAll(words.slice(0, at)))
  return { title: to > 0 && !isAll(words.slice(1, to)) ? words.slice(to).join(' ') : text, due }
}
