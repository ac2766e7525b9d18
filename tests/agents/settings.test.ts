// The settings the owner may change: defaults, overrides per branch, and what a wrong file is told.
import { expect, test } from 'vitest'
import { Settings, settingsTable } from '../../src/agents/settings.ts'

test('every setting has a default and a sentence', () => {
  expect(Settings.parse({})).toEqual(settingsTable()('kutaisi'))
  for (const [name, setting] of Object.entries(Settings.shape))
    expect([name, setting.description]).toEqual([name, expect.stringMatching(/\S.{10}/)])
})

test('a branch overrides what is said for all of them, setting by setting', () => {
  const settings = settingsTable({ all: { quietFromHour: 23, quietToHour: 7 }, batumi: { quietFromHour: 21 } })
  expect(settings('batumi')).toMatchObject({ quietFromHour: 21, quietToHour: 7 })
  expect(settings('tbilisi')).toMatchObject({ quietFromHour: 23, quietToHour: 7 })
})

test.each([
  [{ batumy: {} }, 'SETTINGS_FILE: "batumy" is neither a branch (tbilisi, batumi, kutaisi, service-center) nor "all"'],
  [{ all: { quietHours: 1 } }, 'SETTINGS_FILE: tbilisi: there is no setting "quietHours" (docs/generated/settings.md lists them)'],
  [{ kutaisi: { quietFromHour: 24 } }, 'SETTINGS_FILE: kutaisi: quietFromHour: Too big: expected number to be <=23'],
])('%j is refused with a line that says what to do', (file, line) => {
  expect(() => settingsTable(file)).toThrow(line)
})
