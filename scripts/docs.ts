// Writes docs/generated/ and .env.example from the code itself; with --check it only says what is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { effectsPage } from './docs/effects.ts'
import { environmentPage, exampleEnv } from './docs/environment.ts'
import { graphPicture } from './docs/graph.ts'
import { rolesPage } from './docs/roles.ts'
import { roomsPicture } from './docs/rooms.ts'
import { routesPage } from './docs/routes.ts'
import { settingsPage } from './docs/settings.ts'
import { toolsPage } from './docs/tools.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const GENERATED = 'docs/generated'
/** Pages that carry a picture between `<!-- generated: name -->` and `<!-- /generated -->`, because GitHub draws only what stands in the page. */
const PAGES_WITH_PICTURES = ['ARCHITECTURE.md']

/** Path from the root → what it must hold. */
export async function freshDocs(root = ROOT): Promise<Map<string, string>> {
  const pictures: Record<string, string> = { 'graph.mmd': await graphPicture(), 'rooms.mmd': roomsPicture() }
  const files = new Map<string, string>()
  for (const [name, picture] of Object.entries(pictures)) files.set(`${GENERATED}/${name}`, `${picture.trimEnd()}\n`)
  files.set(`${GENERATED}/routes.md`, routesPage())
  files.set(`${GENERATED}/effects.md`, effectsPage())
  files.set(`${GENERATED}/roles.md`, rolesPage())
  files.set(`${GENERATED}/tools.md`, await toolsPage())
  files.set(`${GENERATED}/environment.md`, environmentPage())
  files.set(`${GENERATED}/settings.md`, settingsPage())
  files.set('.env.example', exampleEnv())
  for (const page of PAGES_WITH_PICTURES) files.set(page, withPictures(await readFile(path.join(root, page), 'utf8'), pictures))
  return files
}

export function withPictures(page: string, pictures: Readonly<Record<string, string>>): string {
  return page.replaceAll(
    /(<!-- generated: (\S+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const picture = pictures[name]
      if (picture === undefined) throw new Error(`there is no generated picture "${name}"`)
      return `${begin}\`\`\`mermaid\n${picture.trimEnd()}\n\`\`\`\n${end}`
    },
  )
}

/** @returns the files that are not as the code says, and those nobody generates any more. */
export async function staleDocs(root = ROOT): Promise<string[]> {
  const fresh = await freshDocs(root)
  const stale: string[] = []
  for (const [file, text] of fresh) if ((await contentOf(path.join(root, file))) !== text) stale.push(file)
  return [...stale, ...(await leftovers(root, fresh))]
}

const contentOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null)

async function leftovers(root: string, fresh: ReadonlyMap<string, string>): Promise<string[]> {
  const there = await readdir(path.join(root, GENERATED)).catch(() => [])
  return there.map((name) => `${GENERATED}/${name}`).filter((file) => !fresh.has(file))
}

async function write(): Promise<void> {
  const fresh = await freshDocs()
  await mkdir(path.join(ROOT, GENERATED), { recursive: true })
  for (const [file, text] of fresh) await writeFile(path.join(ROOT, file), text)
  for (const file of await leftovers(ROOT, fresh)) await rm(path.join(ROOT, file))
  process.stdout.write(`${fresh.size} files written.\n`)
}

async function check(): Promise<void> {
  const stale = await staleDocs()
  if (stale.length === 0) return void process.stdout.write('Generated docs are fresh.\n')
  process.stderr.write(`Stale: ${stale.join(', ')}. Run: npm run docs\n`)
  process.exitCode = 1
}

if (import.meta.main) await (process.argv.includes('--check') ? check() : write())
