// The registry of stand-ins: every outside system the sandbox plays.
import type { Surroundings, System } from '../system.ts'
import { createAmocrm } from './amocrm.ts'
import { createLangsmith } from './langsmith.ts'
import { createOpenai } from './openai.ts'
import { createRentprog } from './rentprog.ts'
import { createStripe } from './stripe.ts'
import { createTelegram } from './telegram.ts'
import { createUmnico } from './umnico.ts'
import { createYougile } from './yougile.ts'

export const createSystems = (surroundings: Surroundings): System[] =>
  [createRentprog, createYougile, createTelegram, createOpenai, createAmocrm, createUmnico, createStripe, createLangsmith].map((create) =>
    create(surroundings),
  )
