// A prompt is a file, and the trace of every question names it and the version of its text: the model takes no other.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const SRC = path.dirname(import.meta.dirname)

export class Prompt {
  /** `agents/staff-assistant/prompt` */
  readonly name: string
  /** Of the file, whatever is filled in: eight hexadecimal digits that change with every change of it. */
  readonly version: string
  readonly text: string

  private constructor(name: string, version: string, text: string) {
    this.name = name
    this.version = version
    this.text = text
  }

  /** @param folder `import.meta.dirname` of whoever asks */
  static from(folder: string, file: string): Prompt {
    const text = readFileSync(path.join(folder, file), 'utf8')
    const name = path.relative(SRC, path.join(folder, file)).replace(/\.md$/, '').replaceAll(path.sep, '/')
    return new Prompt(name, createHash('sha256').update(text).digest('hex').slice(0, 8), text)
  }

  /** Each `{name}` of it with what stands for it now. */
  filled(values: Readonly<Record<string, string>>): Prompt {
    return new Prompt(
      this.name,
      this.version,
      this.text.replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all),
    )
  }

  get traced(): { prompt: string; promptVersion: string } {
    return { prompt: this.name, promptVersion: this.version }
  }
}
