import { describe, expect, it } from 'vitest'
import { createGate } from '../../src/queue/gate.ts'

/** Work that ends when told. */
function work() {
  let finish: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    finish = resolve
  })
  let begun = false
  return {
    run: async () => {
      begun = true
      await ended
    },
    finish: () => finish(),
    get begun() {
      return begun
    },
  }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the gate of routine work', () => {
  it('lets as many through as there is room', async () => {
    const gate = createGate(2)
    const jobs = [work(), work(), work()]
    const all = jobs.map((job) => gate.through(job.run))
    await settle()
    expect(jobs.map(({ begun }) => begun)).toEqual([true, true, false])
    jobs[0]?.finish()
    await all[0]
    await settle()
    expect(jobs[2]?.begun).toBe(true)
    for (const job of jobs) job.finish()
    await Promise.all(all)
  })

  it('lets one through while a door is slow, and all again when it is calm', async () => {
    let told = 0
    const gate = createGate(4, () => told++)
    gate.onAnswer(5)
    expect(gate.narrow).toBe(false)
    gate.onAnswer(200)
    gate.onAnswer(200)
    expect([gate.narrow, told]).toEqual([true, 2])
    const jobs = [work(), work(), work()]
    const all = jobs.map((job) => gate.through(job.run))
    await settle()
    expect(jobs.filter(({ begun }) => begun)).toHaveLength(1)
    while (gate.narrow || jobs.some(({ begun }) => !begun)) await settle()
    for (const job of jobs) job.finish()
    await Promise.all(all)
  })

  it('gives its place back when work fails', async () => {
    const gate = createGate(1)
    await expect(gate.through(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await gate.through(async () => 'next')).toBe('next')
  })
})
