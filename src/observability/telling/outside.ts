// What happens on the way to outside systems, and to the backends we stand on.
import type { CircuitState } from '../metrics.ts'
import * as words from '../words.ts'
import { type EffectNamed, type House, idsOfEffect, rounded } from './house.ts'

export interface OutsideHappenings {
  effectFinished(e: EffectNamed & { kind: string; status: string; ms: number; critical: boolean; error?: string }): void
  vendorCalled(v: { system: string; operation: string; outcome: string; ms: number }): void
  /** `told`: another replica has said so already. */
  circuitChanged(v: { system: string; state: CircuitState; told?: boolean }): void
  backendDown(b: { what: string; error: string }): void
  backendUp(b: { what: string }): void
}

export function outside({ log, metrics, alert }: House): OutsideHappenings {
  return {
    effectFinished(e) {
      const bad = e.status === 'uncertain' || e.status === 'failed'
      metrics.effects.inc({ kind: e.kind, status: e.status })
      metrics.effectSeconds.observe({ kind: e.kind }, e.ms / 1000)
      const fields = { ...idsOfEffect(e), kind: e.kind, status: e.status, ms: rounded(e.ms), error: e.error }
      log[bad ? 'error' : e.error ? 'warn' : 'info'](fields, 'effect finished')
      if (e.status === 'uncertain') alert({ kind: 'effect-uncertain', subject: e.kind, text: words.effectUncertain(e) })
      if (e.status === 'failed' && e.critical) alert({ kind: 'effect-failed', subject: e.kind, text: words.effectFailed(e) })
    },
    vendorCalled(v) {
      metrics.vendorCalls.inc({ system: v.system, operation: v.operation, outcome: v.outcome })
      metrics.vendorSeconds.observe({ system: v.system, operation: v.operation }, v.ms / 1000)
      log.debug({ ...v, ms: rounded(v.ms) }, 'vendor called')
    },
    circuitChanged(v) {
      metrics.setCircuit(v.system, v.state)
      log[v.state === 'open' ? 'error' : 'info'](v, 'circuit changed')
      if (v.told) return
      if (v.state === 'open') alert({ kind: 'vendor-down', subject: v.system, text: words.vendorDown(v.system) })
      if (v.state === 'closed') alert({ kind: 'vendor-back', subject: v.system, text: words.vendorBack(v.system) })
    },
    backendDown(b) {
      metrics.backendUp.set({ what: b.what }, 0)
      log.error(b, 'backend down')
      alert({ kind: 'backend-down', subject: b.what, text: words.backendLost(b.what, b.error) })
    },
    backendUp(b) {
      metrics.backendUp.set({ what: b.what }, 1)
      log.info(b, 'backend up')
      alert({ kind: 'backend-up', subject: b.what, text: words.backendBack(b.what) })
    },
  }
}
