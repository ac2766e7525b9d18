// The files of the repository as the house tests look at them: what is written by people, nothing installed or generated.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

const SKIPPED = new Set(['node_modules', '.git', '.data', '.langgraph_api', 'src/generated', 'coverage'])

/** Paths from the root, with forward slashes. */
export function filesBelow(folder: string, wanted: RegExp): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name)
    if (SKIPPED.has(file) || SKIPPED.has(entry.name)) return []
    return entry.isDirectory() ? filesBelow(file, wanted) : wanted.test(file) ? [file] : []
  })
}

export const foldersIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')

export const exists = (file: string): boolean => existsSync(path.join(ROOT, file))

export const linesOf = (file: string): number => textOf(file).trimEnd().split('\n').length
