import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from 'vitest'
import { theDay } from '../../demo/story.ts'
import { freePorts, freshEnv } from '../process/children.ts'
import { demoFleet } from './fleet.ts'

it('npm run demo starts the service, plays the day without a model, and ends with 0', async () => {
  const main = path.resolve(import.meta.dirname, '../../demo/main.ts')
  const [port, sandboxPort] = await freePorts(2)
  const env = freshEnv({ PORT: `${port}`, SANDBOX_PORT: `${sandboxPort}`, OPENAI_MODEL: 'off' })
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = await once(child, 'close')
  expect({ code, end: said.trim().split('\n').at(-1) }, said).toEqual({
    code: 0,
    end: `All ${theDay(await demoFleet()).length} lines ended as they should.`,
  })
  expect(said).toContain('Started the service')
  expect(said).toContain(`http://127.0.0.1:${env.PORT}/api/events/`)
}, 180_000)
