// The page of settings: every number the owner of the fleet may change, from the schema itself.
import type { z } from 'zod'
import { Settings } from '../../src/agents/settings.ts'
import { code, page, table } from './table.ts'

export function settingsPage(): string {
  const rows = Object.entries(Settings.shape).map(([name, setting]) => {
    const { description } = setting as z.ZodType
    if (description === undefined) throw new Error(`src/agents/settings.ts: ${name} has no .describe()`)
    return [code(name), code(JSON.stringify((setting as z.ZodType).parse(undefined))), description]
  })
  return page(
    'Settings',
    '`src/agents/settings.ts`',
    'What the owner of the fleet may change without a programmer: `SETTINGS_FILE` names a JSON file, `all` stands for every branch, a branch overrides it setting by setting. A wrong file ends the start with one line that names the setting.',
    '```json\n{ "all": { "quietFromHour": 23 }, "batumi": { "remindBeforeMin": [180, 60] } }\n```',
    table(['setting', 'default', 'what it says'], rows),
  )
}
