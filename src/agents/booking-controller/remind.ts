// The rule for timers that come due: who is told what, unless the booking is no longer as it was planned.
import type { Place } from '../../effects/catalogue.ts'
import type { DecideContext } from '../agent.ts'
import type { BookingView } from '../booking-facts.ts'
import { type Handover, handoverTitle, outdated } from '../handover.ts'
import { when } from '../words.ts'
import { type Act, type Decision, nothing } from './acts.ts'
import { saving } from './changed.ts'
import { latestPassed, type Stage, stageAt, stagesOf, type Tell } from './timers.ts'
import { escalationText, type Moment, notPostedText, plannedText, postedButton, soonText } from './words.ts'

interface Due {
  handover: Handover
  at: Date
}

/** The planned event: the first reminder now, the later stages by timers of their own. */
export function plannedDue(due: Due & { before: BookingView | null; wasTold: boolean }, { clock, settings }: DecideContext): Decision {
  const { handover, at, before, wasTold } = due
  const { booking, kind, car } = handover
  const now = clock.now()
  const table = settings(booking.branch)
  const saved = saving({ before, now: booking, car, client: null }, now)
  const reason = outdated(handover, at, table, now)
  if (reason !== null) return { acts: saved, summary: `${handoverTitle(handover)}: не напоминаю — ${reason}.` }
  const stages = stagesOf(table).filter((stage) => stageAt(at, stage) > now)
  const timers = stages.map(
    (stage): Act => ({ act: 'set-stage', booking, kind, at, stage: stage.name, wake: stageAt(at, stage), once: false }),
  )
  const late = latestPassed(at, now, table)
  // «Время изменилось» is on its way to the same person already.
  const tells =
    late === undefined
      ? wasTold
        ? []
        : [first(due, { now, settings: table })]
      : tellAll(due, [...new Set<Tell>(['employee', ...late.tell])], late.name, { now, settings: table })
  return {
    acts: [...saved, ...tells, ...timers],
    summary: `${handoverTitle(handover)} ${when(at, now)}: ${tells.length === 0 ? 'о новом времени уже сказал' : addressee(handover)}, впереди напоминаний: ${stages.length}.`,
  }
}

/** A later stage: half an hour before, or not posted in time. */
export function reminderDue(due: Due & { stage: Stage }, { clock, settings }: DecideContext): Decision {
  const { handover, at, stage } = due
  const now = clock.now()
  const table = settings(handover.booking.branch)
  const reason = outdated(handover, at, table, now)
  if (reason !== null) return nothing(`${handoverTitle(handover)}, ${stage.name}: молчу — ${reason}.`)
  const moment = { now, settings: table }
  if (stage.offsetMin < 0 && at > now) {
    return {
      acts: [tell(due, stage.name, 'employee', soonText(handover, at, moment))],
      summary: `${handoverTitle(handover)}, ${stage.name}: ${addressee(handover)}.`,
    }
  }
  return {
    acts: tellAll(due, stage.tell, stage.name, moment),
    summary: `${handoverTitle(handover)} не проведена, ${stage.name}: сообщил — ${stage.tell.map((who) => WHO[who]).join(', ')}.`,
  }
}

const first = (due: Due, moment: Moment): Act => tell(due, 'planned', 'employee', plannedText(due.handover, due.at, moment))

const tellAll = (due: Due, tells: readonly Tell[], stage: string, moment: Moment): Act[] =>
  tells.map((who) =>
    who === 'employee'
      ? {
          ...tell(due, stage, who, notPostedText(due.handover, due.at, moment)),
          buttons: postedButton(due.handover.booking.id, due.handover.kind),
        }
      : tell(due, stage, who, escalationText(due.handover, due.at, who, moment)),
  )

const tell = ({ handover, at }: Due, stage: string, who: Tell, html: string): Extract<Act, { act: 'tell' }> => ({
  act: 'tell',
  slot: `${handover.booking.id}.${handover.kind}.${stage}.${who}`,
  to: placeOf(handover, who),
  html,
  at,
})

const placeOf = ({ booking, responsible }: Handover, who: Tell): Place =>
  who === 'employee' ? responsible.place : { to: 'role', role: who, branch: booking.branch }

const WHO: Record<Tell, string> = {
  employee: 'ответственный',
  manager: 'руководитель филиала',
  head: 'руководитель подразделения',
  director: 'директор',
}

const addressee = ({ responsible }: Handover): string =>
  responsible.instead === null ? `напомнил (${responsible.name})` : 'напомнил руководителю филиала, ответственного нет на связи'
