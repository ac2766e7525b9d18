// A question no rule understands: the model may ask our reads, and answers from what they say. It changes nothing.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { tool } from '@langchain/core/tools'
import { z } from 'zod'
import type { GatherContext } from '../agent.ts'
import type { Asker } from '../asker.ts'
import { bookingsNamed } from '../booking-named.ts'
import type { Talking } from '../talk.ts'
import { bookingFacts, bookingText } from './booking.ts'
import { branchFacts } from './branch.ts'
import { carsFacts } from './cars.ts'
import { clientFacts } from './clients.ts'
import { freeFacts } from './free.ts'
import { peopleFacts } from './people.ts'
import { branchText, carsText, clientText, freeText, peopleText } from './words.ts'

const PROMPT = readFileSync(path.join(import.meta.dirname, 'prompt.md'), 'utf8')

export interface FreeAnswer {
  text: string
  model: string
  /** Names of the reads it rests on, in Russian. */
  sources: string[]
}

const MAX_CALLS = 4
const WITHIN_MS = 20_000
const TURNS = 6

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const SOURCE: Readonly<Record<string, string>> = {
  find_car: 'авто',
  find_free_cars: 'свободные авто',
  find_booking: 'брони',
  find_client: 'клиенты',
  branch_day: 'сводка филиала',
  branch_people: 'сотрудники',
}

/** What the tools say is what the same person would be answered: masked by the same rules. */
function toolsFor(asker: Asker, context: GatherContext) {
  const input = z.object({ query: z.string().max(200) })
  const make = (name: string, description: string, answer: (query: string) => Promise<string>) =>
    tool(async ({ query }: { query: string }) => plain(await answer(query)), { name, description, schema: input })
  return [
    make('find_car', 'Где авто, у кого, когда освободится, пробег. Номер или модель.', async (query) =>
      carsText(await carsFacts(query, asker, context), context.settings),
    ),
    make('find_free_cars', 'Свободные авто: время и филиал словами, например «завтра с 10 до 18 в Батуми».', async (query) =>
      freeText(await freeFacts(query, asker, context)),
    ),
    make('find_booking', 'Бронь по номеру.', async (query) => {
      const found = (
        await Promise.all((query.match(/\d{3,9}/g) ?? []).slice(0, 3).map((n) => bookingsNamed(Number(n), asker.branch, context)))
      ).flat()
      const texts = await Promise.all(found.slice(0, 3).map(async ({ id }) => bookingFacts(id, context)))
      return texts.flatMap((one) => (one === null ? [] : [bookingText(one, context.settings)])).join('\n\n') || 'Такой брони нет.'
    }),
    make('find_client', 'Клиент по имени или телефону и его брони.', async (query) => clientText(await clientFacts(query, asker, context))),
    make('branch_day', 'Сводка филиала за день: выдачи, приемки, опоздания, задачи, инциденты.', async (query) =>
      branchText(await branchFacts(query, asker, context)),
    ),
    make('branch_people', 'Кто работает в филиале и в какой роли.', async (query) => peopleText(await peopleFacts(query, asker, context))),
  ]
}

/** @returns null without a model, when it fails, and when it answers without having asked anything. */
export async function freeAnswer(text: string, asker: Asker, { turns }: Talking, context: GatherContext): Promise<FreeAnswer | null> {
  if (context.model === null) return null
  try {
    const {
      text: said,
      model,
      used,
    } = await context.model.withTools({
      name: 'staff_question',
      system: PROMPT,
      before: turns.slice(-TURNS).map(({ by, text: before }) => ({ by, text: before })),
      user: text,
      tools: toolsFor(asker, context),
      maxCalls: MAX_CALLS,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(WITHIN_MS)]),
    })
    return said === '' || used.length === 0 ? null : { text: said, model, sources: [...new Set(used.map((name) => SOURCE[name] ?? name))] }
  } catch {
    return null
  }
}
