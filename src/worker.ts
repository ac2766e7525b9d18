// One event through the graph and its commit; one effect to the outside. The queue calls these with ids.
import type { TalkContext } from './agents/talk.ts'
import { PRESS } from './agents/words.ts'
import { inItsPlace } from './answer-place.ts'
import type { Clock, Timers } from './clock.ts'
import { addMs, DAY_MS } from './clock.ts'
import type { Database, Sql } from './db.ts'
import { resume } from './effects/approvals.ts'
import type { EffectKind } from './effects/catalogue.ts'
import { deliver, unknownOutcome } from './effects/deliver.ts'
import type { Handler } from './effects/handler.ts'
import { claimEffect, finishEffect, leavesNow, receiptOf, recordEffects, takeOverEffects } from './effects/outbox.ts'
import { whereIs } from './effects/places.ts'
import type { PlannedEffect } from './effects/plan.ts'
import { backoffAt, backoffMs, type QuietHours } from './effects/plan.ts'
import { policy } from './effects/policy.ts'
import { BadInput, sentence } from './errors.ts'
import { type Event, isCritical } from './events/index.ts'
import { FOLDED, foldedInto, foldedPlan, withFolded } from './folding.ts'
import type { OrchestratorGraph } from './graph/index.ts'
import type { Doing } from './graph/progress.ts'
import type { Report, Reports } from './graph/state.ts'
import { type AgentOutcome, type Finish, finishEvent, LostLease, proveLease, saveOutcomes } from './inbox/finish.ts'
import { type Claim, claimEvent, type Holder, renewLeases, takeOverEvents } from './inbox/lease.ts'
import { isSaid, NOTHING_SPOKEN, screenFor, spokenOf } from './live-card.ts'
import type { Happenings } from './observability/happenings.ts'
import type { Tracing } from './observability/tracing.ts'
import { answerInstead, answersLater, commitSoon, isPress, type Press, settlePress, withPatience } from './presses.ts'
import { showProgress } from './progress.ts'
import { type RunResult, runGraph, waitingOr } from './run.ts'
import { isByStranger, turnAway } from './strangers.ts'
import type { Tools } from './tools/index.ts'
import { failedTitles, SUPERVISOR, troubleOf } from './trouble.ts'

/** The places between which a process may die; tests stop it there. */
export type Step =
  | 'recorded'
  | 'announced'
  | 'claimed'
  | 'published'
  | 'committed'
  | 'effect-claimed'
  | 'effect-performed'
  | 'effect-finished'

export interface WorkerOptions {
  db: Database
  clock: Clock
  graph: OrchestratorGraph
  tools: Tools
  handlers: { readonly [K in EffectKind]?: Handler<K> }
  happenings: Happenings
  tracing: Tracing | null
  holder: Holder
  attempts: number
  retryBaseMs: number
  quiet: (event: Event) => QuietHours
  /** For what short words go on from. */
  talk: TalkContext
  random: () => number
  /** For what people see while they wait. */
  timers: Timers
  /** Called when something new may be due: tells the dispatcher. */
  nudge: () => void
  at: (step: Step) => Promise<void>
}

export interface EventWorker {
  processEvent(id: string): Promise<void>
  deliverEffect(key: string): Promise<void>
  /** Keeps our leases alive, and takes over what dead workers held. */
  housekeep(): Promise<void>
}

export function createWorker(options: WorkerOptions): EventWorker {
  const { db, clock, graph, happenings, holder, at, nudge, talk } = options
  const inFlight = { events: new Set<string>(), effects: new Set<string>() }

  const during =
    (held: Set<string>, work: (id: string) => Promise<void>) =>
    async (id: string): Promise<void> => {
      held.add(id)
      try {
        await work(id)
      } finally {
        held.delete(id)
      }
    }

  const processEvent = during(inFlight.events, async (id) => {
    const claim = await claimEvent(db, clock, id, holder)
    if (!claim) return
    const startedAt = performance.now()
    const { deliveryId, type, attempt } = claim
    happenings.eventClaimed({
      eventId: id,
      deliveryId,
      type,
      attempt,
      waitedMs: Math.max(0, clock.now().getTime() - claim.dueAt.getTime()),
    })
    await at('claimed')
    try {
      const { finish, inline } = await runAndCommit(claim)
      await at('committed')
      happenings.eventFinished({
        eventId: id,
        deliveryId,
        type,
        attempt,
        status: finish.status,
        ms: performance.now() - startedAt,
        error: finish.error ?? undefined,
      })
      nudge()
      await Promise.all(inline.map(deliverInTurn))
    } catch (error) {
      if (error instanceof LostLease) happenings.runLost({ eventId: id, deliveryId, reason: error.message })
      else throw error
    }
  })

  async function runAndCommit(claim: Claim): Promise<Committed> {
    let event: Event | undefined
    let state: RunResult
    const traced = (run: Event) => options.tracing?.traceRun({ ...run, deliveryId: claim.deliveryId }, claim.attempt)
    let trace: string | null = null
    let toldToWait = false
    const startedAt = performance.now()
    /** A card may stand where somebody wrote: posted now, or by an attempt that came no further. */
    let hadCard = claim.fence > 1
    try {
      event = claim.event()
      if (await isByStranger(event, db)) return await commitStranger(claim, event)
      const into = await foldedInto(event, claim.fence, db, talk)
      if (into !== null) return await leaveTo(into, claim)
      event = await withFolded(event, db)
      const tracedRun = traced(event)
      const said = event
      const run = (onDoing: (doing: Doing) => void) => runGraph(graph, said, claim, { traced: tracedRun?.config ?? {}, sql: db, onDoing })
      state = isPress(event)
        ? await withPatience(
            run(() => undefined),
            options.timers,
            tellToWait(claim, event, () => (toldToWait = true)),
          )
        : await shown(claim, event, run, () => (hadCard = true))
      trace = tracedRun?.header() ?? null
    } catch (error) {
      if (error instanceof LostLease) throw error
      return commitCrash(claim, error, event, hadCard)
    }
    await at('published')
    for (const { agent, status, durationMs, error, attempt } of Object.values(state.reports)) {
      if (attempt === claim.attempt) {
        happenings.agentReported({
          eventId: claim.id,
          deliveryId: claim.deliveryId,
          type: claim.type,
          agent,
          status,
          ms: durationMs,
          error: error ?? undefined,
        })
      }
    }
    const { finish, effects: settled } = settlePress(
      event,
      waitingOr(judgeRun(state, claim, options), state),
      state.effects,
      failedTitles(state.reports),
    )
    const { planned } = state
    const quiet = options.quiet(event)
    let effects: readonly PlannedEffect[] = []
    const told = event
    const commit = (withinMs: number | null) =>
      db.transaction(async (sql) => {
        if (withinMs !== null) await sql.query(`SET LOCAL lock_timeout = ${withinMs}`)
        await finishEvent(sql, clock, claim.id, claim.fence, { ...finish, plan: planned, trace })
        await saveOutcomes(sql, claim.id, outcomesOf(state, claim.attempt))
        const late = toldToWait && isPress(told) ? answersLater(told, settled) : []
        effects = [...(await withLastWord(told, settled, finish, state.reports, hadCard, sql)), ...late]
        const reconciled = await recordEffects(effects, { sql, clock, eventId: claim.id, quiet })
        // The last word may have been said while this was under way.
        if (finish.status === 'waiting') await resume(claim.id, sql)
        return reconciled
      })
    try {
      const gaps =
        isPress(event) && !toldToWait
          ? await commitSoon(
              commit,
              performance.now() - startedAt,
              tellToWait(claim, event, () => (toldToWait = true)),
            )
          : await commit(null)
      for (const source of new Set(gaps))
        happenings.reconciled({ source, eventId: claim.id, events: gaps.filter((one) => one === source).length })
    } catch (error) {
      if (error instanceof LostLease) throw error
      return commitCrash(claim, error, event, hadCard)
    }
    return { finish, inline: isChat(event) ? outgoing(effects.filter(leavesNow)) : [] }
  }

  /** The run, and meanwhile what is being done, where somebody wrote and waits. */
  async function shown(
    { id, fence }: Claim,
    event: Event,
    run: (onDoing: (doing: Doing) => void) => Promise<RunResult>,
    onCard: () => void,
  ): Promise<RunResult> {
    if (!isSaid(event)) return run(() => undefined)
    const post = (effects: readonly PlannedEffect[]) => recordAndDeliver({ id, fence }, event, effects)
    const progress = showProgress(screenFor(event, { sql: db, tools: options.tools, post }), options.timers)
    try {
      return await run(progress.onDoing)
    } finally {
      if ((await progress.end()).hadCard) onCard()
    }
  }

  /** The answer where it belongs, and what is told of trouble. */
  async function withLastWord(
    event: Event,
    settled: readonly PlannedEffect[],
    finish: Finish,
    reports: Reports,
    hadCard: boolean,
    sql: Sql,
  ): Promise<PlannedEffect[]> {
    const spoken = hadCard && isSaid(event) ? await spokenOf(event, sql) : NOTHING_SPOKEN
    const { effects, card } = await inItsPlace(event, settled, spoken, finish, { sql, whereIs: (place) => whereIs(place, db) })
    return [...effects, ...troubleOf(event, finish, reports, { trouble: spoken.trouble, card, now: clock.now() })]
  }

  /** The next message of the lane is answered together with this one. */
  async function leaveTo(into: string, { id, fence, attempt }: Claim): Promise<Committed> {
    const finish: Finish = { status: 'done', plan: foldedPlan(into), trace: null, error: null }
    await db.transaction(async (sql) => {
      await finishEvent(sql, clock, id, fence, finish)
      await saveOutcomes(sql, id, [{ agent: SUPERVISOR, status: 'done', attempts: attempt, durationMs: 0, summary: FOLDED, error: null }])
    })
    return { finish, inline: [] }
  }

  async function commitStranger({ id, fence }: Claim, event: Event): Promise<Committed> {
    return db.transaction(async (sql) => {
      await proveLease(sql, id, fence)
      const { status, why, effects } = await turnAway(event, { sql, clock })
      const finish: Finish = { status, plan: null, trace: null, error: status === 'done' ? null : why }
      await finishEvent(sql, clock, id, fence, finish)
      await recordEffects(effects, { sql, clock, eventId: id, quiet: options.quiet(event) })
      return { finish, inline: outgoing(effects.filter(leavesNow)) }
    })
  }

  const tellToWait = (claim: Claim, event: Press, onTold: () => void) => (): Promise<void> =>
    recordAndDeliver(claim, event, answerInstead(event, PRESS.slow), onTold)

  /** In the middle of a run, for whoever waits. */
  async function recordAndDeliver(
    { id, fence }: Pick<Claim, 'id' | 'fence'>,
    event: Event,
    effects: readonly PlannedEffect[],
    onOurs: () => void = () => undefined,
  ): Promise<void> {
    await db.transaction(async (sql) => {
      await proveLease(sql, id, fence)
      onOurs()
      await recordEffects(effects, { sql, clock, eventId: id, quiet: options.quiet(event) })
    })
    for (const { key } of effects) await deliverEffect(key)
  }

  /** The graph or the commit broke (a bug, or Postgres away): nothing of this attempt is kept, and it is tried again. */
  async function commitCrash(claim: Claim, error: unknown, event: Event | undefined, hadCard: boolean): Promise<Committed> {
    const final = error instanceof BadInput || claim.attempt >= options.attempts
    const crash: Finish = {
      status: final ? 'dead' : 'retry',
      plan: null,
      trace: null,
      error: sentence(error),
      nextAttemptAt: backoffAt(clock.now(), claim.attempt, options.retryBaseMs, options.random),
    }
    const { finish, effects } = event ? settlePress(event, crash, []) : { finish: crash, effects: [] }
    const told: PlannedEffect[] = []
    await db.transaction(async (sql) => {
      await finishEvent(sql, clock, claim.id, claim.fence, finish)
      if (!event) return
      told.push(...(await withLastWord(event, effects, finish, {}, hadCard, sql)))
      await recordEffects(told, { sql, clock, eventId: claim.id, quiet: options.quiet(event) })
    })
    return { finish, inline: outgoing(told.filter(leavesNow)) }
  }

  const deliverEffect = during(inFlight.effects, async (key) => {
    const claim = await claimEffect(db, clock, key, holder)
    if (!claim) return
    const startedAt = performance.now()
    await at('effect-claimed')
    const handler = (options.handlers as Partial<Record<EffectKind, Handler<EffectKind>>>)[claim.kind]
    const context = { key, critical: claim.critical, tools: options.tools, db, clock, receiptOf: (other: string) => receiptOf(db, other) }
    const work = async () =>
      handler ? deliver(claim, handler, context, options) : ({ status: 'failed', error: `nothing performs ${claim.kind} yet` } as const)
    const finish = options.tracing
      ? await options.tracing.traceEffect(claim.trace, { key, kind: claim.kind, payload: claim.payload }, work)
      : await work()
    await at('effect-performed')
    // What a failure wakes must be there in the moment it shows.
    await (finish.status === 'failed'
      ? db.transaction((sql) => finishEffect(sql, clock, claim, finish))
      : finishEffect(db, clock, claim, finish))
    await at('effect-finished')
    happenings.effectFinished({
      key,
      deliveryId: claim.deliveryId,
      kind: claim.kind,
      status:
        finish.status === 'uncertain' && finish.notBefore !== null ? 'settling' : finish.status === 'planned' ? 'retry' : finish.status,
      ms: performance.now() - startedAt,
      critical: claim.critical || policy[claim.kind].critical === true,
      error: finish.status === 'sent' ? undefined : finish.error,
    })
    nudge()
  })

  const deliverInTurn = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) await deliverEffect(key)
  }

  async function housekeep(): Promise<void> {
    await renewLeases(db, holder, { events: [...inFlight.events], effects: [...inFlight.effects] })
    const events = await takeOverEvents(db, clock)
    if (events.length > 0) happenings.takenOver({ eventIds: events.map(({ id }) => id), worker: holder.worker })
    for (const { id, type, status } of events) {
      if (status === 'dead') happenings.eventFinished({ eventId: id, type, status, attempt: 0, ms: 0, error: 'its workers died' })
    }
    const effects = await takeOverEffects(db)
    for (const effect of effects) {
      const error = 'the worker died between the call and its receipt'
      const finish = unknownOutcome(effect, error, options)
      await finishEffect(db, clock, effect, finish)
      const settles = finish.status === 'uncertain' && finish.notBefore !== null
      happenings.effectFinished({ ...effect, status: settles ? 'settling' : finish.status, ms: 0, error })
    }
    if (events.length + effects.length > 0) nudge()
  }

  return { processEvent, deliverEffect, housekeep }
}

/** How an attempt ended, and the effects somebody waits for. */
interface Committed {
  finish: Finish
  inline: string[][]
}

/** What the reports mean for the event. */
export function judgeRun(
  { planned, reports }: Pick<RunResult, 'planned' | 'reports'>,
  { attempt, startedAt }: Pick<Claim, 'attempt' | 'startedAt'>,
  { clock, attempts, retryBaseMs, random }: Pick<WorkerOptions, 'clock' | 'attempts' | 'retryBaseMs' | 'random'>,
): Finish {
  const all = (planned?.agents ?? []).map((agent) => reports[agent])
  const failed = all.filter((report): report is Report => report?.status === 'failed')
  const base = { plan: planned, trace: null }
  if (failed.length === 0 && all.every((report) => report?.status === 'done')) return { ...base, status: 'done', error: null }

  const error = failed.map((report) => `${report.agent}: ${report.error}`).join('; ') || 'an agent did not report'
  const now = clock.now()
  const mayRecover = failed.filter(({ failure }) => failure?.kind === 'unavailable' || failure?.kind === 'bug')
  if (mayRecover.length > 0) {
    const untried = mayRecover.every(({ failure }) => failure?.notTried === true)
    const waitMs = Math.max(0, ...mayRecover.map(({ failure }) => failure?.retryAfterMs ?? 0))
    if (untried && now.getTime() - startedAt.getTime() < DAY_MS) {
      return { ...base, status: 'retry', error, nextAttemptAt: addMs(now, Math.max(waitMs, retryBaseMs)), countAttempt: false }
    }
    if (attempt < attempts)
      return { ...base, status: 'retry', error, nextAttemptAt: addMs(now, Math.max(waitMs, backoffMs(attempt, retryBaseMs, random))) }
  }
  return { ...base, status: failed.length < all.length ? 'partial' : 'dead', error }
}

const outcomesOf = ({ planned, reports }: RunResult, attempt: number): AgentOutcome[] =>
  (planned?.agents ?? []).flatMap((agent) => {
    const report = reports[agent]
    if (!report) return []
    const { status, durationMs, summary, error } = report
    return [{ agent, status, attempts: status === 'done' ? report.attempt : attempt, durationMs, summary, error }]
  })

/** Somebody is waiting for the answer: the same worker delivers it right after the commit; the queue is the fallback. */
const isChat = (event: Event): boolean => event.source === 'telegram' || isCritical(event.type)

/** What goes to different places leaves at the same time; what goes to one place, or waits for another, in turn. */
export function outgoing(effects: readonly Pick<PlannedEffect, 'key' | 'target' | 'afterKey'>[]): string[][] {
  const turns: { keys: string[]; targets: Set<string> }[] = []
  for (const { key, target, afterKey } of effects) {
    const joined = turns.filter(({ keys, targets }) => targets.has(target) || (afterKey !== null && keys.includes(afterKey)))
    const turn = {
      keys: [...joined.flatMap(({ keys }) => keys), key],
      targets: new Set([target, ...joined.flatMap((one) => [...one.targets])]),
    }
    for (const one of joined) turns.splice(turns.indexOf(one), 1)
    turns.push(turn)
  }
  return turns.map(({ keys }) => keys)
}
