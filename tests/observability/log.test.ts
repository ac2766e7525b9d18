// What a line of the log looks like, and what never stands in it.
import { expect, it } from 'vitest'
import { createLog, type LogLevel } from '../../src/observability/log.ts'

function logging(level: LogLevel = 'info', secrets: string[] = []) {
  const written: string[] = []
  const log = createLog({ level, secrets, destination: { write: (line) => void written.push(line) } })
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

it('writes one JSON object per line, with the message, the level and the fields', () => {
  const { log, lines } = logging()
  log.info({ deliveryId: 'd1', eventId: 'e1', correlationId: 'd1', agent: 'booking-controller' }, 'agent reported')
  expect(lines()).toEqual([
    expect.objectContaining({
      level: 'info',
      message: 'agent reported',
      deliveryId: 'd1',
      eventId: 'e1',
      correlationId: 'd1',
      agent: 'booking-controller',
    }),
  ])
  expect(String(lines()[0]?.time)).toMatch(/^\d{4}-\d\d-\d\dT/)
})

it('keeps silent below its level', () => {
  const { log, lines } = logging('warn')
  log.info({}, 'quiet')
  log.warn({}, 'loud')
  expect(lines().map((line) => line.message)).toEqual(['loud'])
})

it('hides personal data and secrets in fields, messages, errors and what a child is bound to', () => {
  const { log, lines } = logging('debug', ['sandbox-admin'])
  const child = log.child({ client: { phone: '+995555123456', name: 'Иван Тестов' } })
  child.error(
    { error: new Error('Иван Тестов, +995555123456'), text: 'где машина?', url: '/x?t=hunter22', key: 'sandbox-admin' },
    'sent with Bearer abcdef',
  )
  const line = JSON.stringify(lines()[0])
  for (const leak of ['+995', 'где машина', 'hunter22', 'sandbox-admin', 'abcdef', '"Иван Тестов"']) expect(line).not.toContain(leak)
  expect(lines()[0]).toMatchObject({ message: 'sent with Bearer ***', error: { message: expect.stringContaining('***') } })
})
