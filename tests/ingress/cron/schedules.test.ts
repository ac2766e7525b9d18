// The table of schedules, and how the configuration changes it.
import { expect, it } from 'vitest'
import { BadConfig, readConfig } from '../../../src/config.ts'
import { definitions } from '../../../src/events/index.ts'
import { schedules, schedulesInForce } from '../../../src/ingress/cron/schedules.ts'
import { lastSlot, nextSlot } from '../../../src/ingress/cron/slots.ts'
import { preflight } from '../../../src/preflight.ts'

const inForce = (SCHEDULES: string) => schedulesInForce(readConfig({ SCHEDULES }).schedules)
const MIDNIGHT = new Date('2030-11-04T20:00:00Z')

it('has one schedule for every event of the clock, and no other', () => {
  const ticked = definitions.filter(({ sources }) => sources.some((source) => source === 'cron')).map(({ type }) => type as string)
  expect(schedules.map(({ event }) => event as string).sort()).toEqual(ticked.sort())
})

it('fires at the hours of Tbilisi', () => {
  const first = Object.fromEntries(schedulesInForce({}).map(({ event, cron }) => [event, nextSlot(cron, MIDNIGHT).toISOString()]))
  expect(first).toEqual({
    'daily.plan.generate': '2030-11-05T04:00:00.000Z',
    'check.bookings': '2030-11-05T03:00:00.000Z',
    'check.to': '2030-11-05T05:00:00.000Z',
    'check.cash': '2030-11-05T16:00:00.000Z',
    'cash.reconcile': '2030-11-05T00:00:00.000Z',
    'check.starline': '2030-11-04T20:05:00.000Z',
    'check.completeness': '2030-11-04T20:23:00.000Z',
    'check.webhooks': '2030-11-04T20:10:00.000Z',
    'check.canary': '2030-11-04T20:05:00.000Z',
  })
  expect(lastSlot('*/15 7-23 * * *', MIDNIGHT).toISOString()).toBe('2030-11-04T19:45:00.000Z')
})

it('gives another time, or none, to the schedules that are named', () => {
  const changed = inForce('{"check.cash":" 30  21 * * * ","check.to":"off"}')
  expect(changed.find(({ event }) => event === 'check.cash')).toMatchObject({ cron: '30 21 * * *', missed: 'latest', branches: 'each' })
  expect(changed.map(({ event }) => event)).toEqual(schedules.map(({ event }) => event).filter((event) => event !== 'check.to'))
})

it('is empty when everything is off, and holds only what is named beside it', () => {
  expect(inForce('off')).toEqual([])
  expect(inForce('{"all":"off"}')).toEqual([])
  expect(inForce('{"all":"off","check.canary":"*/1 * * * * *"}')).toMatchObject([{ event: 'check.canary', cron: '*/1 * * * * *' }])
})

it.each([
  ['{"check.cach":"0 20 * * *"}', /^SCHEDULES: there is no schedule "check\.cach"; there are daily\.plan\.generate, check\.bookings/],
  ['{"booking.created":"0 20 * * *"}', /^SCHEDULES: there is no schedule "booking\.created"/],
  ['{"all":"0 20 * * *"}', /^SCHEDULES: "all" can only be "off"$/],
  ['{"check.cash":"0 25 * * *"}', /^SCHEDULES: check\.cash: "0 25 \* \* \*" is not a cron expression: .*25/],
  ['{"check.cash":"20:00"}', /^SCHEDULES: check\.cash: .*five fields/],
  ['{"check.cash":"H 20 * * *"}', /^SCHEDULES: check\.cash: .*H means something else/],
  ['{"check.cash":"0 0 31 2 *"}', /^SCHEDULES: check\.cash: .*day of month/],
  ['{"check.cash":""}', /^SCHEDULES: check\.cash: /],
  ['on', /^SCHEDULES: must be JSON like \{"check\.cash"/],
  ['{"check.cash":20}', /^SCHEDULES: must be JSON like/],
])('%s is refused at start with one line', async (value, line) => {
  const started = async () => preflight(readConfig({ SCHEDULES: value }))
  await expect(started).rejects.toThrow(line)
  await expect(started).rejects.toThrow(BadConfig)
  await expect(started).rejects.not.toThrow(/\n/)
})
