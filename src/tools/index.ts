// The registry of the outside world. Agents see `read` only: that they cannot write is a fact of these types.
import type { Cluster, Redis } from 'ioredis'
import type { Clock } from '../clock.ts'
import type { Database } from '../db.ts'
import { Unavailable } from '../errors.ts'
import { type AmocrmTool, amocrmTool, amocrmVendor } from './amocrm.ts'
import { type AmocrmConfig, createAmocrmSession } from './amocrm-session.ts'
import { bindReads, bindWrites } from './bind.ts'
import { createHttp, type HttpDeps } from './http.ts'
import type { Bound } from './integration.ts'
import { createLimiter } from './limiter.ts'
import { GENEROUS_LIMITS, VENDOR_LIMITS } from './limits.ts'
import { createModel, type ModelAccess, type ModelConfig } from './model.ts'
import { type BudgetDeps, createBudget } from './model-budget.ts'
import { createRental, type Rental } from './rental.ts'
import { type RentprogTool, rentprogTool, rentprogVendor } from './rentprog.ts'
import { type StripeConfig, type StripeTool, stripeTool, stripeVendor } from './stripe.ts'
import { type TelegramConfig, type TelegramTool, telegramTool, telegramVendor } from './telegram.ts'
import { type UmnicoConfig, type UmnicoTool, umnicoTool, umnicoVendor } from './umnico.ts'
import { type YougileConfig, type YougileTool, yougileTool, yougileVendor } from './yougile.ts'

export interface Tools {
  rental: Rental
  rentprog: { read: Bound<RentprogTool['read']>; write: Bound<RentprogTool['write']> }
  yougile: { read: Bound<YougileTool['read']>; write: Bound<YougileTool['write']> }
  umnico: { read: Bound<UmnicoTool['read']>; write: Bound<UmnicoTool['write']> }
  stripe: { read: Bound<StripeTool['read']>; write: Bound<StripeTool['write']> }
  amocrm: { read: Bound<AmocrmTool['read']>; write: Bound<AmocrmTool['write']> }
  telegram: { read: Bound<TelegramTool['read']>; write: Bound<TelegramTool['write']> }
  /** Null when the model is off: rules, keywords and people do without. */
  model: ModelAccess | null
}

export interface Reads {
  rental: Rental
  rentprog: Tools['rentprog']['read']
  yougile: Tools['yougile']['read']
  umnico: Tools['umnico']['read']
  stripe: Tools['stripe']['read']
  amocrm: Tools['amocrm']['read']
  /** Pictures people sent, to be looked at. */
  telegram: Pick<Tools['telegram']['read'], 'file'>
}

export interface ToolsConfig {
  rentprog: { baseUrl: string; tokens: Readonly<Record<string, string>> }
  umnico: UmnicoConfig
  /** `baseUrl` without `/v1`, as the stripe package takes it. */
  stripe: StripeConfig
  yougile: YougileConfig
  amocrm: AmocrmConfig
  telegram: TelegramConfig
  model: ModelConfig | null
  /** `generous`: the sandbox's; counted in this process alone. */
  limits: 'vendors' | 'generous'
  timeoutMs: number
}

export interface ToolsDeps extends Omit<HttpDeps, 'limiter'>, Pick<BudgetDeps, 'onSpent' | 'onUsedUp'> {
  db: Database
  clock: Clock
  /** Shares the counters of the rate limits; without it Postgres does. */
  redis?: Redis | Cluster
}

export function createTools(config: ToolsConfig, { db, clock, redis, onSpent, onUsedUp, ...watchers }: ToolsDeps): Tools {
  const limiter =
    config.limits === 'generous'
      ? createLimiter(GENEROUS_LIMITS, { kind: 'memory' })
      : createLimiter(VENDOR_LIMITS, redis ? { kind: 'redis', client: redis } : { kind: 'postgres', pool: db.pool })
  const deps: HttpDeps = { limiter, ...watchers }
  const { timeoutMs } = config

  const rentprog = rentprogTool(config.rentprog, createHttp(rentprogVendor(config.rentprog, timeoutMs), deps), clock)
  const yougile = yougileTool(config.yougile, createHttp(yougileVendor(config.yougile, timeoutMs), deps))
  const umnico = umnicoTool(config.umnico, createHttp(umnicoVendor(config.umnico, timeoutMs), deps))
  const stripe = stripeTool(config.stripe, createHttp(stripeVendor(config.stripe, timeoutMs), deps))
  const amocrmSide = amocrmVendor(config.amocrm, timeoutMs)
  const amocrm = amocrmTool(createAmocrmSession(config.amocrm, createHttp(amocrmSide, deps), { db, clock, secrets: amocrmSide.secrets }))
  const telegram = telegramTool(config.telegram, createHttp(telegramVendor(config.telegram, timeoutMs), deps))
  return {
    rental: createRental(db),
    rentprog: bound(rentprog),
    yougile: bound(yougile),
    umnico: bound(umnico),
    stripe: bound(stripe),
    amocrm: bound(amocrm),
    telegram: bound(telegram),
    model:
      config.model &&
      createModel(config.model, timeoutMs, deps, createBudget(config.model.budget, { pool: db.pool, clock, onSpent, onUsedUp })),
  }
}

const bound = <T extends RentprogTool | YougileTool | UmnicoTool | StripeTool | AmocrmTool | TelegramTool>({ name, read, write }: T) => ({
  read: bindReads<T['read']>(name, read),
  write: bindWrites<T['write']>(name, write),
})

export const readsOf = ({ rental, rentprog, yougile, umnico, stripe, amocrm, telegram }: Tools): Reads => ({
  rental,
  rentprog: rentprog.read,
  yougile: yougile.read,
  umnico: umnico.read,
  stripe: stripe.read,
  amocrm: amocrm.read,
  telegram: { file: telegram.read.file },
})

/** For LangGraph Studio, which runs without a database, vendors and a model: whatever is called says so. */
export function toolsForStudio(): Tools {
  return {
    rental: unreachable<Rental>(),
    rentprog: { read: unreachable(), write: unreachable() },
    yougile: { read: unreachable(), write: unreachable() },
    umnico: { read: unreachable(), write: unreachable() },
    stripe: { read: unreachable(), write: unreachable() },
    amocrm: { read: unreachable(), write: unreachable() },
    telegram: { read: unreachable(), write: unreachable() },
    model: null,
  }
}

function unreachable<T extends object>(): T {
  const refuse = async () => {
    throw new Unavailable('no database in Studio')
  }
  // Whatever is asked for is such a function; `then` is not, or awaiting the table would call it.
  return new Proxy({} as T, { get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : refuse) })
}
