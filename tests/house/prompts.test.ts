// Every prompt is a file of its own, and none reaches the model without its name and version in the trace.
import path from 'node:path'
import { expect, it, test } from 'vitest'
import { Prompt } from '../../src/tools/model-prompt.ts'
import { filesBelow, ROOT, textOf } from './files.ts'

const prompts = filesBelow('src', /\.md$/).filter((file) => path.basename(file) !== 'README.md')
const code = filesBelow('src', /\.ts$/)

it('every page beside the code that is no README is a prompt, read once and as one', () => {
  const read = code.flatMap((file) =>
    [...textOf(file).matchAll(/Prompt\.from\(import\.meta\.dirname, '([^']+)'\)/g)].map(([, name = '']) =>
      path.posix.join(path.posix.dirname(file), name),
    ),
  )
  expect(read.sort()).toEqual([...prompts].sort())
  expect(prompts.length).toBeGreaterThan(2)
})

it('nobody else reads pages, and no prompt is written in the code', () => {
  expect(code.filter((file) => /readFileSync/.test(textOf(file)))).toEqual(['src/config.ts', 'src/tools/model-prompt.ts'])
  // The model takes a Prompt (a constructor nobody else can call), which becomes the one system message in these two places.
  const speaks = code.filter((file) => /new SystemMessage\(/.test(textOf(file)))
  expect(speaks).toEqual(['src/tools/model-tools.ts', 'src/tools/model.ts'])
  for (const file of speaks) expect(textOf(file).match(/SystemMessage\((?!system\.text\))./g) ?? []).toEqual([])
})

test.each(prompts)('%s: its version changes with its text, not with what is filled in', (file) => {
  const prompt = Prompt.from(path.join(ROOT, path.dirname(file)), path.basename(file))
  expect(prompt.traced).toEqual({ prompt: file.replace(/^src\/|\.md$/g, ''), promptVersion: expect.stringMatching(/^[0-9a-f]{8}$/) })
  expect(prompt.filled({ agents: 'x', to: 'x', items: 'x' }).traced).toEqual(prompt.traced)
  expect(prompt.filled({ agents: 'x', to: 'x', items: 'x' }).text).not.toMatch(/\{\w+\}/)
})
