// The numbers the owner of the fleet may change: one table, defaults as the domain sheets suggest, overrides per branch.
import { z } from 'zod'
import { BadInput } from '../errors.ts'
import { BRANCHES, type Branch } from '../events/event.ts'

const minutes = z.number().int().nonnegative()
const hour = z.number().int().min(0).max(23)
const hours = z.number().int().nonnegative()
/** Whole units of a currency. */
const units = z.number().int().nonnegative()

const days = (most: number) => z.number().int().min(0).max(most)
const code = z.string().regex(/^[a-z-]{1,16}$/)
const codes = z.array(code)
const checklist = z.array(z.object({ code, title: z.string(), photos: z.boolean().default(false) }))

/** Each with a sentence that `npm run docs` puts on the page of settings. */
export const Settings = z.strictObject({
  remindBeforeMin: z
    .array(minutes)
    .min(1)
    .default([120, 30])
    .describe('reminders before a planned issue or return, minutes; the earliest also opens the card'),
  notPostedAfterMin: z
    .array(z.object({ min: minutes, tell: z.enum(['employee', 'manager', 'head', 'director']) }))
    .default([
      { min: 15, tell: 'employee' },
      { min: 30, tell: 'manager' },
      { min: 60, tell: 'head' },
    ])
    .describe('an operation that is not posted in RentProg: who is told how many minutes after its time'),
  overdueWithinMin: minutes
    .default(24 * 60)
    .describe('an operation nobody planned with us is still reported as not posted this long after its time, minutes'),
  lateMaterialsWithinMin: minutes
    .default(24 * 60)
    .describe('photos and words that come after an operation was posted still find it this long, minutes'),
  quietFromHour: hour.default(22).describe('from this hour (Asia/Tbilisi) nobody’s phone rings without need'),
  quietToHour: hour.default(8).describe('until this hour'),
  quietExceptWithinMin: minutes.default(120).describe('quiet hours never hold what concerns an operation this near, minutes'),
  issueChecklist: checklist
    .default([
      { code: 'wash', title: 'Мойка', photos: false },
      { code: 'fuel', title: 'Заправка', photos: false },
      { code: 'fluids', title: 'Жидкости', photos: false },
      { code: 'kit', title: 'Комплектация', photos: false },
      { code: 'body', title: 'Фото кузова', photos: true },
      { code: 'dash', title: 'Фото приборки', photos: true },
      { code: 'papers', title: 'Техпаспорт', photos: true },
      { code: 'posted', title: 'Выдача', photos: false },
    ])
    .describe('the checklist of an issue; `photos`: proved by photos'),
  returnChecklist: checklist
    .default([
      { code: 'body', title: 'Фото кузова', photos: true },
      { code: 'dash', title: 'Фото приборки', photos: true },
      { code: 'fluids', title: 'Жидкости', photos: false },
      { code: 'kit', title: 'Комплектация', photos: false },
      { code: 'fines', title: 'Штрафы', photos: false },
      { code: 'posted', title: 'Закрытие в RentProg', photos: false },
    ])
    .describe('the checklist of a return'),
  modelBesideSec: z
    .number()
    .positive()
    .default(4)
    .describe('a client’s message waits this long for the model to say who else should see it, seconds; the same for all branches'),
  chatSessionMin: minutes.default(60).describe('a client’s topic is closed after so long without a word, minutes'),
  chatTranslateSec: z.number().positive().default(4).describe('a translation that takes longer is done without, seconds'),
  gapsLastRequestMin: minutes
    .default(120)
    .describe('an operation posted with gaps: the responsible is asked for them a last time this long after, minutes'),
  photoConfidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.85)
    .describe('a photo without a caption is taken for what the model says it shows only from this confidence on, 0 to 1'),
  photoLookSec: z.number().positive().default(8).describe('photos the model has not looked at by then are asked about, seconds'),
  technicalNames: z
    .array(z.string())
    .default(['сервис', 'сотрудник'])
    .describe('words in a client’s name that mean a booking of our own, for service or for an employee'),
  bookingCurrency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .default('gel')
    .describe('the currency of the sums of bookings in RentProg, which it does not name; small letters'),
  unpaidLinkRemindHours: z
    .array(z.number().int().positive())
    .max(5)
    .default([24, 72])
    .describe('a payment link that is not paid: reminders so long after it was asked for, hours'),
  debtRemindHours: z
    .array(z.number().int().positive())
    .max(5)
    .default([24, 72])
    .describe('a debt that is still open after the return: reminders so long after it, hours'),

  officeFromHour: hour.default(9).describe('the branch opens at this hour (Asia/Tbilisi), every day'),
  officeToHour: z.number().int().min(1).max(24).default(20).describe('and closes at this one'),
  slaWarnMin: minutes.default(5).describe('a client waits this long in business hours: the responsible is reminded, minutes'),
  slaBreachMin: minutes.default(10).describe('a client waits this long in business hours: the branch manager is told, minutes'),
  slaHeadMin: minutes.default(20).describe('a client waits this long in business hours: the head of department is told, minutes'),
  slaDirectorMin: minutes.default(40).describe('a client waits this long in business hours: the director is told, minutes'),
  clientCallAgainMin: minutes
    .default(30)
    .describe(
      'what a client writes of one trouble so long after it rang is added to that message; later, or when somebody is hurt, it rings again, minutes',
    ),
  slaByChannelMin: z
    .record(z.string(), z.strictObject({ warn: minutes, breach: minutes, head: minutes, director: minutes }).partial())
    .default({})
    .describe('other minutes for a channel of Umnico (`whatsapp2`, `instagramV3` …): any of `warn`, `breach`, `head`, `director`'),
  slaAutoReplyWithinSec: z
    .number()
    .int()
    .nonnegative()
    .default(5)
    .describe('what leaves Umnico without an operator this soon after the client wrote is an auto-reply and no answer, seconds'),

  taskOverdueLowMin: minutes
    .default(48 * 60)
    .describe('a task of low priority is told one rung higher this long after its deadline, minutes'),
  taskOverdueNormalMin: minutes.default(24 * 60).describe('the same for normal priority'),
  taskOverdueHighMin: minutes.default(4 * 60).describe('the same for high priority'),
  taskOverdueUrgentMin: minutes.default(60).describe('the same for urgent tasks, at any hour'),
  taskEveningHour: hour.default(18).describe('«Сегодня» under a task puts it off to this hour (Asia/Tbilisi)'),

  inviteValidH: z
    .number()
    .int()
    .min(1)
    .max(168)
    .default(24)
    .describe('a one-time code that links a Telegram account is valid so many hours'),

  approvalHeadFromGel: units
    .default(1_000)
    .describe('a payment or a payment link from this sum on needs the head of department, whole lari'),
  approvalHeadFromUsd: units.default(1_000).describe('the same, whole US dollars'),
  approvalHeadFromEur: units.default(1_000).describe('the same, whole euros'),
  approvalDirectorFromGel: units
    .default(5_000)
    .describe('from this sum on it needs the director, whole lari; sums in any other currency are always the director’s'),
  approvalDirectorFromUsd: units.default(5_000).describe('the same, whole US dollars'),
  approvalDirectorFromEur: units.default(5_000).describe('the same, whole euros'),
  approvalRemindMin: minutes.default(30).describe('nobody has decided: asked again after so many minutes'),
  approvalEscalateMin: minutes.default(120).describe('still nobody: the next role is asked after so many minutes'),
  suggestionExpireMin: minutes.default(60).describe('what the model suggested and nobody took after so many minutes is not done'),
  approvalExpireMin: minutes.default(24 * 60).describe('what nobody has decided after so many minutes is not done'),

  cashLimitGel: units.default(1_000).describe('how much cash an employee may hold, whole lari'),
  cashLimitUsd: units.default(300).describe('the same, whole US dollars'),
  cashLimitEur: units.default(300).describe('the same, whole euros'),
  cashLimitRub: units.default(30_000).describe('the same, whole roubles'),
  cashRemindAfterH: hours.default(24).describe('cash over the limit: the employee and the branch manager are reminded after so many hours'),
  cashEscalateAfterH: hours.default(48).describe('still over the limit: the head of department is told after so many hours'),
  cashDirectorAfterH: hours.default(72).describe('still over the limit: the director is told after so many hours'),
  cashToleranceMinor: z
    .number()
    .int()
    .nonnegative()
    .default(1)
    .describe('a difference between our count and RentProg’s register that is larger than this is an alert, minor units'),

  planIssueItems: codes
    .default(['wash', 'fuel', 'fluids', 'kit', 'posted'])
    .describe('which items of the issue checklist stand in the daily plan, in this order'),
  planReturnItems: codes
    .default(['body', 'dash', 'fluids', 'kit', 'posted'])
    .describe('which items of the return checklist stand in the daily plan, in this order'),
  planOverdueReturnDays: days(14).default(7).describe('cars that have not come back stand on top of the daily plan for so many days, days'),
  planOverdueIssueDays: days(14)
    .default(1)
    .describe('issues nobody posted or cancelled stand on top of the daily plan for so many days, days'),
  planMovesAheadDays: days(7)
    .default(1)
    .describe('a car that stands at another branch than its next issue is a move of the plan so many days before that issue, days'),

  tripGraceMin: minutes.default(30).describe('a car may move this long before its booking begins and after it ends, minutes'),
  tripShortMin: minutes.default(5).describe('a car without a booking that moves this long has made a trip, minutes'),
  tripShortKm: z.number().positive().default(1).describe('so has one that came this far, kilometres'),
  tripPermitMin: minutes.default(180).describe('how long a service trip is permitted when nobody says until when, minutes'),
  tripAlarmHeadMin: minutes
    .default(15)
    .describe('an unauthorised trip nobody has picked up for this long is told to the head of department, minutes'),
  tripAlarmDirectorMin: minutes.default(30).describe('and after this to the director, minutes'),
  fixStaleMin: minutes.default(15).describe('a position older than this is said to be old, minutes'),
  movingAboveKmh: z.number().nonnegative().default(5).describe('faster than this a car moves, where a collector names no status, km/h'),
  mileageJumpKm: z.number().positive().default(5000).describe('a tracker that adds more than this at once is not believed, kilometres'),
  speedLimitKmh: z.number().positive().default(125).describe('faster than this is speeding, km/h'),
  speedingRepeatMin: minutes.default(10).describe('speeding of one car is told again after this, minutes'),
  batteryDropV: z.number().positive().default(0.5).describe('a battery further below the mean of the fleet than this is told, volts'),
  batteryDropPercent: z.number().positive().default(10).describe('or further than this, per cent'),
  batteryRepeatMin: minutes.default(60).describe('the battery of one car is told again after this, minutes'),
  gpsDeadMin: minutes.default(120).describe('the tracker of a car without a booking may be silent this long, minutes'),

  talkRememberedMin: minutes.default(240).describe('what was spoken of with staff is taken for meant this long, minutes'),
  talkKeptDays: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('what was spoken of with staff, and the summary of it, is deleted after this, days'),

  serviceIntervals: z
    .array(
      z.strictObject({
        model: z.string(),
        everyKm: z.number().int().positive().nullable(),
        everyMonths: z.number().int().positive().nullable(),
      }),
    )
    .default([{ model: '', everyKm: 10_000, everyMonths: 12 }])
    .describe('how often a car is serviced, whichever comes first; the first line whose `model` is part of the car’s name counts'),
  serviceWarnKm: z.number().int().nonnegative().default(1_000).describe('a service is announced so many kilometres before'),
  serviceWarnDays: days(365).default(30).describe('a service is announced so many days before'),
  serviceRepeatDays: days(365).default(7).describe('a service or an inspection that is overdue is recalled every so many days'),
  inspectionLeadDays: z
    .array(days(365))
    .min(1)
    .default([30, 14, 7, 1])
    .describe('the state inspection: days before its end on which people are reminded, once each'),
  careWindowH: z.number().int().min(1).max(11).default(3).describe('a window for service or inspection has at least so many hours'),
  careGapMin: minutes.default(60).describe('between a booking and such a window there are so many minutes'),
  careHorizonDays: days(60).default(14).describe('windows are looked for within so many days where no date sets the deadline'),
})
export type Settings = z.infer<typeof Settings>

export type SettingsTable = (branch: Branch) => Settings

/**
 * @param overrides JSON of `{branch: partial settings}`; `all` stands for every branch.
 * @throws BadInput naming the branch and the first setting that is unknown or does not fit.
 */
export function settingsTable(overrides: Readonly<Record<string, unknown>> = {}): SettingsTable {
  const stranger = Object.keys(overrides).find((name) => name !== 'all' && !BRANCHES.some((branch) => branch === name))
  if (stranger !== undefined) throw new BadInput(`SETTINGS_FILE: "${stranger}" is neither a branch (${BRANCHES.join(', ')}) nor "all"`)
  const table = new Map(BRANCHES.map((branch) => [branch, settingsOf(branch, overrides)]))
  return (branch) => table.get(branch) as Settings
}

function settingsOf(branch: Branch, overrides: Readonly<Record<string, unknown>>): Settings {
  const given = { ...(overrides.all as object | undefined), ...(overrides[branch] as object | undefined) }
  const read = Settings.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  if (issue?.code === 'unrecognized_keys')
    throw new BadInput(`SETTINGS_FILE: ${branch}: there is no setting "${issue.keys[0]}" (docs/generated/settings.md lists them)`)
  throw new BadInput(`SETTINGS_FILE: ${branch}: ${issue?.path.join('.')}: ${issue?.message}`)
}
