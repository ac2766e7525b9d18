// What lies on the disk is what the registries list, and every agent has the same shape.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { readConfig } from '../../src/config.ts'
import { effectKinds } from '../../src/effects/catalogue.ts'
import { handlers } from '../../src/effects/handlers.ts'
import { policy } from '../../src/effects/policy.ts'
import { sourcesOf } from '../../src/ingress/sources/index.ts'
import { filesBelow, foldersIn, linesOf, ROOT } from './files.ts'

const LONGEST_README = 25
const LONGEST_CARD = 40

describe('agents', () => {
  it('are the folders of src/agents, each under its own name', () => {
    expect(agents.map(({ name }) => name as string).sort()).toEqual(foldersIn('src/agents').sort())
  })

  it('have a test each, and no test is left of one that has gone', () => {
    const tested = filesBelow('tests/agents', /\.test\.ts$/).map((file) => path.basename(file, '.test.ts'))
    expect(tested).toEqual(expect.arrayContaining(agents.map(({ name }) => name)))
  })

  it('have codes of their own that fit into a button', () => {
    const codes = agents.map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^[a-z]{1,4}$/)
  })

  describe.each(agents.map(({ name }) => name))('%s', (name) => {
    const home = `src/agents/${name}`

    it('has a card, facts, a rule, effects and words', () => {
      const missing = ['index.ts', 'gather.ts', 'decide.ts', 'propose.ts', 'words.ts', 'README.md'].filter(
        (file) => !existsSync(path.join(ROOT, home, file)),
      )
      expect(missing).toEqual([])
    })

    it('says what it does in a page a domain expert reads in a minute', () => {
      expect(linesOf(`${home}/README.md`)).toBeLessThanOrEqual(LONGEST_README)
    })

    it('has a card that is no more than a card', () => {
      expect(linesOf(`${home}/index.ts`)).toBeLessThanOrEqual(LONGEST_CARD)
    })
  })
})

describe('webhook doors', () => {
  it('are the files of src/ingress/sources', () => {
    const files = filesBelow('src/ingress/sources', /^src\/ingress\/sources\/[^/]+\.ts$/).map((file) => path.basename(file, '.ts'))
    // Whoever automates a browser knocks in the same way.
    const fileOf = (id: string): string => (['starline', 'greenway'].includes(id) ? 'automation' : id)
    const ids = new Set(sourcesOf(readConfig({})).map(({ id }) => fileOf(id)))
    expect([...ids].sort()).toEqual(files.filter((file) => file !== 'index').sort())
  })
})

describe('effects', () => {
  it.each(effectKinds)('%s is performed by exactly those its policy names', (kind) => {
    const { open, onUncertain } = policy[kind]
    expect(kind in handlers).toBe(open && onUncertain !== 'local')
  })
})
