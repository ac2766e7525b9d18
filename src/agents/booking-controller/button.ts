// «Уже провёл(а)»: RentProg alone can confirm it, so the button is answered honestly and noted in the task.
import { may } from '../../effects/roles.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext } from '../agent.ts'
import { notPosted } from '../booking-state.ts'
import { type Handover, handoverTitle } from '../handover.ts'
import type { Act, Decision } from './acts.ts'

interface ButtonFacts {
  queryId: string
  staff: Staff | null
  handover: Handover | null
}

export function button({ queryId, staff, handover }: ButtonFacts, { settings }: DecideContext): Decision {
  const answer = (text: string, summary: string, alert = false): Decision => ({ acts: [{ act: 'answer', queryId, text, alert }], summary })
  const allowed = may(staff, 'handover.tick', { branch: handover?.booking.branch, owners: [handover?.responsible.staff?.id] })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку нажал тот, кому она не положена: отказал.', true)
  if (handover === null) return answer('Эта кнопка уже не работает.', 'Кнопка старой карточки: сказал, что она не работает.')
  const { booking, kind, operation } = handover
  const what = handoverTitle(handover)
  const settled = notPosted(booking, kind, settings(booking.branch))
  if (settled !== null) return answer(`Спасибо, я уже в курсе: ${settled}.`.slice(0, 200), `${what}: нажали «провёл(а)», но ${settled}.`)
  const waiting = answer(
    'Спасибо! В RentProg операция пока не проведена — как только она там появится, напоминания прекратятся.',
    `${what}: ${allowed.person.name} говорит, что операция проведена; жду подтверждения RentProg.`,
    true,
  )
  const note: Act[] =
    operation?.taskKey == null
      ? []
      : [{ act: 'comment', task: operation.taskKey, text: `${allowed.person.name}: операция проведена. Ждём подтверждения RentProg.` }]
  return { ...waiting, acts: [...waiting.acts, ...note] }
}
