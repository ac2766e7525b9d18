// `npm run eval -- --offline`: how well words alone understand the labelled messages. Without --offline the configured model is asked.
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import Table from 'cli-table3'
import { settingsTable } from '../src/agents/settings.ts'
import { DOUBT, type Doubt } from '../src/agents/understanding.ts'
import { readConfig } from '../src/config.ts'
import { BRANCHES } from '../src/events/event.ts'
import { classify } from '../src/graph/nodes/classify.ts'
import { byRules } from '../src/graph/nodes/rules.ts'
import { NOWHERE } from '../src/graph/nodes/where.ts'
import { createModel, type ModelAccess } from '../src/tools/model.ts'
import { type Answered, answerOf, eventOf, isRight, labelledLines, MAY_BE_SEEN, PARTS, type Part, type Score, scoreOf } from './score.ts'

const offline = process.argv.includes('--offline')
const PLAIN = { head: [], border: [], compact: true }
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

function configuredModel(): { model: ModelAccess; name: string } {
  const { tools } = readConfig()
  if (tools.model === null)
    throw new Error('no model is configured: set OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL, or ask with --offline')
  const unlimited = { take: async () => undefined }
  const model = createModel(tools.model, tools.timeoutMs, { limiter: unlimited })
  return { model, name: tools.model.model }
}

const labelled = labelledLines()
const now = new Date()

const byWords = (doubt: Doubt, part?: Part): Answered[] =>
  labelled
    .filter((line) => part === undefined || line.part === part)
    .map((line) => {
      const event = eventOf(line, now)
      return { ...line, answer: answerOf(event, byRules(event, NOWHERE, { doubt })) }
    })

async function answers(): Promise<{ by: string; all: Answered[] }> {
  if (offline) return { by: 'words', all: byWords(DOUBT) }
  const { model, name } = configuredModel()
  const withinMs = settingsTable({})(BRANCHES[0]).modelBesideSec * 1_000
  const all: Answered[] = []
  for (const line of labelled) {
    const event = eventOf(line, now)
    const plan = await classify(event, { model, withinMs, onDegraded: (reason) => console.error(`${line.text}: ${reason}`) })
    all.push({ ...line, answer: answerOf(event, plan) })
  }
  return { by: name, all }
}

function print(title: string, score: Score): void {
  console.log(`\n${title}: ${score.messages} messages`)
  const table = new Table({ head: ['class', 'messages', 'right', "don't know", 'wrong', 'accuracy'], style: PLAIN })
  for (const { name, messages, right, dontKnow, wrong } of score.classes)
    table.push([name, messages, right, dontKnow, wrong, percent(right / messages)])
  console.log(table.toString())
  const summary = new Table({ style: PLAIN })
  summary.push(
    ['macro accuracy', percent(score.macro)],
    ['accuracy', percent(score.accuracy)],
    ["don't know", percent(score.dontKnow)],
    ['wrong', percent(score.wrong)],
    [`recall on ${score.critical} critical`, percent(score.criticalRecall)],
  )
  console.log(summary.toString())
}

function printConfusion({ confusion }: Score): void {
  const names = [...new Set([...Object.keys(confusion), ...Object.values(confusion).flatMap((row) => Object.keys(row))])].sort()
  const short = (name: string) =>
    name
      .split('-')
      .map((part) => part.slice(0, 5))
      .join('-')
  const table = new Table({ head: ['expected \\ answered', ...names.map(short)], style: PLAIN })
  for (const from of names) table.push([from, ...names.map((to) => confusion[from]?.[to] ?? '')])
  console.log(table.toString())
}

/** The parts beside each other: only the blind ones tell what to expect of words nobody has written yet. */
function printParts(): void {
  const table = new Table({ head: ['part', 'messages', 'macro', 'right', "don't know", 'wrong', 'critical heard'], style: PLAIN })
  for (const [part, { messages, macro, accuracy, dontKnow, wrong, critical, criticalRecall }] of Object.entries(figures))
    table.push([
      part,
      messages,
      ...[macro, accuracy, dontKnow, wrong].map(percent),
      `${Math.round(criticalRecall * critical)} of ${critical}`,
    ])
  console.log(`\n${table.toString()}`)
}

/** What another threshold would cost: the answers get fewer before they get better. */
function printDoubts(part: Part): void {
  const table = new Table({ head: ['points needed', 'lead needed', 'macro', "don't know", 'wrong'], style: PLAIN })
  for (const ahead of [DOUBT.ahead, 2 * DOUBT.ahead])
    for (const sure of [0.5, 1, 1.25, 1.5, 2, 2.5]) {
      const { macro, dontKnow, wrong } = scoreOf(byWords({ sure, ahead }, part))
      const chosen = sure === DOUBT.sure && ahead === DOUBT.ahead ? ' (chosen)' : ''
      table.push([`${sure}${chosen}`, ahead, ...[macro, dontKnow, wrong].map(percent)])
    }
  console.log(`\nIf more were needed to be meant, on ${part}:\n${table.toString()}`)
}

const { by, all } = await answers()
const figures = Object.fromEntries(PARTS.map((part) => [part, scoreOf(all.filter((one) => one.part === part))]))
const whole = scoreOf(all)
print(`All, by ${by}`, whole)
printConfusion(whole)
printParts()
if (offline) printDoubts('blind-d')
for (const { text, expected, answer } of all.filter((one) => MAY_BE_SEEN.includes(one.part) && !isRight(one)))
  console.log(`  «${text}»: expected ${expected.join(' + ') || 'nobody'}, got ${answer.join(' + ') || "don't know"}`)

const folder = path.join(import.meta.dirname, 'results')
await mkdir(folder, { recursive: true })
const file = path.join(folder, `${offline ? 'offline' : 'model'}.json`)
const { model: machine } = os.cpus()[0] ?? { model: 'unknown' }
await writeFile(
  file,
  `${JSON.stringify({ name: 'understanding', by, at: new Date().toISOString(), machine, whole, parts: figures }, null, 2)}\n`,
)
console.log(`\nwritten: ${path.relative(process.cwd(), file)}`)
