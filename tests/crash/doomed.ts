// A service that kills itself (-9) at a given step of an event's life. Run as a child process by crash.test.ts.
import { appendFileSync } from 'node:fs'
import { startApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/observability/log.ts'
import { witnessed } from './witness.ts'

const { DIE_AT, DIE_TIMES = '1', WITNESS = '', QUEUE_PREFIX } = process.env
let left = Number(DIE_TIMES)

const app = await startApp(readConfig(), {
  log: createLog({ level: 'silent' }),
  queuePrefix: QUEUE_PREFIX,
  graph: witnessed((agent) => appendFileSync(WITNESS, `${agent}\n`)),
  at: async (step) => {
    if (step === DIE_AT && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.send?.({ url: app.url })
