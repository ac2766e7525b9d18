// «Сдал(а)» and «Принял(а)»: a note for the other side, because RentProg alone can say where the money is.
import { may } from '../../effects/roles.ts'
import type { EventOf } from '../../events/index.ts'
import type { Staff } from '../../tools/rental.ts'
import type { DecideContext, GatherContext } from '../agent.ts'
import { denied } from '../denied.ts'
import type { Act, Decision } from './acts.ts'
import { type Holder, holdersOf } from './holders.ts'
import { type Said, stageOf, stageText, superiorOf } from './ladder.ts'
import { assess } from './limits.ts'
import { saidText } from './words.ts'

export interface PressedFacts {
  what: 'pressed'
  queryId: string
  staff: Staff | null
  said: Said | null
  holder: Holder | null
}

export async function gatherPressed({ payload }: EventOf<'callback.button'>, context: GatherContext): Promise<PressedFacts> {
  const [id, action] = /^ca\|(\d{1,10})\|(handed|taken)$/.exec(payload.data)?.slice(1) ?? []
  const employeeId = Number(id)
  const isId = id !== undefined && employeeId <= 2 ** 31 - 1
  const [staff, holders] = await Promise.all([
    context.read.rental.staffByTelegram(payload.fromId),
    isId ? holdersOf({ employeeId }, context) : [],
  ])
  const said = action === 'handed' || action === 'taken' ? action : null
  return { what: 'pressed', queryId: payload.callbackQueryId, staff, said, holder: holders[0] ?? null }
}

export function pressed({ queryId, staff, said, holder }: PressedFacts, { clock, settings }: DecideContext): Decision {
  const answer = (text: string, summary: string, acts: Act[] = []): Decision => ({
    acts: [{ act: 'answer', queryId, text }, ...acts],
    summary,
  })
  if (staff === null) return answer('Эта кнопка только для сотрудников.', 'Кнопку нажал не сотрудник: отказал.')
  if (said === null || holder === null) return answer('Эта кнопка уже не работает.', 'Кнопка ни к какой кассе не относится: так и ответил.')
  const allowed = may(staff, `cash.${said}`, { branch: holder.branch, owners: [holder.id] })
  if (!allowed.yes)
    return denied(
      answer(allowed.because, `${staff.name}: не может отметить кассу (${holder.name}), отказал.`),
      staff,
      `cash.${said}`,
      `staff:${holder.id}`,
    )
  const { over, since } = assess(holder, settings(holder.branch), clock.now(), true)
  if (since === null)
    return answer('Спасибо! В RentProg касса уже в пределах лимита.', `${holder.name}: касса уже в порядке, поблагодарил.`)
  const isRepeated = over.every(({ account }) => account.overSince !== null && stageOf(account.stage).said === said)
  if (isRepeated) return answer('Уже отмечено. Жду проводку в RentProg.', `${holder.name}: «${NOTE[said]}» уже отмечено.`)
  const rows = over.map(
    ({ account, overSince }): Act => ({
      act: 'balance',
      employeeId: holder.id,
      currency: account.currency,
      set: { overSince: overSince.toISOString(), stage: stageText({ rung: account.overSince ? stageOf(account.stage).rung : null, said }) },
    }),
  )
  const to =
    said === 'handed' ? superiorOf(holder.role, holder.branch) : holder.isReachable ? ({ to: 'staff', id: holder.id } as const) : null
  const told: Act[] = to === null ? [] : [{ act: 'tell', slot: 'said', to, html: saidText(holder, staff.name, said) }]
  return answer(
    'Спасибо, отметил. Учёт закроется, когда инкассация появится в RentProg.',
    `${staff.name}: «${NOTE[said]}» по кассе (${holder.name}); жду подтверждения RentProg.`,
    [...rows, ...told],
  )
}

const NOTE: Record<Said, string> = { handed: 'Сдал(а)', taken: 'Принял(а)' }
