// The floors of the house: nobody imports what the table does not allow, and the rules would notice if somebody did.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser'
import { afterEach, describe, expect, it } from 'vitest'
import { forbidden, ROOMS } from '../../scripts/rooms.mjs'
import { foldersIn, ROOT } from './files.ts'

const { default: config } = (await import(path.join(ROOT, '.dependency-cruiser.mjs'))) as { default: IConfiguration }

async function violations(baseDir: string, folders: string[]): Promise<string[]> {
  const { tsConfig: _own, ...options } = config.options ?? {}
  const { output } = await cruise(
    folders,
    { ...options, baseDir, ruleSet: { forbidden: [...forbidden] }, validate: true },
    options.enhancedResolveOptions,
  )
  return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}

describe('the house', () => {
  it('keeps its floors', async () => {
    expect(await violations(ROOT, ['src', 'netlify', 'sandbox', 'collector'])).toEqual([])
  })

  it('has a line in the table for every folder of src', () => {
    expect(foldersIn('src').filter((folder) => folder !== 'generated' && !(folder in ROOMS))).toEqual([])
  })
})

/** A small house of its own for each rule, with one thing wrong in it. */
const scratch: Record<string, Record<string, string>> = {
  'no-cycles': {
    'src/main.ts': "import './inbox/one.ts'",
    'src/inbox/one.ts': "import './two.ts'",
    'src/inbox/two.ts': "import './one.ts'",
  },
  'agents-are-strangers': { 'src/agents/duty/index.ts': "import '../car-topics/words.ts'", 'src/agents/car-topics/words.ts': '' },
  'sandbox-is-outside': { 'src/app.ts': "import '../sandbox/world.ts'", 'sandbox/world.ts': '' },
  'nobody-needs-netlify': { 'src/app.ts': "import '../netlify/doors.ts'", 'netlify/doors.ts': '' },
  'netlify-is-doors-only': { 'netlify/doors.ts': "import '../src/db.ts'", 'src/db.ts': '' },
  'sandbox-knows-nothing': { 'sandbox/world.ts': "import '../src/clock.ts'", 'src/clock.ts': '' },
  'collector-stands-alone': { 'collector/client.ts': "import '../sandbox/world.ts'", 'sandbox/world.ts': '' },
  'events-need-zod-only': {
    'src/events/event.ts': "import 'luxon'",
    'package.json': '{"dependencies":{"luxon":"1.0.0"}}',
    'node_modules/luxon/package.json': '{"name":"luxon","version":"1.0.0","main":"index.js"}',
    'node_modules/luxon/index.js': '',
  },
  'no-lost-files': { 'src/inbox/nobody.ts': '' },
  ...Object.fromEntries(
    Object.keys(ROOMS).map((room) => {
      const isFile = ['sql', 'db', 'config', 'clock', 'errors'].includes(room)
      const file = isFile ? `src/${room}.ts` : `src/${room}/scratch.ts`
      return [`room-${room}`, { [file]: `import '${isFile ? './' : '../'}app.ts'`, 'src/app.ts': '' }]
    }),
  ),
}

describe('the rules bite', () => {
  let house: string | undefined
  afterEach(() => {
    if (house) rmSync(house, { recursive: true })
  })

  it('has a scratch violation of every rule', () => {
    expect(Object.keys(scratch).sort()).toEqual(forbidden.map(({ name }) => name).sort())
  })

  it.each(Object.entries(scratch))('%s', async (rule, files) => {
    house = mkdtempSync(path.join(tmpdir(), 'house-'))
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
      writeFileSync(path.join(house, file), `${text}\n`)
    }
    const folders = ['src', 'netlify', 'sandbox', 'collector'].filter((folder) =>
      Object.keys(files).some((file) => file.startsWith(`${folder}/`)),
    )
    expect((await violations(house, folders)).filter((violation) => violation.startsWith(`${rule}:`))).not.toEqual([])
  })
})
