// The rule of the daily plan: a new message in the morning, edits of it for the rest of the day. Pure.
import type { Place } from '../../effects/catalogue.ts'
import type { DecideContext, Decided } from '../agent.ts'
import type { AssistantDecision } from '../handover-rule.ts'
import { type Board, startOf } from './board.ts'
import type { Current } from './current.ts'
import { type Entry, entriesOf, toPlan } from './entries.ts'
import type { Facts, When } from './gather.ts'
import { layOut } from './layout.ts'
import { decidePress } from './press.ts'
import { type Shown, show } from './shown.ts'
import { summaries, whichBranchText } from './words.ts'

type Planned =
  | { do: 'nothing' }
  | { do: 'post'; shown: Shown; toPlan: Entry[]; over: Shown | null; now: Date }
  | { do: 'edit'; shown: Shown; toPlan: Entry[]; now: Date }
  | { do: 'reply'; place: Place; htmls: string[] }

export type Decision = (Planned & Decided) | { do: 'press'; press: AssistantDecision; summary: string }

export function decide(facts: Facts, context: DecideContext): Decision {
  switch (facts.what) {
    case 'none':
      return { do: 'nothing', summary: summaries.none(facts.branch, facts.why) }
    case 'new':
      return post(facts, context)
    case 'refresh':
      return refresh(facts, context)
    case 'asked':
      return asked(facts, context)
    case 'press': {
      const press = decidePress(facts, context)
      return { do: 'press', press, summary: press.summary }
    }
  }
}

const entriesIn = (board: Board, { clock, settings }: DecideContext): Entry[] =>
  entriesOf(board, { now: clock.now(), settings: settings(board.branch) })

function post({ board, old }: Extract<Facts, { what: 'new' }>, context: DecideContext): Decision {
  const entries = entriesIn(board, context)
  return {
    do: 'post',
    shown: show(board, entries, { day: board.day, messages: [], gone: new Set(), shown: [] }, 'live'),
    toPlan: toPlan(entries),
    over: old && ended(old, context),
    now: context.clock.now(),
    summary: summaries.posted(board.branch, entries.length, old !== null),
  }
}

/** Its messages are all it ever has: nothing new is begun for a day that is over. */
function ended({ plan, board }: Current, context: DecideContext): Shown {
  const shown = show(board, entriesIn(board, context), plan, 'over')
  return { ...shown, parts: shown.parts.slice(0, plan.messages.length), lines: [] }
}

function refresh({ plan, board }: Current, context: DecideContext): Decision {
  const entries = entriesIn(board, context)
  const shown = show(board, entries, plan, 'live')
  const planned = toPlan(entries)
  const changed = shown.lines.filter((line, at) => line !== plan.shown[at] || plan.gone.has(plan.messages[at] ?? '')).length
  if (changed === 0 && planned.length === 0) return { do: 'nothing', summary: summaries.same(board.branch) }
  const summary = changed === 0 ? summaries.same(board.branch) : summaries.edited(board.branch, changed)
  return { do: 'edit', shown, toPlan: planned, now: context.clock.now(), summary }
}

const DAY: Partial<Record<When, string>> = { today: 'сегодня', tomorrow: 'завтра' }

function asked({ place, board, when }: Extract<Facts, { what: 'asked' }>, context: DecideContext): Decision {
  if (board === null) return { do: 'reply', place, htmls: [whichBranchText], summary: summaries.asked, about: {} }
  return {
    do: 'reply',
    place,
    htmls: boardHtmls(board, when, context),
    summary: summaries.shown(board.branch, DAY[when] ?? board.day),
    about: { branch: board.branch, from: startOf(board.day).toJSDate().toISOString() },
  }
}

export function boardHtmls(board: Board, when: When, context: DecideContext): string[] {
  // What is late now is said of today; tomorrow it may be done.
  const entries = entriesIn(board, context).filter(({ section }) => when === 'today' || section !== 'overdue')
  const layout = { branch: board.branch, day: board.day, look: `asked-${when}`, standing: 0 } as const
  return layOut(entries, layout).map(({ html }) => html)
}
