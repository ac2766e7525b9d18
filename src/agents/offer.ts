// What a model may ask of an agent for the person it answers: reads, told in the words of the agent's own commands.
import type { z } from 'zod'
import { type Action, reachOf } from '../effects/roles.ts'
import type { Staff } from '../tools/rental.ts'
import type { GatherContext } from './agent.ts'
import type { Asker } from './asker.ts'

interface Offered<Input extends z.ZodObject> {
  /** As the model calls it: `[a-z_]+`, unique among all agents. */
  readonly name: string
  /** When to use it, in Russian, for the model. */
  readonly says: string
  /** The line of the table of roles it stands under: whom it reaches nothing for is not even offered it. */
  readonly action: Action
  readonly input: Input
}

export interface Read<Input extends z.ZodObject = z.ZodObject> extends Offered<Input> {
  /** What the answer says it rests on, in Russian. */
  readonly source: string
  /** Telegram HTML: what the same person would be answered by the command. Who may not know of this one thing reads why. */
  answer(input: z.output<Input>, asker: Asker, context: GatherContext): Promise<string>
}

export const defineRead = <Input extends z.ZodObject>(read: Read<Input>): Read => read as unknown as Read

/** What this person's role may use at all. */
export const offeredTo = <O extends Pick<Read, 'action'>>(staff: Staff | null, offers: readonly O[]): O[] =>
  offers.filter(({ action }) => reachOf(staff, action) !== 'no')
