// What is remembered of talks in a world under test, as a list.
import type { Talk, TalkReads } from '../../../src/tools/rental/talk.ts'

export interface TalkRows {
  talks?: Talk[]
}

export const talkOf = ({ talks = [] }: TalkRows): TalkReads => ({
  talk: async (subject) => talks.find((row) => row.subject === subject) ?? null,
})
