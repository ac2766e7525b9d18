// What is being done while a run lasts: nodes write it to LangGraph's custom stream, the worker shows it. It may be lost.
import type { LangGraphRunnableConfig } from '@langchain/langgraph'

export interface Doing {
  /** In Russian: «Смотрю брони…». */
  says: string
  /** Whoever says it is going to answer; a look at a vendor alone does not mean so. */
  answers: boolean
}

const MARK = 'doing'

/** Absent where nobody streams: Studio, a script. */
export const sayer =
  ({ writer }: Pick<LangGraphRunnableConfig, 'writer'>, answers: boolean) =>
  (says: string): void =>
    writer?.({ [MARK]: { says, answers } satisfies Doing })

/** @param chunk of the custom stream, to which others may write, too. */
export const doingIn = (chunk: unknown): Doing | null =>
  typeof chunk === 'object' && chunk !== null && MARK in chunk ? (chunk as { [MARK]: Doing })[MARK] : null
