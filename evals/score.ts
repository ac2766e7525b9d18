// How well messages are understood: each answer beside what was expected, counted per class.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { AgentName } from '../src/agents/index.ts'
import { createEvent, type Event } from '../src/events/index.ts'
import { routeOf } from '../src/graph/routes.ts'
import type { Plan } from '../src/graph/state.ts'

export interface Labelled {
  text: string
  language: 'ru' | 'ru-latn' | 'en' | 'ka' | 'ka-latn' | 'mixed'
  who: 'staff' | 'client'
  /** `agent/intent`; empty: nobody is meant. */
  expected: string[]
  critical?: boolean
  /** What each is for: evals/README.md. Only of `tuning` and `blind-a` may anybody look at what goes wrong. */
  part: Part
}
export const PARTS = ['tuning', 'held-out', 'blind-a', 'blind-b', 'blind-d'] as const
export type Part = (typeof PARTS)[number]
export const MAY_BE_SEEN: readonly Part[] = ['tuning', 'blind-a']

export const labelledLines = (): Labelled[] => ['messages.jsonl', 'blind.jsonl', 'blind-d.jsonl'].flatMap((file) => linesOf<Labelled>(file))

export const linesOf = <T>(file: string): T[] =>
  readFileSync(path.join(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

export const eventOf = ({ text, who }: Pick<Labelled, 'text' | 'who'>, now: Date): Event =>
  who === 'staff'
    ? createEvent({ type: 'message.employee', payload: { chatId: 100000001, fromId: 100000001, messageId: 1, text } }, now)
    : createEvent({ type: 'message.incoming', payload: { leadId: '1', messageId: '1', text } }, now)

/** Whom a plan means beyond those who always take part; nobody where it had to fall back on somebody. */
export function answerOf(event: Event, plan: Plan | null): string[] {
  if (plan === null || plan.by === 'fallback') return []
  const { always, otherwise } = routeOf(event.type)
  if (plan.by === 'model' && plan.intent === undefined && plan.agents.join() === otherwise) return []
  return plan.agents
    .filter((name) => !(always as readonly AgentName[]).includes(name))
    .map((name) => `${name}/${plan.intents?.[name] ?? plan.intent ?? '?'}`)
}

export interface Answered extends Labelled {
  answer: string[]
}

export const isRight = ({ expected, answer }: Answered): boolean => expected.toSorted().join() === answer.toSorted().join()
const isSilent = ({ expected, answer }: Answered): boolean => answer.length === 0 && expected.length > 0
const agentsIn = (meant: readonly string[]): string[] => meant.map((one) => one.split('/')[0] ?? one)

export const classOf = ({ who, expected }: Pick<Labelled, 'who' | 'expected'>): string =>
  `${who === 'client' ? 'client: ' : ''}${expected.length === 0 ? 'nobody' : expected.length > 1 ? 'several' : expected[0]}`

export interface Score {
  messages: number
  /** Mean of the classes' accuracies: a rare intent counts as much as a frequent one. */
  macro: number
  accuracy: number
  dontKnow: number
  wrong: number
  critical: number
  criticalRecall: number
  classes: { name: string; messages: number; right: number; dontKnow: number; wrong: number }[]
  /** Expected agent → answered agent → how often. */
  confusion: Record<string, Record<string, number>>
}

export function scoreOf(answers: readonly Answered[]): Score {
  const names = [...new Set(answers.map(classOf))]
  const classes = names.map((name) => {
    const mine = answers.filter((one) => classOf(one) === name)
    const right = mine.filter(isRight).length
    const dontKnow = mine.filter(isSilent).length
    return { name, messages: mine.length, right, dontKnow, wrong: mine.length - right - dontKnow }
  })
  const confusion: Score['confusion'] = {}
  for (const { expected, answer } of answers) {
    const said = agentsIn(answer)
    const meant = agentsIn(expected)
    for (const from of meant.length > 0 ? meant : ['nobody']) {
      const row = confusion[from] ?? {}
      confusion[from] = row
      const others = said.filter((name) => !meant.includes(name))
      for (const to of said.includes(from) ? [from] : others.length > 0 ? others : ['nobody']) row[to] = (row[to] ?? 0) + 1
    }
  }
  const critical = answers.filter((one) => one.critical)
  const heard = critical.filter(({ expected, answer }) =>
    expected
      .filter((one) => /\/(?:incident|breakdown|client_trouble)$/.test(one))
      .every((one) => agentsIn(answer).includes(one.split('/')[0] ?? '')),
  )
  const sum = (of: (one: (typeof classes)[number]) => number) => classes.reduce((total, one) => total + of(one), 0)
  return {
    messages: answers.length,
    macro: sum(({ right, messages }) => right / messages) / classes.length,
    accuracy: sum(({ right }) => right) / answers.length,
    dontKnow: sum(({ dontKnow }) => dontKnow) / answers.length,
    wrong: sum(({ wrong }) => wrong) / answers.length,
    critical: critical.length,
    criticalRecall: critical.length === 0 ? 1 : heard.length / critical.length,
    classes,
    confusion,
  }
}
