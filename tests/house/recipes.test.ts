// Follows every recipe of docs/recipes in a copy of the repository, then compiles and tests that copy: what a newcomer reads works.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT, textOf } from './files.ts'

const run = promisify(execFile)
const LONG_MS = 180_000

type Step =
  | { kind: 'new'; file: string; text: string }
  | { kind: 'after'; file: string; line: string; text: string }
  | { kind: 'becomes'; file: string; old: string; new: string }
  | { kind: 'script'; script: string; args: string }

/** `**`file`** (new):`, `**`file`**, after `line`:`, `**`file`**: `old` becomes `new``, and `npm run` in a bash block. */
const STEP = new RegExp(
  [
    '^\\*\\*`(?<created>[^`]+)`\\*\\* \\(new\\):\\n\\n```\\w+\\n(?<whole>[\\s\\S]*?)```',
    '^\\*\\*`(?<file>[^`]+)`\\*\\*, after `(?<line>[^`]+)`:\\n\\n```\\w+\\n(?<more>[\\s\\S]*?)```',
    '^\\*\\*`(?<changed>[^`]+)`\\*\\*: `(?<old>[^`]+)` becomes `(?<fresh>[^`]+)`$',
    '^```bash\\nnpm run (?<script>[a-z:]+)(?: -- (?<args>.*))?\\n```',
  ].join('|'),
  'gm',
)

function stepsOf(recipe: string): Step[] {
  return [...textOf(recipe).matchAll(STEP)].map(({ groups = {} }): Step => {
    const { created, whole = '', file, line = '', more = '', changed, old = '', fresh = '', script = '', args = '' } = groups
    if (created !== undefined) return { kind: 'new', file: created, text: whole }
    if (file !== undefined) return { kind: 'after', file, line, text: more }
    if (changed !== undefined) return { kind: 'becomes', file: changed, old, new: fresh }
    return { kind: 'script', script, args }
  })
}

/** The order in which docs/recipes/README.md tells them. */
const recipes = [...textOf('docs/recipes/README.md').matchAll(/^\d\. \[.*\]\((.+)\)$/gm)].map(([, file = '']) => `docs/recipes/${file}`)

const ROOMS = ['src', 'netlify', 'sandbox', 'scripts']
const PARTS = [
  'tests/agents/tyre-watch',
  'tests/agents/registry',
  'tests/events/',
  'tests/house/registries',
  'tests/house/routes',
  'tests/house/sources',
  'tests/house/docs',
]

let copy: string

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'house-recipes-'))
  const left = new Set(['node_modules', '.git', '.data', '.langgraph_api'])
  for (const name of readdirSync(ROOT)) if (!left.has(name)) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

async function node(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: copy,
    maxBuffer: 10_000_000,
  }).catch((failed: { stdout: string; stderr: string; message: string }) => {
    throw new Error(`${args.join(' ')}\n${failed.stdout}${failed.stderr || failed.message}`)
  })
  return stdout
}

const SCRIPTS: Record<string, string> = { docs: 'scripts/docs.ts', 'new:agent': 'scripts/new-agent.ts' }

async function follow(step: Step): Promise<void> {
  if (step.kind === 'script') {
    const args = [...step.args.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
    await node(SCRIPTS[step.script] ?? step.script, ...args)
    return
  }
  const at = path.join(copy, step.file)
  if (step.kind === 'new') {
    if (existsSync(at)) throw new Error(`${step.file} is there already`)
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, step.text)
    return
  }
  const text = readFileSync(at, 'utf8')
  if (step.kind === 'becomes') {
    if (!text.includes(step.old)) throw new Error(`${step.file} has no \`${step.old}\``)
    writeFileSync(
      at,
      text.replace(step.old, () => step.new),
    )
    return
  }
  writeFileSync(at, inserted(text, step))
}

/** After the line, or after the whole of what it begins when that goes on below it, indented. */
function inserted(text: string, { file, line, text: more }: Extract<Step, { kind: 'after' }>): string {
  const lines = text.split('\n')
  const found = lines.flatMap((candidate, at) => (candidate.includes(line) ? [at] : []))
  const [at] = found
  if (at === undefined || found.length > 1) throw new Error(`${file} has ${found.length} lines with \`${line}\``)
  const opens = /[([{]$/.test(lines[at] ?? '')
  const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? ''
  const end = opens
    ? lines.findIndex((candidate, below) => below > at && candidate.startsWith(indent) && /^[)\]}]/.test(candidate.slice(indent.length)))
    : at
  lines.splice(end + 1, 0, more.trimEnd())
  return lines.join('\n')
}

it('there are seven of them', () => {
  expect(recipes).toHaveLength(7)
})

it.each(recipes)(
  '%s can be followed',
  async (recipe) => {
    const steps = stepsOf(recipe)
    expect(steps.length).toBeGreaterThan(0)
    // No block of code is left out because its heading is written differently.
    expect([...textOf(recipe).matchAll(/^```\w+$/gm)].length).toBe(steps.filter(({ kind }) => kind !== 'becomes').length)
    for (const step of steps) await follow(step)
  },
  LONG_MS,
)

/** What the recipes reach, and the tests they name or that are run below; LONG: also all the other tests. */
const compiled = () => {
  const named = recipes.flatMap(stepsOf).flatMap((step) => (step.kind !== 'script' && step.file.startsWith('tests/') ? [step.file] : []))
  return { extends: './tsconfig.json', ...(process.env.LONG ? {} : { include: [...ROOMS, ...named, ...PARTS.map((part) => `${part}*`)] }) }
}

it(
  'and then everything compiles',
  async () => {
    writeFileSync(path.join(copy, 'tsconfig.recipes.json'), JSON.stringify(compiled()))
    expect(await node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.recipes.json')).toBe('')
  },
  LONG_MS,
)

it(
  'and the house is in order',
  async () => {
    await node(
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'vitest.unit.config.ts',
      '--reporter=default',
      '--reporter=json',
      '--outputFile.json=report.json',
      ...PARTS,
    )
    const report = JSON.parse(readFileSync(path.join(copy, 'report.json'), 'utf8')) as { numPassedTests: number; success: boolean }
    expect(report).toMatchObject({ success: true })
    expect(report.numPassedTests).toBeGreaterThan(400)
  },
  LONG_MS,
)
