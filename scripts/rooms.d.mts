// Types of rooms.mjs, which stays plain JavaScript for dependency-cruiser.
import type { IForbiddenRuleType } from 'dependency-cruiser'

export declare const COMMON: readonly string[]
export declare const ROOMS: Readonly<Record<string, { may: readonly string[]; why: string }>>
export declare const forbidden: IForbiddenRuleType[]
