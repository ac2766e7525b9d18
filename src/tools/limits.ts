// How often each vendor may be asked: the table the limiter keeps.

export interface LimitRule {
  /** Calls per window, all replicas together. */
  points: number
  seconds: number
  /** How many of them only critical calls may use. */
  critical: number
  /** `key`: per company token, chat …; `all`: the whole vendor. */
  per: 'key' | 'all'
  /** Telegram's groups (negative chat ids) have a limit that private chats do not have. */
  groupsOnly?: true
}

export type Limits = Readonly<Record<string, readonly LimitRule[]>>

const perMinute = (points: number, critical: number, per: LimitRule['per'] = 'key'): LimitRule => ({ points, critical, seconds: 60, per })

const perSecond = (points: number, critical: number): LimitRule => ({ points, critical, seconds: 1, per: 'all' })

/** A chat takes short bursts: beside the routine message per second there is room for a critical one. */
const chatPerSecond: LimitRule = { points: 2, critical: 1, seconds: 1, per: 'key' }
const botPerSecond: LimitRule = { points: 30, critical: 5, seconds: 1, per: 'all' }

/** As the vendors state them (RentProg and Telegram by their documentation as of 2026, YouGile by its OpenAPI document). */
export const VENDOR_LIMITS = {
  'rentprog.get': [perMinute(120, 20)],
  'rentprog.search': [perMinute(30, 5)],
  'rentprog.post': [perMinute(60, 10)],
  'rentprog.auth': [perMinute(60, 10)],
  yougile: [perMinute(50, 10, 'all')],
  amocrm: [perSecond(7, 1)],
  // Not documented: a careful guess.
  umnico: [perMinute(60, 10, 'all')],
  // The long window last: what an earlier rule refuses must not have cost it a point.
  'telegram.chat': [chatPerSecond, botPerSecond, { ...perMinute(20, 5), groupsOnly: true }],
  'telegram.bot': [botPerSecond],
  // Reads of a live account; a test account has a quarter of it.
  stripe: [perSecond(100, 20)],
  'stripe.test': [perSecond(25, 5)],
  'openai.chat': [perMinute(500, 50, 'all')],
} as const satisfies Limits

/** For the sandbox: wide enough that only our own speed is measured. */
export const GENEROUS_LIMITS: Limits = Object.fromEntries(
  Object.entries<readonly LimitRule[]>(VENDOR_LIMITS).map(([name, rules]) => [
    name,
    rules.map((rule) => ({ ...rule, points: rule.points * 10_000, critical: rule.critical * 10_000 })),
  ]),
)
