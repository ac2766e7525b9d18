// Our manners, as far as a machine can see them: every file says what it is for, and each kind of trouble has one owner.
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { exists, filesBelow, textOf } from './files.ts'

const product = [...filesBelow('src', /\.ts$/), ...filesBelow('netlify', /\.m?ts$/)]
const written = ['src', 'netlify', 'sandbox', 'collector', 'demo', 'bench', 'scripts', 'tests']
  .filter(exists)
  .flatMap((folder) => filesBelow(folder, /\.(ts|mjs|mts)$/))

/** Code without its comments, line by line, so that an explanation may name what it forbids. */
const codeOf = (file: string): string[] =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, ''))

function offences(files: readonly string[], offence: RegExp, owners: readonly string[] = []): string[] {
  return files
    .filter((file) => !owners.includes(file))
    .flatMap((file) => codeOf(file).flatMap((line, at) => (offence.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])))
}

describe('a file', () => {
  it('opens with a sentence that says what it is for', () => {
    const pages = written.filter((file) => !file.endsWith('.test.ts'))
    expect(pages.filter((file) => !/^(#!.*\n)?\/\/ \S.{10,}[.:;]\n/.test(textOf(file)))).toEqual([])
  })

  it('has a name in kebab-case', () => {
    expect(written.filter((file) => !/^([a-z0-9.-]+\/)*[a-z0-9.-]+$/.test(file))).toEqual([])
  })

  it('lies in no drawer for everything', () => {
    expect(written.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.[a-z]+$)/.test(file))).toEqual([])
  })
})

const OWNED: readonly [what: string, offence: RegExp, owner: string][] = [
  ['the environment', /\bprocess\.env\b/, 'src/config.ts'],
  ['time', /\bnew Date\(\)|\bDate\.now\(\)/, 'src/clock.ts'],
  ['outgoing HTTP', /(?<![.\w])fetch\(/, 'src/tools/http.ts'],
]

describe.each(OWNED)('%s', (_what, offence, owner) => {
  it('has one owner', () => {
    expect(offences(product, offence, [owner])).toEqual([])
  })

  it('is really found by this test, in its owner', () => {
    expect(offences([owner], offence)).not.toEqual([])
  })
})

describe('src', () => {
  it('refuses by role in one way, which the audit log hears of', () => {
    expect(offences(product, /what: 'denied'/, ['src/agents/denied.ts', 'src/linking.ts'])).toEqual([])
  })

  it('writes to no console: the log does', () => {
    expect(offences(product, /\bconsole\./)).toEqual([])
  })

  it('has no default exports', () => {
    expect(offences(product, /^export default/, ['netlify/functions/webhooks.mts'])).toEqual([])
  })
})

const usesAny = (file: string): boolean => {
  const seek = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.AnyKeyword || (ts.forEachChild(node, (child) => seek(child) || undefined) ?? false)
  return seek(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest))
}

describe('types', () => {
  it('are never switched off', () => {
    expect(written.filter((file) => file.endsWith('.ts')).filter(usesAny)).toEqual([])
    const silencer = new RegExp(`@ts-${'(ignore|nocheck|expect-error)'}`)
    expect(written.filter((file) => silencer.test(textOf(file)))).toEqual([])
  })
})

it('nothing knows the machine it was written on', () => {
  const texts = filesBelow('.', /(\.(md|ts|mjs|json|prisma|sql|mmd|ya?ml|toml)|\.env\.example|\.ci\/run)$/).filter(
    (file) => file !== 'package-lock.json',
  )
  expect(
    texts.filter((file) =>
      new RegExp(['/work', '/home/\\w', '/root', '/Users'].map((start) => `(^|[\\s"'\`(=])${start}/`).join('|'), 'm').test(textOf(file)),
    ),
  ).toEqual([])
})
