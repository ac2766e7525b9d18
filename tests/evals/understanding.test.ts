// The floor under what words alone understand, on the labelled set: `npm run eval -- --offline` prints the whole report.
import { describe, expect, test } from 'vitest'
import {
  type Answered,
  answerOf,
  classOf,
  eventOf,
  isRight,
  labelledLines,
  MAY_BE_SEEN,
  PARTS,
  type Part,
  scoreOf,
} from '../../evals/score.ts'
import { meaningsOf } from '../../src/agents/agent.ts'
import { agentByName } from '../../src/agents/index.ts'
import { byRules } from '../../src/graph/nodes/rules.ts'

const NOW = new Date('2030-11-05T06:00:00Z')
const labelled = labelledLines()
const answered = labelled.map((line): Answered => {
  const event = eventOf(line, NOW)
  return { ...line, answer: answerOf(event, byRules(event)) }
})

const ofPart = (part: Part) => answered.filter((one) => one.part === part)

describe('the labelled set', () => {
  test('is large, in every language, and mostly not about what happens to be easy', () => {
    expect(labelled.length).toBeGreaterThanOrEqual(400)
    expect(new Set(labelled.map(({ text, who }) => `${who} ${text}`)).size).toBe(labelled.length)
    for (const language of ['ru', 'ru-latn', 'en', 'ka', 'ka-latn', 'mixed'])
      expect(labelled.filter((line) => line.language === language).length).toBeGreaterThanOrEqual(10)
    expect(ofPart('held-out').length).toBeGreaterThanOrEqual(80)
    for (const part of ['blind-a', 'blind-b'] as const) expect(ofPart(part)).toHaveLength(120)
    expect(ofPart('blind-d')).toHaveLength(223)
  })

  test('expects intents there are', () => {
    for (const { expected, who } of labelled)
      for (const one of expected) {
        const [name = '', intent = ''] = one.split('/')
        const agent = agentByName(name)
        expect(agent, one).toBeDefined()
        if (agent)
          expect(Object.keys(meaningsOf(agent, who === 'staff' ? 'message.employee' : 'message.incoming').intents)).toContain(intent)
      }
  })
})

describe('words alone', () => {
  test.each(PARTS)('understand at least 85 %% of each intent on average: %s', (part) => {
    expect(scoreOf(ofPart(part)).macro).toBeGreaterThanOrEqual(0.85)
  })

  test('miss no accident, theft, police or breakdown', () => {
    const missed = answered.filter((one) => one.critical && !one.answer.some((meant) => meant.startsWith('car-topics/')))
    // Of what has to stay blind only the number is told.
    expect(missed.map(({ text, part }) => (MAY_BE_SEEN.includes(part) ? text : part))).toEqual([])
    expect(scoreOf(answered).criticalRecall).toBe(1)
  })

  test('would rather say nothing than something wrong', () => {
    expect(scoreOf(answered).wrong).toBeLessThan(0.03)
    for (const part of PARTS) expect(scoreOf(ofPart(part)).wrong, part).toBeLessThan(0.08)
  })

  test('take less than a millisecond of work', () => {
    const events = labelled.map((line) => eventOf(line, NOW))
    const before = process.threadCpuUsage()
    for (const event of events) byRules(event)
    expect(process.threadCpuUsage(before).user / 1_000 / events.length).toBeLessThan(1)
  })
})

describe('the report', () => {
  const one = (over: Partial<Answered>): Answered => ({
    text: 'x',
    language: 'ru',
    who: 'staff',
    part: 'tuning',
    expected: ['car-topics/incident'],
    answer: ['car-topics/incident'],
    critical: true,
    ...over,
  })
  test('counts a class as much as another, and tells silence from error', () => {
    const score = scoreOf([one({}), one({}), one({ answer: [] }), one({ expected: [], answer: ['tasks/create_task'], critical: false })])
    expect(score).toMatchObject({ macro: 1 / 3, accuracy: 0.5, dontKnow: 0.25, wrong: 0.25, critical: 3, criticalRecall: 2 / 3 })
    expect(score.confusion).toEqual({ 'car-topics': { 'car-topics': 2, nobody: 1 }, nobody: { tasks: 1 } })
  })

  test('a message for two agents is right with both of them', () => {
    const two = one({ expected: ['tasks/create_task', 'car-topics/incident'], answer: ['car-topics/incident', 'tasks/create_task'] })
    expect(isRight(two)).toBe(true)
    expect(isRight({ ...two, answer: ['car-topics/incident'] })).toBe(false)
    expect(classOf(two)).toBe('several')
  })
})
