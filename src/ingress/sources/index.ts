// The registry of webhook doors.
import type { DoorsConfig } from '../../config.ts'
import type { Source } from '../source.ts'
import { automationSource } from './automation.ts'
import { rentprogSource } from './rentprog.ts'
import { stripeSource } from './stripe.ts'
import { telegramSource } from './telegram.ts'
import { umnicoSource } from './umnico.ts'

export const sourcesOf = (config: DoorsConfig): readonly Source[] => [
  rentprogSource(config.rentprog),
  umnicoSource(config.umnico),
  stripeSource(config.stripe),
  automationSource({ id: 'starline', ...config.starline }),
  automationSource({ id: 'greenway', ...config.greenway }),
  telegramSource({ secrets: config.telegram.secrets, token: config.tools.telegram.token }),
]
