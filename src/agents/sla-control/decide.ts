// The rule of SLA control: when the clock of a waiting client starts, what stops it, and who is told while it runs. Pure.
import type { SlaColumns } from '../../effects/catalogue/conversations.ts'
import type { Place } from '../../effects/catalogue.ts'
import type { Branch } from '../../events/event.ts'
import type { SlaClock } from '../../tools/rental.ts'
import type { DecideContext, Decided } from '../agent.ts'
import { addBusinessMs, businessMsBetween, isOpen, openFrom } from '../business-hours.ts'
import type { Settings } from '../settings.ts'
import { span, when } from '../words.ts'
import { isClosing, noAnswer, standingOf } from './answers.ts'
import type { Facts } from './gather.ts'
import { ahead, type Stage, stagesOf, type Tell } from './ladder.ts'
import { TOLD, type Waiting, waitingText } from './words.ts'

export interface Decision extends Decided {
  leadId: string
  branch: Branch | null
  clock: SlaColumns | null
  /** The next look at the clock; `stop`: nobody has to look any more. */
  timer: { at: Date; stage: string } | 'stop' | null
  /** When the client last heard of us, where our row of the conversation should know it. */
  outgoingAt: Date | null
  tells: { stage: string; place: Place; html: string; urgent: boolean }[]
}

/** Hours of a conversation whose branch nobody knows. */
const HOME: Branch = 'tbilisi'

export function decide(facts: Facts, { clock: { now }, settings }: DecideContext): Decision {
  const table = settings(facts.branch ?? HOME)
  switch (facts.event.type) {
    case 'message.incoming':
      return asked(facts, facts.event.payload, now(), table)
    case 'message.sent':
      return sent(facts, facts.event.payload, table)
    case 'sla.due':
      return due(facts, now(), table)
  }
}

type Payload<T extends Facts['event']['type']> = Extract<Facts['event'], { type: T }>['payload']

const nothing = ({ leadId, branch }: Facts, summary: string): Decision => ({
  leadId,
  branch,
  clock: null,
  timer: null,
  outgoingAt: null,
  tells: [],
  summary,
})

function asked(facts: Facts, message: Payload<'message.incoming'>, now: Date, settings: Settings): Decision {
  const { at, clock, conversation } = facts
  const { row, booking, responsible, name } = conversation
  if (row?.lastOutgoingAt && row.lastOutgoingAt >= at) return nothing(facts, `${name}: на это сообщение уже ответили, часы не запускаю.`)
  const standing = clock?.status === 'running' ? standingOf(clock, facts.replies, row?.lastOutgoingAt) : null
  if (clock !== null && standing !== null && standing.state !== 'answered')
    return nothing(facts, `${name}: часы уже идут, клиент написал первым ${when(clock.startedAt, now)}.`)
  const wasAnswered = clock !== null || (row?.lastOutgoingAt ?? null) !== null
  if (wasAnswered && isClosing(message)) return nothing(facts, `${name}: клиент благодарит или соглашается, ответа не ждёт.`)
  const countsFrom = openFrom(at, settings)
  const [first] = stagesOf(settings, message.channel)
  const dueAt = addBusinessMs(countsFrom, first?.afterMs ?? 0, settings)
  return {
    ...nothing(facts, `${name} ждёт ответа: часы запущены, напомню ${when(dueAt, now)}.`),
    clock: {
      branch: facts.branch,
      bookingId: booking?.id ?? null,
      responsibleId: responsible?.id ?? null,
      messageId: message.messageId,
      startedAt: at.toISOString(),
      countsFrom: countsFrom.toISOString(),
      status: 'running',
      stage: null,
      answeredAt: null,
      answeredBy: null,
    },
    timer: { at: dueAt, stage: first?.name ?? 'warn' },
  }
}

function sent(facts: Facts, message: Payload<'message.sent'>, settings: Settings): Decision {
  const { at, clock, conversation } = facts
  const { row, name } = conversation
  const running = clock?.status === 'running' ? clock : null
  // Umnico echoes what we send: it is an answer where somebody of the staff wrote it.
  const ours = running !== null && message.customId !== undefined ? standingOf(running, facts.replies, null) : null
  if (ours?.state === 'answered')
    return {
      ...nothing(facts, `${name}: ответил ${ours.by}, часы остановлены.`),
      clock: answered(ours.at, ours.by),
      timer: 'stop',
    }
  const reason = noAnswer(message, at, running, settings.slaAutoReplyWithinSec)
  if (reason !== null) return nothing(facts, `${name}: ${reason}, ответом не считаю.`)
  const isLatest = row !== null && (row.lastOutgoingAt === null || row.lastOutgoingAt < at)
  const noted = { ...nothing(facts, `${name}: ответ в Umnico записал, часы не шли.`), outgoingAt: isLatest ? at : null }
  if (running === null) return noted
  if (at < running.startedAt) return { ...noted, summary: `${name}: это сообщение старше вопроса клиента, часы идут дальше.` }
  const by = message.userId === undefined ? 'в Umnico' : `в Umnico, оператор ${message.userId}`
  return {
    ...noted,
    clock: answered(at, by),
    timer: 'stop',
    summary: `${name}: ответили в Umnico через ${span(at.getTime() - running.startedAt.getTime())}, часы остановлены.`,
  }
}

const answered = (at: Date, by: string): SlaColumns => ({
  status: 'answered',
  answeredAt: at.toISOString(),
  answeredBy: by,
})

function due(facts: Facts, now: Date, settings: Settings): Decision {
  const { clock, conversation, replies } = facts
  const { row, name } = conversation
  if (clock === null || clock.status !== 'running') return nothing(facts, `${name}: клиенту уже ответили, молчу.`)
  const standing = standingOf(clock, replies, row?.lastOutgoingAt)
  if (standing.state === 'answered')
    return { ...nothing(facts, `${name}: ответил ${standing.by}, часы остановлены.`), clock: answered(standing.at, standing.by) }
  if (isClosedByHand(facts, now))
    return { ...nothing(facts, `${name}: диалог закрыл сотрудник, часы остановлены.`), clock: answered(now, 'диалог закрыт') }
  const stages = stagesOf(settings, row?.channel)
  if (!isOpen(now, settings)) {
    const morning = openFrom(now, settings)
    const timer = { at: morning, stage: ahead(stages, clock.stage)[0]?.name ?? 'escalate-director' }
    return { ...nothing(facts, `${name}: филиал закрыт, вернусь к часам ${when(morning, now)}.`), timer }
  }
  return climb(facts, clock, stages, standing.state === 'on-its-way', now, settings)
}

/** A conversation that fell asleep by itself still waits for its answer; one that somebody closed does not. */
const isClosedByHand = ({ conversation: { row } }: Facts, now: Date): boolean =>
  row?.status === 'closed' && (row.openUntil === null || row.openUntil > now)

function climb(facts: Facts, clock: SlaClock, stages: readonly Stage[], isOnItsWay: boolean, now: Date, settings: Settings): Decision {
  const { name } = facts.conversation
  const waited = businessMsBetween(clock.countsFrom, now, settings)
  const left = ahead(stages, clock.stage)
  const passed = left.filter(({ afterMs }) => afterMs <= waited)
  const next = left[passed.length]
  const timer = next === undefined ? null : { at: addBusinessMs(clock.countsFrom, next.afterMs, settings), stage: next.name }
  const last = passed.at(-1)
  if (last === undefined) return { ...nothing(facts, `${name}: срок ещё не вышел.`), timer }
  const told = stages.filter(({ name: stage }) => !left.some((one) => one.name === stage)).map(({ tell }) => tell)
  // Whoever has written the answer need not be reminded to write it.
  const toTell = passed.filter(({ tell }) => !(isOnItsWay && tell === 'employee'))
  const tells = toTell.map((stage) => {
    const before = [...told, ...toTell.slice(0, toTell.indexOf(stage)).map(({ tell }) => tell)]
    const waiting: Waiting = { facts, clock, waited, before, isOnItsWay, now }
    return {
      stage: stage.name,
      place: placeOf(facts, stage.tell),
      html: waitingText(stage.tell, waiting),
      urgent: stage.tell !== 'employee',
    }
  })
  return {
    ...nothing(
      facts,
      `${name} ждёт ответа ${span(waited)}: ${tells.length === 0 ? 'ответ уже отправляется' : `сообщил — ${toldTo(toTell)}`}.`,
    ),
    clock: { stage: last.name, branch: facts.branch, responsibleId: facts.conversation.responsible?.id ?? null },
    timer,
    tells,
  }
}

const toldTo = (stages: readonly Stage[]): string => stages.map(({ tell }) => TOLD[tell]).join(', ')

function placeOf({ conversation, branch, held }: Facts, tell: Tell): Place {
  if (tell === 'employee') return conversation.answerer
  if (branch !== null) return { to: 'role', role: tell, branch }
  return held[tell] ? { to: 'role', role: tell } : { to: 'chat', purpose: 'managers' }
}
