// npm run demo: plays a day at the rental over HTTP and ends with 0 only if every line of it ended as it should.
import { Presets, SingleBar } from 'cli-progress'
import { systemClock } from '../src/clock.ts'
import { type Config, readConfig } from '../src/config.ts'
import { sentence } from '../src/errors.ts'
import { knockOf } from './doors.ts'
import { fleetOf } from './fleet.ts'
import type { Line, Posted } from './line.ts'
import { rentprogAt } from './pages.ts'
import { type Played, type PlayOptions, play } from './play.ts'
import { worldChangeOf } from './rentprog.ts'
import { type Stage, stageFor } from './service.ts'
import { theDay } from './story.ts'
import { type Row, tableOf } from './table.ts'
import { decidedText, typesOf } from './types.ts'
import { problemsOf } from './verdict.ts'

/** For one line with all that follows from it. */
const LIMIT_MS = 90_000

const say = (text: string) => process.stdout.write(`${text}\n`)

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true
  })
}

async function playAll(lines: readonly Line[], options: PlayOptions): Promise<Row[]> {
  const bar = new SingleBar({ format: '{bar} {value}/{total}  {title}', barsize: 30, hideCursor: true }, Presets.shades_classic)
  bar.start(lines.length, 0, { title: '' })
  const done: Played[] = []
  try {
    for (const line of lines) {
      if (interrupted) throw new Error('interrupted')
      bar.update({ title: line.title })
      const played = await play(line, options, done)
      done.push(played)
      bar.increment()
      // What does not come to rest holds up its lane: the rest of the day would only wait as long again.
      if (played.late !== undefined) break
    }
  } finally {
    bar.stop()
  }
  return done.map((played, at) => ({ played, problems: problemsOf(played, done.slice(0, at)) }))
}

function failuresOf(rows: readonly Row[], total: number): string[] {
  const failures = rows.flatMap(({ played, problems }, at) =>
    problems.map((problem) => `line ${at + 1} (${played.line.title}): ${problem}`),
  )
  const unplayed = total - rows.length
  return unplayed === 0 ? failures : [...failures, `${unplayed} ${unplayed === 1 ? 'line was' : 'lines were'} not played`]
}

async function demo({ service, sandboxUrl, started, clockwork }: Stage, config: Config): Promise<boolean> {
  say(started ? `Started the service at ${service.url} for this demo.` : `Playing to the service that runs at ${service.url}.`)
  const rentprog = rentprogAt(sandboxUrl)
  const fleet = fleetOf(await rentprog.world(), systemClock.now())
  const lines = theDay(fleet)
  const changeOf = (line: Line) => worldChangeOf(line, fleet)
  const knocking = (line: Posted) => knockOf(line, config, systemClock.now())
  const rows = await playAll(lines, { service, rentprog, changeOf, knockOf: knocking, clockwork, limitMs: LIMIT_MS, now: systemClock.now })

  say(tableOf(rows, service.url))
  say(`\nEvery link opens with: curl -s -H 'Authorization: Bearer ${config.http.adminTokens[0]}' <link>\n`)
  const types = typesOf(rows.map(({ played }) => played))
  say(types.text)
  say(
    `\n${decidedText(
      rows.map(({ played }) => played),
      config.tools.model !== null,
    )}`,
  )
  const failures = [...failuresOf(rows, lines.length), ...types.missing.map((type) => `${type} was not played`)]
  const text = failures.map((failure) => `  ${failure}`).join('\n')
  say(failures.length === 0 ? `\nAll ${rows.length} lines ended as they should.` : `\nNot as it should be:\n${text}`)
  return failures.length === 0
}

let stage: Stage | undefined
try {
  const config = readConfig()
  stage = await stageFor(config)
  process.exitCode = (await demo(stage, config)) ? 0 : 1
} catch (error) {
  process.stderr.write(`\n${sentence(error)}\n`)
  process.exitCode = 1
} finally {
  await stage?.stop()
}
