// What the return assistant looks up before it decides.
import { gatherFor } from '../handover-gather.ts'

export const gather = gatherFor('return')
