// The registry of webhook doors.
import type { Config } from '../../config.ts'
import type { Source } from '../source.ts'
import { rentprogSource } from './rentprog.ts'

export const sourcesOf = ({ rentprog }: Pick<Config, 'rentprog'>): readonly Source[] => [rentprogSource(rentprog)]
