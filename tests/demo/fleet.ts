// The demo's fleet, chosen from the sandbox's own world.
import { type Fleet, fleetOf, World } from '../../demo/fleet.ts'
import { loadWorld, snapshot, WORLD_FILE } from '../../sandbox/world.ts'

export const NOW = new Date('2030-11-05T08:00:00Z')

export const demoFleet = async (now = NOW): Promise<Fleet> => fleetOf(World.parse(snapshot(await loadWorld(WORLD_FILE, NOW))), now)
