// What the documents say is so: generated pages are fresh, links lead somewhere, commands and variables exist.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { staleDocs, withPictures } from '../../scripts/docs.ts'
import { Environment } from '../../src/config.ts'
import { filesBelow, linesOf, ROOT, textOf } from './files.ts'

const pages = filesBelow('.', /\.md$/).filter((file) => !file.startsWith('tests/fixtures/'))

describe('generated pages', () => {
  it('are as the code says (npm run docs)', async () => {
    expect(await staleDocs()).toEqual([])
  })

  it('would be seen to be stale', () => {
    const page = 'before\n<!-- generated: a.mmd -->\nold\n<!-- /generated -->\nafter\n'
    expect(withPictures(page, { 'a.mmd': 'graph TD\n' })).toBe(
      'before\n<!-- generated: a.mmd -->\n```mermaid\ngraph TD\n```\n<!-- /generated -->\nafter\n',
    )
    expect(() => withPictures(page, {})).toThrow('a.mmd')
  })
})

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  )

const withoutCode = (page: string): string => page.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '')

function deadLinks(file: string): string[] {
  const links = [...withoutCode(textOf(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return links.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [to = '', anchor] = target.split('#')
    const linked = to === '' ? file : path.posix.join(path.posix.dirname(file), to)
    if (!existsSync(path.join(ROOT, linked))) return true
    return anchor !== undefined && linked.endsWith('.md') && !anchorsOf(textOf(linked)).includes(anchor)
  })
}

describe.each(pages)('%s', (file) => {
  it('links to what exists', () => {
    expect(deadLinks(file)).toEqual([])
  })

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = [...textOf(file).matchAll(/npm run ([a-z:-]*[a-z])/g)].map(([, script = '']) => script)
    expect(named.filter((script) => !(script in scripts))).toEqual([])
  })

  it('points at code that exists', () => {
    const mentioned = [...textOf(file).matchAll(/`((?:src|tests|scripts|sandbox|prisma|docs|demo|bench|\.ci)\/[\w./-]+\.[a-z]+)`/g)].map(
      ([, at = '']) => at,
    )
    const isRecipe = file.startsWith('docs/recipes/')
    expect(mentioned.filter((at) => !isRecipe && !existsSync(path.join(ROOT, at)))).toEqual([])
  })
})

describe('decisions', () => {
  const LONGEST = 40
  const decisions = filesBelow('docs/decisions', /\/\d{4}-.*\.md$/)

  it('take a page each, numbered without gaps, and are listed', () => {
    const list = textOf('docs/decisions/README.md')
    expect(decisions.filter((file) => linesOf(file) > LONGEST || !list.includes(path.basename(file)))).toEqual([])
    expect(decisions.map((file) => Number(path.basename(file).slice(0, 4))).sort((a, b) => a - b)).toEqual(
      decisions.map((_file, at) => at + 1),
    )
  })

  it('say of every dependency why it is here', () => {
    const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>
    const page = textOf('docs/decisions/0002-dependencies.md')
    const named = (name: string) =>
      page.includes(`\`${name}\``) || page.includes(`\`${name.replace('@langchain/langgraph', '')}\``) || name.startsWith('@types/')
    expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !named(name))).toEqual([])
  })
})

describe('langgraph.json', () => {
  const { graphs } = JSON.parse(textOf('langgraph.json')) as { graphs: Record<string, { path: string }> }

  it.each(Object.entries(graphs))('%s is where it says', async (_name, graph) => {
    const [file = '', exported = ''] = graph.path.split(':')
    const module = (await import(path.join(ROOT, file))) as Record<string, unknown>
    expect(module[exported]).toBeTypeOf('function')
  })
})

describe('.env.example', () => {
  it('lists every variable of the schema, and no other', () => {
    const listed = [...textOf('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)
    expect(listed.sort()).toEqual(Object.keys(Environment.shape).sort())
  })
})
