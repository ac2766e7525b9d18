// A service that kills itself (-9) at a given step of an event's life. Run as a child process by the tests beside it.
import { appendFileSync } from 'node:fs'
import { startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/observability/log.ts'
import { wishing } from '../support/approvals.ts'
import { witnessed } from './witness.ts'

const { DIE_AT, DIE_IN, DIE_TIMES = '1', WITNESS = '', QUEUE_PREFIX, WISHING } = process.env
let left = Number(DIE_TIMES)

/** The moment between two parallel agents: the other one's work is checkpointed, this one has only begun. */
async function dieAfterTheOther(thread: string): Promise<void> {
  for (;;) {
    const done = await app.db.query(`SELECT 1 FROM langgraph.checkpoint_writes WHERE channel = 'reports' AND thread_id = $1`, [thread])
    if (done.length > 0) process.kill(process.pid, 'SIGKILL')
  }
}

const app = await startApp(readConfig(), {
  log: createLog({ level: 'silent' }),
  queuePrefix: QUEUE_PREFIX,
  graph:
    WISHING === undefined
      ? witnessed(async (agent, event) => {
          appendFileSync(WITNESS, `${agent}\n`)
          if (agent === DIE_IN) await dieAfterTheOther(event.id)
        })
      : wishing(),
  at: async (step) => {
    if (step === DIE_AT && --left === 0) process.kill(process.pid, 'SIGKILL')
    if (WISHING !== undefined) process.send?.({ step })
  },
})
process.send?.({ url: app.url })
