// The numbers the owner of the fleet may change: one table, defaults as the domain sheets suggest, overrides per branch.
import { z } from 'zod'
import { BRANCHES, type Branch } from '../events/event.ts'

const minutes = z.number().int().nonnegative()

export const Settings = z.object({
  /** Reminders before a planned issue or return, minutes. */
  remindBeforeMin: z.array(minutes).min(1).default([120, 30]),
  /** Not posted in RentProg: minutes after the planned time, and who is told. */
  notPostedAfterMin: z.array(z.object({ min: minutes, tell: z.enum(['employee', 'manager', 'head', 'director']) })).default([
    { min: 15, tell: 'employee' },
    { min: 30, tell: 'manager' },
    { min: 60, tell: 'head' },
  ]),
  /** An operation nobody planned with us is still reported as not posted this long after its time, minutes. */
  overdueWithinMin: minutes.default(24 * 60),
  /** Materials that come after the operation was posted still find it this long, minutes. */
  lateMaterialsWithinMin: minutes.default(24 * 60),
  /** Staff are left in peace between these hours, Asia/Tbilisi. */
  quietFromHour: z.number().int().min(0).max(23).default(22),
  quietToHour: z.number().int().min(0).max(23).default(8),
  /** Quiet hours never hold what concerns an operation this near, minutes. */
  quietExceptWithinMin: minutes.default(120),
  issueChecklist: z
    .array(z.object({ code: z.string().regex(/^[a-z-]{1,16}$/), title: z.string(), photos: z.boolean().default(false) }))
    .default([
      { code: 'wash', title: 'Мойка', photos: false },
      { code: 'fuel', title: 'Заправка', photos: false },
      { code: 'fluids', title: 'Жидкости', photos: false },
      { code: 'kit', title: 'Комплектация', photos: false },
      { code: 'body', title: 'Фото кузова', photos: true },
      { code: 'dash', title: 'Фото приборки', photos: true },
      { code: 'papers', title: 'Техпаспорт', photos: true },
      { code: 'posted', title: 'Выдача', photos: false },
    ]),
  returnChecklist: z
    .array(z.object({ code: z.string().regex(/^[a-z-]{1,16}$/), title: z.string(), photos: z.boolean().default(false) }))
    .default([
      { code: 'body', title: 'Фото кузова', photos: true },
      { code: 'dash', title: 'Фото приборки', photos: true },
      { code: 'fluids', title: 'Жидкости', photos: false },
      { code: 'kit', title: 'Комплектация', photos: false },
      { code: 'fines', title: 'Штрафы', photos: false },
      { code: 'posted', title: 'Закрытие в RentProg', photos: false },
    ]),
  /** Names of clients that mean "not a client": a booking of ours for service or for an employee. */
  technicalNames: z.array(z.string()).default(['сервис', 'сотрудник']),
})
export type Settings = z.infer<typeof Settings>

export type SettingsTable = (branch: Branch) => Settings

/** @param overrides JSON of `{branch: partial settings}` or `{all: …}`. */
export function settingsTable(overrides: Partial<Record<Branch | 'all', unknown>> = {}): SettingsTable {
  const table = new Map<Branch, Settings>()
  for (const branch of BRANCHES) {
    table.set(branch, Settings.parse({ ...(overrides.all as object | undefined), ...(overrides[branch] as object | undefined) }))
  }
  return (branch) => table.get(branch) as Settings
}
