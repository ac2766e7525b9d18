// What a model may ask of an agent for the person it answers, and what it may wish for: of that nothing is done before the person says yes.
import type { z } from 'zod'
import { type Action, reachOf } from '../effects/roles.ts'
import type { Branch } from '../events/event.ts'
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

/** What would be done, as its card says it (Telegram HTML, beginning small), or why it cannot be (for the model). */
export type Considered = { input: Record<string, unknown>; text: string; branch: Branch | null } | { no: string }

export interface Wish<Input extends z.ZodObject = z.ZodObject> extends Offered<Input> {
  /**
   * Decides as if it were asked for now, and does nothing. The input it answers with says it for good: «завтра» is a date by then.
   * Taken, the agent gets it as `suggestion.taken`.
   */
  consider(input: z.output<Input>, asker: Asker & { staff: Staff }, context: GatherContext): Promise<Considered>
}

/** A wish and whose it is. */
export type OwnedWish = Wish & { readonly agent: string }

export const defineRead = <Input extends z.ZodObject>(read: Read<Input>): Read => read as unknown as Read
export const defineWish = <Input extends z.ZodObject>(wish: Wish<Input>): Wish => wish as unknown as Wish

/** What this person's role may use at all. */
export const offeredTo = <O extends Pick<Read, 'action'>>(staff: Staff | null, offers: readonly O[]): O[] =>
  offers.filter(({ action }) => reachOf(staff, action) !== 'no')
